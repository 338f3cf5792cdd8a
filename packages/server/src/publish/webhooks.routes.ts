import { randomBytes } from 'node:crypto'
import {
  Delivery,
  NewWebhookEndpoint,
  WebhookEndpoint,
  WebhookEndpointChange,
  WebhookEndpointPage,
  WebhookEndpointParams,
  WebhookEndpointQuery,
  WebhookEndpointWithSecret,
} from '@countersign/contract/webhook'
import { Type } from 'typebox'
import { type Db, type Tx, withAccount } from '../db/sql.ts'
import { accountKey } from '../documents/keys.ts'
import type { Clock } from '../platform/clock.ts'
import type { Http } from '../platform/http.ts'
import type { NewId } from '../platform/ids.ts'
import type { Outbound } from '../platform/outbound.ts'
import { formatSecret } from '../platform/signed-message.ts'
import type { Kms } from '../ports/kms.ts'
import { checkAddress } from './address.ts'
import { endpointDisabled, insertDelivery, sealBody, wakePublishers } from './deliveries.store.ts'
import { renderTest } from './message.ts'
import { afterCursor, toPage } from './page.ts'
import {
  changeEndpoint,
  deleteEndpoint,
  findEndpoint,
  insertEndpoint,
  listEndpoints,
  rotateSecret,
  sealSecret,
  toEndpoint,
} from './webhooks.store.ts'

export type WebhookRoutesOptions = { db: Db; kms: Kms; outbound: Outbound; clock: Clock; newId: NewId }

const config = { needs: 'webhooks:manage' } as const
const secretBytes = 32

const about = (operationId: string, summary: string) => ({
  operationId: `webhookEndpoints.${operationId}`,
  tags: ['Webhooks'],
  summary,
})

function createRoute(http: Http, { db, kms, outbound, clock, newId }: WebhookRoutesOptions) {
  http.post(
    '/v1/webhook-endpoints',
    {
      schema: {
        ...about('create', 'Have events sent to an address'),
        sends: ['location'],
        problems: ['webhook.url_invalid', 'webhook.address_refused', 'webhook.limit_reached'],
        body: NewWebhookEndpoint,
        response: { 201: WebhookEndpointWithSecret },
      },
      config,
    },
    async ({ caller: { accountId }, body }, reply) => {
      await checkAddress(outbound, body.url)
      const id = newId('whe')
      const secret = formatSecret(randomBytes(secretBytes))
      const row = await withAccount(db, accountId, async (tx) =>
        insertEndpoint(tx, accountId, {
          id,
          url: body.url,
          events: body.events ?? [],
          includeFields: body.includeFields ?? true,
          secret: sealSecret(await accountKey(tx, accountId, kms), id, secret),
          createdAt: clock(),
        }),
      )
      return reply
        .code(201)
        .header('location', `/v1/webhook-endpoints/${id}`)
        .send({ ...toEndpoint(row), secret })
    },
  )
}

function readRoutes(http: Http, { db }: WebhookRoutesOptions) {
  http.get(
    '/v1/webhook-endpoints',
    {
      schema: {
        ...about('list', 'The webhook endpoints of the account, newest first'),
        problems: ['cursor.invalid'],
        querystring: WebhookEndpointQuery,
        response: { 200: WebhookEndpointPage },
      },
      config,
    },
    ({ caller: { accountId }, query: { cursor, limit } }) =>
      withAccount(db, accountId, async (tx) => {
        const before = afterCursor(cursor, 'whe')
        const rows = await listEndpoints(tx, accountId, { before, limit: limit + 1 })
        return toPage(rows.map(toEndpoint), limit)
      }),
  )
  http.get(
    '/v1/webhook-endpoints/:id',
    {
      schema: {
        ...about('get', 'One webhook endpoint'),
        problems: ['webhook.not_found'],
        params: WebhookEndpointParams,
        response: { 200: WebhookEndpoint },
      },
      config,
    },
    ({ caller: { accountId }, params }) =>
      withAccount(db, accountId, async (tx) => toEndpoint(await findEndpoint(tx, accountId, params.id))),
  )
}

function changeRoutes(http: Http, { db, outbound, clock }: WebhookRoutesOptions) {
  http.patch(
    '/v1/webhook-endpoints/:id',
    {
      schema: {
        ...about('change', 'Change address, events or whether fields are sent'),
        problems: ['webhook.not_found', 'webhook.url_invalid', 'webhook.address_refused'],
        params: WebhookEndpointParams,
        body: WebhookEndpointChange,
        response: { 200: WebhookEndpoint },
      },
      config,
    },
    async ({ caller: { accountId }, params: { id }, body }) => {
      if (body.url) await checkAddress(outbound, body.url)
      return withAccount(db, accountId, async (tx) =>
        toEndpoint(await changeEndpoint(tx, accountId, { id, set: body })),
      )
    },
  )
  http.delete(
    '/v1/webhook-endpoints/:id',
    {
      schema: {
        ...about('delete', 'Delete an endpoint; deliveries that still wait are cancelled'),
        problems: ['webhook.not_found'],
        params: WebhookEndpointParams,
        response: { 204: Type.Null() },
      },
      config,
    },
    async ({ caller: { accountId }, params: { id } }, reply) => {
      await withAccount(db, accountId, (tx) => deleteEndpoint(tx, accountId, { id, now: clock() }))
      return reply.code(204).send(null)
    },
  )
}

const switches = [
  [
    'disable',
    'Stop sending; deliveries wait until it is enabled again',
    { state: 'disabled', disabledReason: 'Disabled by request.' },
  ],
  ['enable', 'Send again, what waited first', { state: 'enabled', disabledReason: null }],
] as const

function switchRoutes(http: Http, { db }: WebhookRoutesOptions) {
  for (const [name, summary, set] of switches)
    http.post(
      `/v1/webhook-endpoints/:id/${name}`,
      {
        schema: {
          ...about(name, summary),
          problems: ['webhook.not_found'],
          params: WebhookEndpointParams,
          response: { 200: WebhookEndpoint },
        },
        config,
      },
      ({ caller: { accountId }, params: { id } }) =>
        withAccount(db, accountId, async (tx) => {
          const row = await changeEndpoint(tx, accountId, { id, set })
          if (set.state === 'enabled') await wakePublishers(tx)
          return toEndpoint(row)
        }),
    )
}

function rotateRoute(http: Http, { db, kms, clock }: WebhookRoutesOptions) {
  http.post(
    '/v1/webhook-endpoints/:id/rotate-secret',
    {
      schema: {
        ...about('rotateSecret', 'A new secret; for 24 hours messages are signed with both'),
        problems: ['webhook.not_found'],
        params: WebhookEndpointParams,
        response: { 200: WebhookEndpointWithSecret },
      },
      config,
    },
    ({ caller: { accountId }, params: { id } }) =>
      withAccount(db, accountId, async (tx) => {
        const secret = formatSecret(randomBytes(secretBytes))
        const sealed = sealSecret(await accountKey(tx, accountId, kms), id, secret)
        const row = await rotateSecret(tx, accountId, { id, secret: sealed, now: clock() })
        return { ...toEndpoint(row), secret }
      }),
  )
}

async function insertTest(tx: Tx, accountId: string, options: WebhookRoutesOptions & { endpointId: string }) {
  const { kms, clock, newId, endpointId } = options
  const endpoint = await findEndpoint(tx, accountId, endpointId)
  if (endpoint.state === 'disabled') throw endpointDisabled(endpointId)
  const now = clock()
  const id = newId('msg')
  const delivery = await insertDelivery(tx, accountId, {
    id,
    endpointId,
    eventId: newId('evt'),
    eventType: 'webhook.test',
    position: 0,
    documentId: null,
    body: sealBody(await accountKey(tx, accountId, kms), id, renderTest(now)),
    eventAt: now,
    now,
  })
  await wakePublishers(tx)
  if (!delivery) throw new Error('a new event id was not new')
  return delivery
}

function testRoute(http: Http, options: WebhookRoutesOptions) {
  http.post(
    '/v1/webhook-endpoints/:id/test',
    {
      schema: {
        ...about('test', 'Send a webhook.test message; the delivery shows what came of it'),
        sends: ['location'],
        problems: ['webhook.not_found', 'webhook.disabled'],
        params: WebhookEndpointParams,
        response: { 202: Delivery },
      },
      config,
    },
    async ({ caller: { accountId }, params: { id } }, reply) => {
      const delivery = await withAccount(options.db, accountId, (tx) =>
        insertTest(tx, accountId, { ...options, endpointId: id }),
      )
      return reply.code(202).header('location', `/v1/deliveries/${delivery.id}`).send(delivery)
    },
  )
}

export function webhookRoutes(http: Http, options: WebhookRoutesOptions) {
  createRoute(http, options)
  readRoutes(http, options)
  changeRoutes(http, options)
  switchRoutes(http, options)
  rotateRoute(http, options)
  testRoute(http, options)
}
