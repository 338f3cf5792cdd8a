// The only way to change the state of an envelope or of a recipient: one arrow and its event, in one transaction. All
// events of an envelope and its people are one chain, so whoever changes one holds the envelope's row.
import { sql, type Updateable } from 'kysely'
import type { Tx } from '../db/sql.ts'
import type { Tables } from '../db/tables.ts'
import { lookAgain, type Recorder } from '../documents/record.ts'
import {
  type EnvelopeEvent,
  isSettled,
  nextOfEnvelope,
  nextOfRecipient,
  type RecipientEvent,
} from '../domain/envelope.ts'
import { appendEvent, type Circumstances } from '../events/append.ts'
import { type EnvelopeRow, type RecipientRow, updateEnvelope } from './envelopes.store.ts'
import { updateRecipient } from './people/recipients.store.ts'

export type Scribe = Recorder

/** Rings when there is something to do for an envelope. */
export const envelopesChannel = 'countersign_envelopes'

export type EnvelopeChange = {
  envelope: EnvelopeRow
  event: EnvelopeEvent
  data: Record<string, unknown>
  set?: Omit<Updateable<Tables['envelopes']>, 'state' | 'version'>
  eventId?: string
  circumstances: Circumstances
  scribe: Scribe
}

/** `envelope` must have been read with its lock in this transaction; gives it as it stands afterwards. */
export async function recordEnvelope(
  tx: Tx,
  accountId: string,
  change: EnvelopeChange,
): Promise<EnvelopeRow> {
  const { envelope, event, scribe } = change
  const state = nextOfEnvelope(envelope.version === 0 ? null : envelope.state, event)
  const now = scribe.clock()
  const settled = isSettled(state) && !isSettled(envelope.state) ? { settledAt: now } : {}
  const set = {
    ...{ waitingFor: null, attempts: 0, nextAt: now, ...settled, ...change.set },
    ...{ state, version: envelope.version + 1 },
  }
  await updateEnvelope(tx, accountId, { id: envelope.id, set })
  await write(tx, accountId, { ...change, version: set.version })
  // A document that waited for it goes on, whatever became of it.
  if ('settledAt' in settled && envelope.awaitedRun !== null)
    await lookAgain(tx, accountId, {
      documentId: envelope.documentId,
      run: envelope.awaitedRun,
      recorder: scribe,
    })
  return { ...envelope, ...set } as EnvelopeRow
}

export type RecipientChange = {
  envelope: EnvelopeRow
  recipient: RecipientRow
  event: RecipientEvent
  data?: Record<string, unknown>
  set?: Omit<Updateable<Tables['envelopeRecipients']>, 'state'>
  eventId?: string
  circumstances: Circumstances
  scribe: Scribe
}

/** As `recordEnvelope`, for one of its people. */
export async function recordRecipient(
  tx: Tx,
  accountId: string,
  change: RecipientChange,
): Promise<EnvelopeRow> {
  const { envelope, recipient, event, scribe } = change
  const state = nextOfRecipient(recipient.state, event)
  await updateRecipient(tx, accountId, { id: recipient.id, set: { ...change.set, state } })
  const set = { version: envelope.version + 1, nextAt: scribe.clock() }
  await updateEnvelope(tx, accountId, { id: envelope.id, set })
  const data = { recipientId: recipient.id, role: recipient.role, step: recipient.step, ...change.data }
  await write(tx, accountId, { ...change, data, version: set.version })
  return { ...envelope, ...set }
}

type Writing = Pick<EnvelopeChange, 'envelope' | 'data' | 'circumstances' | 'scribe'> & {
  event: EnvelopeEvent | RecipientEvent
  eventId?: string
  version: number
}

async function write(tx: Tx, accountId: string, writing: Writing): Promise<void> {
  const { envelope, event, data, circumstances, scribe, version, eventId } = writing
  await appendEvent(tx, accountId, {
    ...circumstances,
    id: eventId ?? scribe.newId('evt'),
    type: event,
    subject: envelope.id,
    run: 1,
    version,
    data,
    clock: scribe.clock,
  })
  await ring(tx)
}

/** Wakes the workers when this transaction commits. */
export const ring = (tx: Tx) => sql`select pg_notify(${envelopesChannel}, '')`.execute(tx)

/** Something is to be done for it at once, though nothing has moved. */
export async function wake(tx: Tx, accountId: string, { id, at }: { id: string; at: Date }): Promise<void> {
  await updateEnvelope(tx, accountId, { id, set: { nextAt: at } })
  await ring(tx)
}
