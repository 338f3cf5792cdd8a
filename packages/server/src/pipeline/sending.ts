// The envelope of a document that was approved, written in the transaction that says it was sent.
import type { Tx } from '../db/sql.ts'
import { findDocumentRow } from '../documents/documents.store.ts'
import type { Archive } from '../documents/holdings.ts'
import type { Recorder } from '../documents/record.ts'
import { daysFrom, insertNewEnvelope } from '../envelopes/insert.ts'
import { bySystem } from '../events/append.ts'
import type { ToSend } from '../ports/stage.ts'

type Sending = {
  archive: Archive
  recorder: Recorder
  id: string
  documentId: string
  toSend: ToSend
  traceparent: string | null
}

/** Whoever calls this has just recorded `document.sent`: nothing else leads here. */
export async function sendEnvelope(tx: Tx, accountId: string, sending: Sending): Promise<void> {
  const { archive, recorder, id, documentId, toSend, traceparent } = sending
  const { wanted, level, remindAfterDays, expiresAfterDays } = toSend
  const row = await findDocumentRow(tx, accountId, documentId)
  if (row.state !== 'signing') throw new Error(`document ${documentId} is ${row.state}, not being signed`)
  await insertNewEnvelope(tx, accountId, {
    ...{ archive, scribe: recorder, id, documents: [row], wanted },
    terms: {
      level,
      ...(remindAfterDays && { remindAfterDays }),
      ...(expiresAfterDays && { expiresAt: daysFrom(recorder.clock(), expiresAfterDays) }),
    },
    request: { requestHash: null, fingerprint: null },
    awaitedRun: row.run,
    circumstances: bySystem(traceparent),
  })
}
