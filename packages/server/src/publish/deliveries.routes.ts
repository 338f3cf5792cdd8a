import {
  Delivery,
  DeliveryDetails,
  DeliveryPage,
  DeliveryParams,
  DeliveryQuery,
  WebhookEndpointParams,
} from '@countersign/contract/webhook'
import { type Db, withAccount } from '../db/sql.ts'
import type { Clock } from '../platform/clock.ts'
import type { Http } from '../platform/http.ts'
import { findDelivery, listDeliveries, redeliver, wakePublishers } from './deliveries.store.ts'
import { afterCursor, toPage } from './page.ts'
import { findEndpoint } from './webhooks.store.ts'

const config = { needs: 'webhooks:manage' } as const

function listRoute(http: Http, db: Db) {
  http.get(
    '/v1/webhook-endpoints/:id/deliveries',
    {
      schema: {
        operationId: 'webhookEndpoints.deliveries',
        problems: ['cursor.invalid', 'webhook.not_found'],
        tags: ['Webhooks'],
        summary: 'The deliveries of an endpoint, newest first',
        params: WebhookEndpointParams,
        querystring: DeliveryQuery,
        response: { 200: DeliveryPage },
      },
      config,
    },
    ({ caller: { accountId }, params, query: { cursor, limit, state } }) =>
      withAccount(db, accountId, async (tx) => {
        const { id: endpointId } = await findEndpoint(tx, accountId, params.id)
        const before = afterCursor(cursor, 'msg')
        const filter = { endpointId, state, before, limit: limit + 1 }
        return toPage(await listDeliveries(tx, accountId, filter), limit)
      }),
  )
}

export function deliveryRoutes(http: Http, { db, clock }: { db: Db; clock: Clock }) {
  listRoute(http, db)
  http.get(
    '/v1/deliveries/:id',
    {
      schema: {
        operationId: 'deliveries.get',
        problems: ['delivery.not_found'],
        tags: ['Webhooks'],
        summary: 'One delivery with its attempts',
        params: DeliveryParams,
        response: { 200: DeliveryDetails },
      },
      config,
    },
    ({ caller: { accountId }, params }) =>
      withAccount(db, accountId, (tx) => findDelivery(tx, accountId, params.id)),
  )
  http.post(
    '/v1/deliveries/:id/redeliver',
    {
      schema: {
        operationId: 'deliveries.redeliver',
        problems: [
          'delivery.expired',
          'delivery.not_found',
          'webhook.not_found',
          'webhook.disabled',
          'document.erased',
        ],
        tags: ['Webhooks'],
        summary: 'Send it again, with the same id and the same bytes',
        params: DeliveryParams,
        response: { 202: Delivery },
      },
      config,
    },
    async ({ caller: { accountId }, params: { id } }, reply) => {
      const delivery = await withAccount(db, accountId, async (tx) => {
        const again = await redeliver(tx, accountId, { id, now: clock() })
        await wakePublishers(tx)
        return again
      })
      return reply.code(202).send(delivery)
    },
  )
}
