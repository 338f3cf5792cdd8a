import type { WebhookEndpoint } from '@countersign/contract/webhook'
import { type Selectable, sql } from 'kysely'
import type { Tx } from '../db/sql.ts'
import type { Tables } from '../db/tables.ts'
import { seal, unseal } from '../platform/cipher.ts'
import { Problem } from '../platform/problem.ts'

export type EndpointRow = Selectable<Tables['webhookEndpoints']>

const endpointsPerAccount = 100
const overlapMs = 24 * 60 * 60 * 1000

export const toEndpoint = (row: EndpointRow): WebhookEndpoint => ({
  id: row.id,
  url: row.url,
  events: row.events,
  includeFields: row.includeFields,
  state: row.state,
  disabledReason: row.disabledReason,
  createdAt: row.createdAt.toISOString(),
  secretRotatedAt: row.secretRotatedAt?.toISOString() ?? null,
})

const endpointNotFound = (id: string) =>
  new Problem('webhook.not_found', `There is no webhook endpoint ${id}. List them at /v1/webhook-endpoints.`)

const secretContext = (endpointId: string) => `webhook secret ${endpointId}`
export const sealSecret = (key: Uint8Array, endpointId: string, secret: string): Buffer =>
  seal(key, secret, secretContext(endpointId))

export type SealedSecrets = Pick<EndpointRow, 'secret' | 'previousSecret' | 'previousSecretUntil'>

/** The secrets to sign with, newest first: two while one replaces the other. */
export function openSecrets(
  row: SealedSecrets,
  { key, endpointId, now }: { key: Uint8Array; endpointId: string; now: Date },
): string[] {
  const sealed = [row.secret]
  if (row.previousSecret && row.previousSecretUntil && row.previousSecretUntil > now)
    sealed.push(row.previousSecret)
  return sealed.map((secret) => unseal(key, secret, secretContext(endpointId)).toString('utf8'))
}

export type NewEndpointRow = Pick<
  EndpointRow,
  'id' | 'url' | 'events' | 'includeFields' | 'secret' | 'createdAt'
>

export async function insertEndpoint(tx: Tx, accountId: string, row: NewEndpointRow): Promise<EndpointRow> {
  // Counting is only right when one account's requests come one after the other.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`webhook endpoints ${accountId}`}, 0))`.execute(
    tx,
  )
  const { count } = await tx
    .selectFrom('webhookEndpoints')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('accountId', '=', accountId)
    .where('deletedAt', 'is', null)
    .executeTakeFirstOrThrow()
  if (count >= endpointsPerAccount)
    throw new Problem(
      'webhook.limit_reached',
      `An account has at most ${endpointsPerAccount} webhook endpoints. Delete one that is not needed.`,
    )
  return tx
    .insertInto('webhookEndpoints')
    .values({ ...row, accountId, state: 'enabled' })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Newest first. */
export function listEndpoints(
  tx: Tx,
  accountId: string,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<EndpointRow[]> {
  let query = tx
    .selectFrom('webhookEndpoints')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('deletedAt', 'is', null)
  if (before) query = query.where('id', '<', before)
  return query.orderBy('id', 'desc').limit(limit).execute()
}

export async function findEndpoint(tx: Tx, accountId: string, id: string): Promise<EndpointRow> {
  const row = await tx
    .selectFrom('webhookEndpoints')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .where('deletedAt', 'is', null)
    .executeTakeFirst()
  if (!row) throw endpointNotFound(id)
  return row
}

type EndpointChange = {
  id: string
  set: Partial<Pick<EndpointRow, 'url' | 'events' | 'includeFields' | 'state' | 'disabledReason'>>
}

export async function changeEndpoint(
  tx: Tx,
  accountId: string,
  { id, set }: EndpointChange,
): Promise<EndpointRow> {
  const row = await tx
    .updateTable('webhookEndpoints')
    .set(set)
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .where('deletedAt', 'is', null)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw endpointNotFound(id)
  return row
}

/** The secret so far stays good for a day beside the new one. */
export async function rotateSecret(
  tx: Tx,
  accountId: string,
  { id, secret, now }: { id: string; secret: Buffer; now: Date },
): Promise<EndpointRow> {
  const row = await tx
    .updateTable('webhookEndpoints')
    .set((eb) => ({
      previousSecret: eb.ref('secret'),
      previousSecretUntil: new Date(now.getTime() + overlapMs),
      secret,
      secretRotatedAt: now,
    }))
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .where('deletedAt', 'is', null)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw endpointNotFound(id)
  return row
}

/** What still waited is cancelled; what was delivered stays listed by its own id. */
export async function deleteEndpoint(
  tx: Tx,
  accountId: string,
  { id, now }: { id: string; now: Date },
): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('webhookEndpoints')
    .set({ deletedAt: now, state: 'disabled', previousSecret: null })
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .where('deletedAt', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw endpointNotFound(id)
  await tx
    .updateTable('deliveries')
    .set({ state: 'cancelled', nextAttemptAt: null, lockedUntil: null, body: null })
    .where('accountId', '=', accountId)
    .where('endpointId', '=', id)
    .where('state', '=', 'pending')
    .execute()
}
