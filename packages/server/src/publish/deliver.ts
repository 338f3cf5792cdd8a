// One attempt at one delivery: open, sign, send, write down what came of it.
import { type Db, withSystem } from '../db/sql.ts'
import { type AttemptResult, type Outcome, outcomeOf, retryAfterMs } from '../domain/delivery.ts'
import { type Clock, monotonicMs } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { Outbound } from '../platform/outbound.ts'
import { isProblem } from '../platform/problem.ts'
import { signedHeaders } from '../platform/signed-message.ts'
import { startSpan } from '../platform/telemetry.ts'
import type { DataKey } from '../ports/blob-store.ts'
import type { Kms } from '../ports/kms.ts'
import { asWebhookError } from './address.ts'
import { openBody } from './deliveries.store.ts'
import { cancelDelivery, type DueDelivery, recordAttempt } from './outbox.store.ts'
import { openSecrets } from './webhooks.store.ts'

export type Observe = {
  /** Seconds from the event to the receiver's yes. */
  deliveryLatency(seconds: number): void
  attempt(outcome: 'delivered' | 'retried' | 'failed' | 'cancelled'): void
  /** Events that are placed and not yet turned into deliveries. */
  lag(events: number): void
}

export type DeliverOptions = {
  db: Db
  kms: Kms
  outbound: Outbound
  clock: Clock
  log: Pick<Log, 'warn' | 'error'>
  observe: Observe
  /** A number from 0 to 1 that spreads retries. */
  random: () => number
  /** An attempt begins only while the claim holds for at least so long. */
  attemptMs: number
}

type Opened = { body: Buffer; headers: Record<string, string> }

/** The key that the body is under; null when its document has been erased. */
async function bodyKey(delivery: DueDelivery, own: DataKey, kms: Kms): Promise<DataKey | null> {
  if (!delivery.documentId) return own
  if (!delivery.documentKey || !delivery.documentKekId) return null
  const wrapped = { kekId: delivery.documentKekId, wrapped: delivery.documentKey }
  return kms.unwrap(wrapped, delivery.documentId)
}

async function open(delivery: DueDelivery, { kms, clock }: DeliverOptions): Promise<Opened | null> {
  const { id, accountId, endpointId } = delivery
  const wrapped = { kekId: delivery.accountKekId, wrapped: delivery.accountKey }
  const own = await kms.unwrap(wrapped, accountId)
  const key = await bodyKey(delivery, own, kms)
  if (!key) return null
  const body = openBody(key, id, delivery.body)
  const at = clock()
  const secrets = openSecrets(delivery, { key: own, endpointId, now: at })
  return { body, headers: signedHeaders({ id, body, at }, secrets) }
}

const first = (header: string | string[] | undefined) => (Array.isArray(header) ? header[0] : header)

async function send(
  delivery: DueDelivery,
  { outbound, clock }: DeliverOptions,
  { body, headers, signal }: Opened & { signal: AbortSignal },
): Promise<AttemptResult> {
  const span = startSpan('webhook', {
    kind: 'client',
    traceparent: delivery.traceparent,
    attributes: { 'countersign.delivery': delivery.id, 'countersign.attempt': delivery.attempts + 1 },
  })
  const traced = span.traceparent ? { ...headers, traceparent: span.traceparent } : headers
  const answer = await span
    .run(() => outbound.post(delivery.url, { headers: traced, body, signal }))
    .catch((error: unknown) => {
      span.end({ error })
      throw error
    })
  span.end({ attributes: { 'http.response.status_code': answer.status } })
  return {
    status: answer.status,
    error: null,
    retryAfterMs: retryAfterMs(first(answer.headers['retry-after']), clock()),
  }
}

async function cancel(delivery: DueDelivery, { db, observe }: DeliverOptions): Promise<null> {
  await withSystem(db, (tx) => cancelDelivery(tx, delivery))
  observe.attempt('cancelled')
  return null
}

/** Null when there is nothing to write: the document is gone, or it is no longer ours to send. */
async function attempt(
  delivery: DueDelivery,
  options: DeliverOptions,
  signal: AbortSignal,
): Promise<AttemptResult | null> {
  try {
    const opened = await open(delivery, options)
    if (!opened) return await cancel(delivery, options)
    const left = delivery.lockedUntil.getTime() - options.clock().getTime()
    if (left < options.attemptMs) return null
    return await send(delivery, options, { ...opened, signal })
  } catch (caught) {
    if (signal.aborted) return null
    const error = asWebhookError(caught)
    if (!isProblem(error))
      options.log.error({ err: error, delivery: delivery.id }, 'a delivery failed inside')
    return { status: null, error: isProblem(error) ? error.code : 'internal.error', retryAfterMs: null }
  }
}

function tell(outcome: Outcome, delivery: DueDelivery, { observe, clock }: DeliverOptions): void {
  observe.attempt(outcome.state === 'pending' ? 'retried' : outcome.state)
  if (outcome.state === 'delivered')
    observe.deliveryLatency((clock().getTime() - delivery.eventAt.getTime()) / 1000)
}

export async function deliver(
  delivery: DueDelivery,
  options: DeliverOptions,
  signal: AbortSignal,
): Promise<void> {
  const at = options.clock()
  const started = monotonicMs()
  const result = await attempt(delivery, options, signal)
  if (!result) return
  const durationMs = Math.round(monotonicMs() - started)
  const outcome = outcomeOf(result, delivery.retries, options.random())
  const now = options.clock()
  const written = await withSystem(options.db, (tx) =>
    recordAttempt(tx, { delivery, result, outcome, at, durationMs, now }),
  )
  if (written) tell(outcome, delivery, options)
  else options.log.warn({ delivery: delivery.id }, 'an attempt came back after its claim had ended')
}
