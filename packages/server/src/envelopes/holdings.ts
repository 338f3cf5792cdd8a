// An envelope opened: its rows, and what stands under the key of its first document.
import type { Tx } from '../db/sql.ts'
import { findDocumentRow } from '../documents/documents.store.ts'
import { keyOfRow } from '../documents/keys.ts'
import type { EnvelopeSight, RecipientSight } from '../domain/envelope.ts'
import { Problem } from '../platform/problem.ts'
import type { DataKey } from '../ports/blob-store.ts'
import type { Kms } from '../ports/kms.ts'
import {
  type EnvelopeDocumentRow,
  type EnvelopeRow,
  findEnvelopeRow,
  listEnvelopeDocuments,
  listRevisions,
  type MailRow,
  type RecipientRow,
  type RevisionRow,
} from './envelopes.store.ts'
import {
  type EnvelopeParticulars,
  openEnvelopeRow,
  openRecipientRow,
  type RecipientParticulars,
} from './people/particulars.ts'
import { listMails, listRecipients } from './people/recipients.store.ts'

export type Person = { row: RecipientRow; said: RecipientParticulars }

/** Of one account, found by row; `people` in the order they are asked in. */
export type Opened = {
  envelope: EnvelopeRow
  key: DataKey
  particulars: EnvelopeParticulars
  documents: EnvelopeDocumentRow[]
  people: Person[]
  revisions: RevisionRow[]
  mails: MailRow[]
}

type Wanted = { id: string; kms: Kms; lock?: boolean }

/** Throws `document.erased` where the key is gone. */
export async function openEnvelope(tx: Tx, accountId: string, { id, kms, lock }: Wanted): Promise<Opened> {
  const envelope = await findEnvelopeRow(tx, accountId, { id, ...(lock && { lock }) })
  const [opened] = await openEnvelopes(tx, accountId, { rows: [envelope], kms })
  if (!opened || !isOpen(opened))
    throw new Problem('document.erased', `The documents of envelope ${id} have been erased.`)
  return opened
}

export type Closed = Omit<Opened, 'key' | 'particulars' | 'people'> & {
  key: null
  recipients: RecipientRow[]
}
export const isOpen = (one: Opened | Closed): one is Opened => one.key !== null

/** Those whose first document was erased come without what people said. */
export async function openEnvelopes(
  tx: Tx,
  accountId: string,
  { rows, kms }: { rows: readonly EnvelopeRow[]; kms: Kms },
): Promise<(Opened | Closed)[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const documents = await listEnvelopeDocuments(tx, accountId, ids)
  const recipients = await listRecipients(tx, accountId, ids)
  const revisions = await listRevisions(tx, accountId, ids)
  const mails = await listMails(tx, accountId, ids)
  const opened: (Opened | Closed)[] = []
  for (const envelope of rows) {
    const ofIt = ({ envelopeId }: { envelopeId: string }) => envelopeId === envelope.id
    const parts = {
      envelope,
      documents: documents.filter(ofIt),
      revisions: revisions.filter(ofIt),
      mails: mails.filter(ofIt),
    }
    const own = recipients.filter(ofIt)
    const first = await findDocumentRow(tx, accountId, envelope.documentId)
    if (!first.wrappedKey) {
      opened.push({ ...parts, key: null, recipients: own })
      continue
    }
    const key = await keyOfRow(first, kms)
    const people = own.map((row) => ({ row, said: openRecipientRow(key, row) }))
    opened.push({ ...parts, key, particulars: openEnvelopeRow(key, envelope), people })
  }
  return opened
}

/** What decides about the next step. */
export const sightOf = (
  { envelope, people, mails }: Opened,
  { proves }: { proves: boolean },
): EnvelopeSight => ({
  state: envelope.state,
  expiresAt: envelope.expiresAt,
  recipients: people.map(({ row }) => recipientSight(row)),
  unproven: proves && envelope.state === 'completed' && envelope.certificateBlob === null,
  mails: mails.flatMap(({ id, state, nextAttemptAt }) =>
    state === 'pending' && nextAttemptAt ? [{ id, dueAt: nextAttemptAt }] : [],
  ),
})

const recipientSight = (row: RecipientRow): RecipientSight => ({
  id: row.id,
  role: row.role,
  step: row.step,
  state: row.state,
  actedAt: row.actedAt,
  embedded: row.embeddedAt !== null,
  remindAt: row.remindAt,
})

export function personOf({ people }: Opened, recipientId: string): Person {
  const found = people.find(({ row }) => row.id === recipientId)
  if (found) return found
  throw new Problem('envelope.recipient_not_found', `There is no recipient ${recipientId} in this envelope.`)
}

/** The newest revision of a document. */
export const latestOf = (
  { revisions }: Pick<Opened, 'revisions'>,
  ordinal: number,
): RevisionRow | undefined => revisions.filter((one) => one.ordinal === ordinal).at(-1)
