// The worker's side of deliveries, over all accounts: which are due, who sends them, what came of it.
import { type Selectable, sql } from 'kysely'
import type { Tx } from '../db/sql.ts'
import type { Tables } from '../db/tables.ts'
import type { AttemptResult, Outcome } from '../domain/delivery.ts'

type DeliveryRow = Selectable<Tables['deliveries']>

export type DueDelivery = Pick<
  DeliveryRow,
  'id' | 'accountId' | 'endpointId' | 'documentId' | 'attempts' | 'retries' | 'eventAt'
> & {
  body: Buffer
  lockedUntil: Date
  url: string
  secret: Buffer
  previousSecret: Buffer | null
  previousSecretUntil: Date | null
  traceparent: string | null
}

export type Claim = {
  now: Date
  lockedUntil: Date
  /** At most so many in all, and of one endpoint, less what is being sent to it now. */
  free: number
  perEndpoint: number
  sending: ReadonlyMap<string, number>
}

/**
 * Takes due deliveries for this process: nobody else takes them before `lockedUntil`. Each endpoint has its own share,
 * so a receiver with a long backlog keeps nobody else waiting.
 */
export async function claimDue(tx: Tx, claim: Claim): Promise<DueDelivery[]> {
  const { now, lockedUntil, free, perEndpoint, sending } = claim
  const { rows } = await sql<DueDelivery>`
    with sending as (
      select * from unnest(${[...sending.keys()]}::text[], ${[...sending.values()]}::int[]) as s (endpoint_id, count)),
    due as (
      select d.id, e.url, e.secret, e.previous_secret, e.previous_secret_until
      from webhook_endpoints e
      left join sending s on s.endpoint_id = e.id
      cross join lateral (
        select id, next_attempt_at from deliveries
        where endpoint_id = e.id and state = 'pending' and next_attempt_at <= ${now}
          and (locked_until is null or locked_until <= ${now})
        order by next_attempt_at
        limit greatest(${perEndpoint} - coalesce(s.count, 0), 0)
        for update skip locked) d
      where e.state = 'enabled' and e.deleted_at is null
      order by d.next_attempt_at
      limit ${free})
    update deliveries d set locked_until = ${lockedUntil}
    from due
    where d.id = due.id
    returning d.id, d.account_id, d.endpoint_id, d.document_id, d.attempts, d.retries, d.event_at, d.body,
      d.locked_until, due.url, due.secret, due.previous_secret, due.previous_secret_until,
      (select e.body::json ->> 'traceparent' from events e where e.id = d.event_id) as traceparent`.execute(
    tx,
  )
  return rows
}

export type Attempted = {
  delivery: Pick<DueDelivery, 'id' | 'accountId' | 'endpointId' | 'attempts' | 'lockedUntil'>
  result: AttemptResult
  outcome: Outcome
  at: Date
  durationMs: number
  now: Date
}

/** False where the claim was lost meanwhile (too slow): the delivery is someone else's, nothing is written. */
export async function recordAttempt(tx: Tx, attempted: Attempted): Promise<boolean> {
  const { delivery, result, outcome, at, durationMs, now } = attempted
  const number = delivery.attempts + 1
  const { numUpdatedRows } = await tx
    .updateTable('deliveries')
    .set({
      state: outcome.state,
      attempts: number,
      retries: sql`retries + 1`,
      lockedUntil: null,
      nextAttemptAt: outcome.state === 'pending' ? new Date(now.getTime() + outcome.pauseMs) : null,
      deliveredAt: outcome.state === 'delivered' ? now : null,
    })
    .where('id', '=', delivery.id)
    .where('accountId', '=', delivery.accountId)
    .where('state', '=', 'pending')
    .where('attempts', '=', delivery.attempts)
    .where('lockedUntil', '=', delivery.lockedUntil)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  await tx
    .insertInto('attempts')
    .values({
      deliveryId: delivery.id,
      accountId: delivery.accountId,
      number,
      at,
      durationMs,
      status: result.status,
      error: result.error,
    })
    .execute()
  if (outcome.disables)
    await tx
      .updateTable('webhookEndpoints')
      .set({ state: 'disabled', disabledReason: 'The receiver answered 410 Gone.' })
      .where('id', '=', delivery.endpointId)
      .where('accountId', '=', delivery.accountId)
      .execute()
  return true
}

/** Its document was erased while it waited: there is nothing left to send. */
export async function cancelDelivery(
  tx: Tx,
  { id, accountId }: { id: string; accountId: string },
): Promise<void> {
  await tx
    .updateTable('deliveries')
    .set({ state: 'cancelled', nextAttemptAt: null, lockedUntil: null, body: null })
    .where('id', '=', id)
    .where('accountId', '=', accountId)
    .execute()
}
