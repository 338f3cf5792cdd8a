// One attempt at one delivery: open, sign, send, write down what came of it.
import { type Db, type Tx, withSystem } from '../db/sql.ts'
import { accountKey, documentKey } from '../documents/keys.ts'
import { type AttemptResult, type Outcome, outcomeOf, retryAfterMs } from '../domain/delivery.ts'
import { type Clock, monotonicMs } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { Outbound } from '../platform/outbound.ts'
import { isProblem } from '../platform/problem.ts'
import type { Kms } from '../ports/kms.ts'
import { asWebhookError } from './address.ts'
import { openBody } from './deliveries.store.ts'
import { signedHeaders } from './message.ts'
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

async function open(tx: Tx, delivery: DueDelivery, { kms, clock }: DeliverOptions): Promise<Opened> {
  const { id, accountId, documentId } = delivery
  const own = await accountKey(tx, accountId, kms)
  const key = documentId ? await documentKey(tx, accountId, { documentId, kms }) : own
  const body = openBody(key, id, delivery.body)
  const at = clock()
  const secrets = openSecrets(delivery, { key: own, endpointId: delivery.endpointId, now: at })
  const headers = signedHeaders({ id, body, at }, secrets)
  if (delivery.traceparent) headers.traceparent = delivery.traceparent
  return { body, headers }
}

const first = (header: string | string[] | undefined) => (Array.isArray(header) ? header[0] : header)

async function send(
  delivery: DueDelivery,
  { outbound, clock }: DeliverOptions,
  { body, headers, signal }: Opened & { signal: AbortSignal },
): Promise<AttemptResult> {
  const answer = await outbound.post(delivery.url, { headers, body, signal })
  return {
    status: answer.status,
    error: null,
    retryAfterMs: retryAfterMs(first(answer.headers['retry-after']), clock()),
  }
}

/** Null when there is nothing to write: the document is gone, or we were told to stop. */
async function attempt(
  delivery: DueDelivery,
  options: DeliverOptions,
  signal: AbortSignal,
): Promise<AttemptResult | null> {
  try {
    const opened = await withSystem(options.db, (tx) => open(tx, delivery, options))
    const left = delivery.lockedUntil.getTime() - options.clock().getTime()
    if (left < options.attemptMs) return null
    return await send(delivery, options, { ...opened, signal })
  } catch (caught) {
    if (signal.aborted) return null
    const error = asWebhookError(caught)
    if (isProblem(error) && error.code === 'document.erased') {
      await withSystem(options.db, (tx) => cancelDelivery(tx, delivery))
      options.observe.attempt('cancelled')
      return null
    }
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
