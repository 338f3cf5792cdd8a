// Deliveries as their owner sees them; the worker's side is outbox.store.ts.
import type { Attempt, Delivery, DeliveryDetails } from '@countersign/contract/webhook'
import { type Selectable, sql } from 'kysely'
import type { Tx } from '../db/sql.ts'
import type { Tables } from '../db/tables.ts'
import type { DeliveryState } from '../domain/delivery.ts'
import { eventsChannel } from '../events/sequencer.ts'
import { seal, unseal } from '../platform/cipher.ts'
import { Problem } from '../platform/problem.ts'

type DeliveryRow = Omit<Selectable<Tables['deliveries']>, 'body'>

const shown = [
  'id',
  'endpointId',
  'eventId',
  'eventType',
  'position',
  'state',
  'attempts',
  'nextAttemptAt',
  'createdAt',
  'deliveredAt',
] as const

export const toDelivery = (row: Pick<DeliveryRow, (typeof shown)[number]>): Delivery => ({
  id: row.id,
  endpointId: row.endpointId,
  eventId: row.eventId,
  eventType: row.eventType,
  position: row.position,
  state: row.state,
  attempts: row.attempts,
  nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
  deliveredAt: row.deliveredAt?.toISOString() ?? null,
})

const bodyContext = (deliveryId: string) => `delivery ${deliveryId}`
export const sealBody = (key: Uint8Array, deliveryId: string, body: Uint8Array): Buffer =>
  seal(key, body, bodyContext(deliveryId))
export const openBody = (key: Uint8Array, deliveryId: string, sealed: Uint8Array): Buffer =>
  unseal(key, sealed, bodyContext(deliveryId))

export type NewDelivery = {
  id: string
  endpointId: string
  eventId: string
  eventType: string
  position: number
  /** Whose key the body is under; null means the account's. */
  documentId: string | null
  body: Buffer
  eventAt: Date
  now: Date
}

/** Null where this endpoint has a delivery of this event already. */
export async function insertDelivery(
  tx: Tx,
  accountId: string,
  { now, ...row }: NewDelivery,
): Promise<Delivery | null> {
  const inserted = await tx
    .insertInto('deliveries')
    .values({ ...row, accountId, state: 'pending', nextAttemptAt: now, createdAt: now })
    .onConflict((conflict) => conflict.columns(['endpointId', 'eventId']).doNothing())
    .returning(shown)
    .executeTakeFirst()
  return inserted ? toDelivery(inserted) : null
}

/** Tells publishers in other processes, once the transaction commits. */
export const wakePublishers = (tx: Tx) => sql`select pg_notify(${eventsChannel}, '')`.execute(tx)

type DeliveryFilter = {
  endpointId: string
  state?: DeliveryState | undefined
  before?: string | undefined
  limit: number
}

/** Newest first. */
export async function listDeliveries(tx: Tx, accountId: string, filter: DeliveryFilter): Promise<Delivery[]> {
  let query = tx
    .selectFrom('deliveries')
    .select(shown)
    .where('accountId', '=', accountId)
    .where('endpointId', '=', filter.endpointId)
  if (filter.state) query = query.where('state', '=', filter.state)
  if (filter.before) query = query.where('id', '<', filter.before)
  return (await query.orderBy('id', 'desc').limit(filter.limit).execute()).map(toDelivery)
}

const deliveryNotFound = (id: string) =>
  new Problem(
    'delivery.not_found',
    `There is no delivery ${id}. List them at /v1/webhook-endpoints/{id}/deliveries.`,
  )

export async function findDelivery(tx: Tx, accountId: string, id: string): Promise<DeliveryDetails> {
  const row = await tx
    .selectFrom('deliveries')
    .select(shown)
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw deliveryNotFound(id)
  const attempts = await tx
    .selectFrom('attempts')
    .select(['number', 'at', 'durationMs', 'status', 'error'])
    .where('accountId', '=', accountId)
    .where('deliveryId', '=', id)
    .orderBy('number', 'desc')
    .limit(100)
    .execute()
  const history: Attempt[] = attempts.reverse().map((each) => ({ ...each, at: each.at.toISOString() }))
  return { ...toDelivery(row), history }
}

/** Sends it again with the same id and bytes, with all retries ahead; one that is being sent now is left alone. */
export async function redeliver(
  tx: Tx,
  accountId: string,
  { id, now }: { id: string; now: Date },
): Promise<Delivery> {
  const row = await tx
    .selectFrom('deliveries')
    .innerJoin('webhookEndpoints', 'webhookEndpoints.id', 'deliveries.endpointId')
    .leftJoin('documents', 'documents.id', 'deliveries.documentId')
    .select([
      'deliveries.documentId',
      'documents.wrappedKey',
      'deliveries.body',
      'webhookEndpoints.deletedAt',
    ])
    .select(['webhookEndpoints.state as endpointState', 'deliveries.endpointId'])
    .where('deliveries.accountId', '=', accountId)
    .where('deliveries.id', '=', id)
    .executeTakeFirst()
  if (!row) throw deliveryNotFound(id)
  if (row.deletedAt) throw new Problem('webhook.not_found', 'The webhook endpoint was deleted meanwhile.')
  if (row.endpointState === 'disabled') throw endpointDisabled(row.endpointId)
  if (row.documentId && !row.wrappedKey)
    throw new Problem('document.erased', `Document ${row.documentId} was erased, and this message with it.`)
  if (!row.body)
    throw new Problem(
      'delivery.expired',
      'The message is too old: its body was removed. The event itself is still in the log: /v1/events.',
    )
  const updated = await tx
    .updateTable('deliveries')
    .set({ state: 'pending', nextAttemptAt: now, retries: 0, deliveredAt: null })
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .returning(shown)
    .executeTakeFirstOrThrow()
  return toDelivery(updated)
}

export const endpointDisabled = (id: string) =>
  new Problem('webhook.disabled', `Enable the endpoint first: POST /v1/webhook-endpoints/${id}/enable.`)
