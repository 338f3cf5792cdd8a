// Server-sent events: the log of one account, from a position on, for as long as the client keeps up.
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { Event } from '@countersign/contract/event'
import { type Db, withAccount } from '../db/sql.ts'
import type { Log } from '../platform/log.ts'
import type { Bell } from './bell.ts'
import { formatCursor } from './cursor.ts'
import { type EventFilter, readEvents } from './events.store.ts'

export type StreamLimits = {
  /** A comment is sent so often, so that proxies keep the connection and we notice who is gone. */
  heartbeatMs: number
  /** A client that takes nothing for so long is cut. */
  stallMs: number
  /** Ends after that, so that a revoked key does not listen on; clients connect again by themselves. */
  lifeMs: number
}
const usual: StreamLimits = { heartbeatMs: 15_000, stallMs: 30_000, lifeMs: 15 * 60_000 }
const pageSize = 100

export type StreamSource = {
  db: Db
  bell: Bell
  log: Pick<Log, 'warn'>
  accountId: string
  filter: Pick<EventFilter, 'after' | 'types' | 'subject'>
  /** The server is closing. */
  closing: AbortSignal
}

type End = 'too_slow' | 'server_closing' | 'time_is_up' | 'failed'

const frame = (event: Event): string =>
  `id: ${formatCursor(event.position)}\ndata: ${JSON.stringify(event)}\n\n`

/** False when the client took nothing for `stallMs`. */
async function send(raw: ServerResponse, text: string, stallMs: number): Promise<boolean> {
  if (raw.destroyed) return true
  if (raw.write(text)) return true
  const stall = AbortSignal.timeout(stallMs)
  // Whether it drains or the client leaves, there is nothing more to wait for.
  await Promise.race([once(raw, 'drain', { signal: stall }), once(raw, 'close', { signal: stall })]).catch(
    () => undefined,
  )
  return !stall.aborted
}

/** Everything after `filter.after`, as it comes, until the client or `over` ends it. */
async function pump(
  raw: ServerResponse,
  { db, bell, accountId, filter }: StreamSource,
  { stallMs, over }: { stallMs: number; over: AbortSignal },
): Promise<End | null> {
  let after = filter.after
  while (!over.aborted) {
    const place = bell.wait(accountId)
    over.addEventListener('abort', place.leave)
    try {
      const wanted = { ...filter, after, limit: pageSize }
      const { items, reached, more } = await withAccount(db, accountId, (tx) =>
        readEvents(tx, accountId, wanted),
      )
      if (items.length > 0 && !(await send(raw, items.map(frame).join(''), stallMs))) return 'too_slow'
      after = reached
      if (!more && !over.aborted) await place.rung
    } finally {
      place.leave()
      over.removeEventListener('abort', place.leave)
    }
  }
  return null
}

function finish(raw: ServerResponse, reason: End, stallMs: number): void {
  raw.end(`event: end\ndata: ${JSON.stringify({ reason })}\n\n`)
  // Who does not read does not read the end either.
  const timer = setTimeout(() => raw.destroy(), Math.min(stallMs, 2000))
  raw.once('close', () => clearTimeout(timer))
}

export async function streamEvents(
  raw: ServerResponse,
  source: StreamSource,
  given: Partial<StreamLimits> = {},
): Promise<void> {
  const { heartbeatMs, stallMs, lifeMs } = { ...usual, ...given }
  const gone = new AbortController()
  raw.once('close', () => gone.abort())
  const old = AbortSignal.timeout(lifeMs)
  const over = AbortSignal.any([gone.signal, source.closing, old])
  raw.write(': the log of your account, in order\n\n')
  const heartbeat = setInterval(() => {
    if (!raw.writableNeedDrain) raw.write(': still here\n\n')
  }, heartbeatMs)
  try {
    const end = await pump(raw, source, { stallMs, over })
    if (!gone.signal.aborted) finish(raw, end ?? (old.aborted ? 'time_is_up' : 'server_closing'), stallMs)
  } catch (error) {
    source.log.warn({ err: error }, 'an event stream ended early')
    finish(raw, 'failed', stallMs)
  } finally {
    clearInterval(heartbeat)
  }
}
