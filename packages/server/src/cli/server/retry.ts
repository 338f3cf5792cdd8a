// A server that is too busy says when to come back; a polite client does, a few times.
import { setTimeout as sleep } from 'node:timers/promises'
import { retryAfterMs } from '../../domain/delivery.ts'
import { systemClock } from '../../platform/clock.ts'

export type Patience = {
  /** Requests in all. */
  tries: number
  /** Longer than this nobody is made to wait: the refusal is shown instead. */
  longestMs: number
  /** From 0 to 1: spreads clients that were refused together. */
  random: () => number
  pause: (ms: number, signal?: AbortSignal | null) => Promise<unknown>
  /** Told before each wait. */
  say: (line: string) => void
}

export const patience: Patience = {
  tries: 8,
  longestMs: 120_000,
  random: Math.random,
  pause: (ms, signal) => sleep(ms, undefined, signal ? { signal } : {}),
  say: () => {},
}

const busy = new Set([429, 503])
const firstMs = 1000

/** What may be sent again without doing something twice (RFC 9110 §9.2.2), or carries its own guard against it. */
const mayRepeat = ({ method = 'GET', headers }: RequestInit): boolean =>
  ['GET', 'HEAD', 'PUT', 'DELETE'].includes(method) || new Headers(headers).has('idempotency-key')

function pauseMs(response: Response, attempt: number): number {
  const told = retryAfterMs(response.headers.get('retry-after') ?? undefined, systemClock())
  return told ?? firstMs * 2 ** attempt
}

/** Gives the last answer, whatever it is. */
export async function patiently(
  ask: () => Promise<Response>,
  init: RequestInit,
  { tries, longestMs, random, pause, say }: Patience,
): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    const response = await ask()
    const ms = pauseMs(response, attempt)
    if (!busy.has(response.status) || !mayRepeat(init) || attempt + 1 >= tries || ms > longestMs)
      return response
    await response.body?.cancel()
    say(`The server is busy; trying again in ${Math.max(1, Math.round(ms / 1000))} s.`)
    await pause(ms + random() * Math.max(250, ms / 4), init.signal)
  }
}
