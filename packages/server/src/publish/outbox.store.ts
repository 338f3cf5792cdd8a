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
  /** Wrapped; the document's is null where there is none, or where it was erased. */
  accountKey: Buffer
  accountKekId: string
  documentKey: Buffer | null
  documentKekId: string | null
}

export type Claim = {
  now: Date
  lockedUntil: Date
  /** At most so many more. */
  free: number
  /** Most messages under way to one endpoint, and for one account. */
  perEndpoint: number
  perAccount: number
  /** Endpoints of the messages under way, one entry for each. */
  sending: readonly string[]
}

/**
 * Takes due deliveries for this process: nobody else takes them before `lockedUntil`. Each endpoint and each account
 * has its share, so slow receivers with long backlogs keep nobody else waiting.
 */
export async function claimDue(tx: Tx, claim: Claim): Promise<DueDelivery[]> {
  const { now, lockedUntil, free, perEndpoint, perAccount, sending } = claim
  const { rows } = await sql<DueDelivery>`
    with by_endpoint as (
      select id as endpoint_id, count(*) from unnest(${sending}::text[]) as s (id) group by id),
    by_account as (
      select e.account_id, sum(s.count) as count
      from by_endpoint s join webhook_endpoints e on e.id = s.endpoint_id group by e.account_id),
    waiting as (
      select d.id, d.next_attempt_at, e.account_id, e.url, e.secret, e.previous_secret, e.previous_secret_until
      from webhook_endpoints e
      left join by_endpoint s on s.endpoint_id = e.id
      cross join lateral (
        select id, next_attempt_at from deliveries
        where endpoint_id = e.id and state = 'pending' and next_attempt_at <= ${now}
          and (locked_until is null or locked_until <= ${now})
        order by next_attempt_at
        limit greatest(${perEndpoint} - coalesce(s.count, 0), 0)
        for update skip locked) d
      where e.state = 'enabled' and e.deleted_at is null),
    ranked as (
      select *, row_number() over (partition by account_id order by next_attempt_at) as rank from waiting),
    due as (
      select r.* from ranked r left join by_account a on a.account_id = r.account_id
      where r.rank <= ${perAccount} - coalesce(a.count, 0)
      order by r.next_attempt_at
      limit ${free}),
    claimed as (
      update deliveries d set locked_until = ${lockedUntil}
      from due
      where d.id = due.id
      returning d.id, d.account_id, d.endpoint_id, d.document_id, d.event_id, d.attempts, d.retries, d.event_at, d.body,
        d.locked_until, due.url, due.secret, due.previous_secret, due.previous_secret_until)
    select c.*, a.wrapped_key as account_key, a.kek_id as account_kek_id,
      o.wrapped_key as document_key, o.kek_id as document_kek_id, e.body::json ->> 'traceparent' as traceparent
    from claimed c
    join accounts a on a.id = c.account_id
    left join documents o on o.id = c.document_id
    left join events e on e.id = c.event_id`.execute(tx)
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

// Claims are held for a minute and a half at most.
const farMs = 5 * 60_000

/** What was made or claimed at a time that has not come yet was so before the clock was set back: it is due now. */
export async function bringForward(tx: Tx, now: Date): Promise<void> {
  const far = new Date(now.getTime() + farMs)
  await tx
    .updateTable('deliveries')
    .set({ nextAttemptAt: now, lockedUntil: null })
    .where('state', '=', 'pending')
    .where((eb) => eb.or([eb('createdAt', '>', far), eb('lockedUntil', '>', far)]))
    .where((eb) => eb.or([eb('nextAttemptAt', '>', now), eb('lockedUntil', '>', far)]))
    .execute()
}
