// Adds one event to the log. The body is the exact text that is hashed later.
import type { Actor, EventBody, Source } from '@countersign/contract/event'
import canonicalize from 'canonicalize'
import type { UpdateQueryBuilder, UpdateResult } from 'kysely'
import { ringAfter, type Tx } from '../db/sql.ts'
import type { Tables } from '../db/tables.ts'
import type { Clock } from '../platform/clock.ts'

/** Who did it, through which channel, within which trace. */
export type Circumstances = { actor: Actor; source: Source; traceparent: string | null }

export const bySystem = (traceparent: string | null): Circumstances => ({
  actor: { kind: 'system', id: 'countersign' },
  source: { channel: 'worker' },
  traceparent,
})

/** Rung when events were appended. */
export const appendedChannel = 'countersign_appended'

export type NewEvent = Circumstances & {
  id: string
  type: string
  subject: string
  run: number
  version: number
  /** No document content and nothing personal: such values are named by salted hash. */
  data: Record<string, unknown>
  clock: Clock
  /** The state that changes with it: written in the same statement, so that the event costs no round trip. */
  along?: UpdateQueryBuilder<Tables, 'documents', 'documents', UpdateResult>
}

/** RFC 8785 text of `value`; throws where JSON cannot say it. */
export function canonical(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('this value has no JSON form')
  return text
}

export async function appendEvent(tx: Tx, accountId: string, event: NewEvent): Promise<EventBody> {
  const { clock, along, ...rest } = event
  const at = clock()
  const body: EventBody = { v: 1, account: accountId, at: at.toISOString(), ...rest }
  await (along ? tx.with('moved', () => along) : tx)
    .insertInto('events')
    .values({
      id: event.id,
      accountId,
      subject: event.subject,
      type: event.type,
      run: event.run,
      version: event.version,
      at,
      body: canonical(body),
    })
    .execute()
  ringAfter(tx, appendedChannel)
  return body
}
