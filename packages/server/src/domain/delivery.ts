// What becomes of a delivery after an attempt. Pure.

export type DeliveryState = 'pending' | 'delivered' | 'failed' | 'cancelled'

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** Pauses between attempts: 12 attempts over about 3 days, quick at first, for receivers that are just restarting. */
export const pausesMs: readonly number[] = [
  5 * second,
  30 * second,
  2 * minute,
  10 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
]

/** What came back: an HTTP status with its Retry-After in milliseconds, or the code of what went wrong. */
export type AttemptResult = { status: number | null; error: string | null; retryAfterMs: number | null }

export type Outcome =
  | { state: 'delivered'; disables: false }
  | { state: 'failed'; disables: boolean }
  | { state: 'pending'; disables: false; pauseMs: number }

const longestRetryAfterMs = 24 * hour

/**
 * `retries` counts the pauses already taken; `chance` is a random number from 0 to 1, which spreads the attempts of
 * many deliveries that failed at the same moment over ±20 %.
 */
export function outcomeOf(result: AttemptResult, retries: number, chance: number): Outcome {
  if (result.status !== null && result.status >= 200 && result.status < 300)
    return { state: 'delivered', disables: false }
  if (result.status === 410) return { state: 'failed', disables: true }
  const pause = pausesMs[retries]
  if (pause === undefined) return { state: 'failed', disables: false }
  const spread = Math.round(pause * (0.8 + 0.4 * chance))
  const asked = Math.min(result.retryAfterMs ?? 0, longestRetryAfterMs)
  return { state: 'pending', disables: false, pauseMs: Math.max(spread, asked) }
}

/** RFC 9110 §10.2.3: seconds or a date. Null where it says nothing usable. */
export function retryAfterMs(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null
  const text = header.trim()
  if (/^\d{1,9}$/.test(text)) return Number(text) * second
  const date = Date.parse(text)
  return Number.isNaN(date) ? null : Math.max(0, date - now.getTime())
}
