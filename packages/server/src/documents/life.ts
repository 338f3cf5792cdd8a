// Two steps that a client may ask for at any time: start over, and be forgotten.
import type { Document } from '@countersign/contract/document'
import { executorOf, type Tx, withAccount } from '../db/sql.ts'
import { parsePageRange } from '../domain/page-range.ts'
import type { Circumstances } from '../events/append.ts'
import { seal } from '../platform/cipher.ts'
import { Problem } from '../platform/problem.ts'
import { documentErased, findDocument, lockDocumentRow } from './documents.store.ts'
import { type Archive, passwordContext } from './holdings.ts'
import { keyOfRow } from './keys.ts'
import { particularsOf, saltedHash } from './particulars.ts'
import { type Recorder, recordEvent } from './record.ts'
import { listFiles } from './results.store.ts'

export type Asked = { accountId: string; documentId: string; circumstances: Circumstances }
export type NewRun = {
  languages?: string[]
  pages?: string
  password?: string
  /** Its active version takes over; left out, the document keeps the version it started with. */
  workflow?: { name: string; version: number }
}

/** A new run from the originals; pages and extraction of earlier runs are kept. */
export function reopenDocument(
  { db, kms }: Archive,
  recorder: Recorder,
  { accountId, documentId, options, circumstances }: Asked & { options: NewRun },
): Promise<Document> {
  if (options.pages !== undefined) parsePageRange(options.pages)
  return withAccount(db, accountId, async (tx) => {
    const row = await lockDocumentRow(tx, accountId, documentId)
    if (row.state === 'erased') throw documentErased(documentId)
    if (row.removed.includes('original')) throw artifactExpired('original')
    const key = await keyOfRow(row, kms)
    await recordEvent(tx, accountId, {
      ...circumstances,
      documentId,
      event: 'document.reopened',
      data: options.workflow ? { workflow: options.workflow } : {},
      set: {
        failureCode: null,
        failureDetail: null,
        class: null,
        pageCount: null,
        removed: [],
        ...(options.workflow
          ? { workflow: options.workflow.name, workflowVersion: options.workflow.version }
          : {}),
        ...(options.languages ? { languages: options.languages } : {}),
        ...(options.pages === undefined ? {} : { pageRange: options.pages }),
        ...(options.password === undefined
          ? {}
          : { password: seal(key, options.password, passwordContext(documentId)) }),
      },
      recorder,
    })
    return findDocument(tx, accountId, { id: documentId, kms })
  })
}

export const artifactExpired = (name: string) =>
  new Problem(
    'artifact.expired',
    `The document's ${name} was removed when its time was over; \`removed\` names what is gone. Upload the file again if you still have it.`,
  )

const withoutContent = {
  wrappedKey: null,
  kekId: null,
  password: null,
  particulars: null,
  packetHash: null,
  metadata: null,
  contentHash: null,
  duplicateOf: null,
  packetId: null,
  deviceId: null,
  capturedAt: null,
  failureDetail: null,
  prolongAt: null,
}

/**
 * Why it was erased: somebody asked, the time that the client gave is over, or the time that the rules give.
 * `restored`: a backup had brought it back. A hold of the time of the backup was lifted before the first erasure.
 */
export type ErasureReason = 'request' | 'expired' | 'retention' | 'restored'

type Erasure = Asked & {
  reason: ErasureReason
  /** Where the document has moved since it was seen so, it is left alone. */
  seen?: { run: number; version: number }
}

/**
 * False where there was nothing to do. Takes the key away, then every row that held content; what is encrypted
 * elsewhere can never be read again.
 */
export async function eraseDocument(
  { db, blobs, kms }: Archive,
  recorder: Recorder,
  { accountId, documentId, circumstances, reason, seen }: Erasure,
): Promise<boolean> {
  const gone = await withAccount(db, accountId, async (tx) => {
    const row = await lockDocumentRow(tx, accountId, documentId)
    if (row.state === 'erased') return null
    if (row.legalHold && reason !== 'restored')
      throw new Problem(
        'document.legal_hold',
        `Document ${documentId} is under legal hold. Lift the hold before erasing it.`,
      )
    const files = await listFiles(tx, accountId, documentId)
    const { salt } = await particularsOf(row, kms)
    const reached = await recordEvent(tx, accountId, {
      ...circumstances,
      documentId,
      event: 'document.erased',
      data: {
        reason,
        // The salt goes with the key: only who was given it in the evidence can still tell that a file was here.
        files: files.map(({ sha256 }) => (salt ? { saltedSha256: saltedHash(salt, sha256) } : {})),
      },
      set: withoutContent,
      ...(seen ? { expect: seen } : {}),
      recorder,
    })
    if (!reached) return null
    await recorder.queue.cancel(executorOf(tx), documentId)
    return deleteContent(tx, accountId, documentId)
  })
  // A file that stays behind here is unreadable and swept later.
  for (const id of gone ?? []) await blobs.delete(id)
  return gone !== null
}

const contentTables = [
  'pages',
  'extractions',
  'reviewTasks',
  'corrections',
  'privateValues',
  'documentFiles',
  'documentFingerprints',
  'signatureRequests',
  'learningLessons',
  'learningMarks',
  'learningOutcomes',
  'learningNovelty',
  'learningDue',
] as const

async function deleteContent(tx: Tx, accountId: string, documentId: string): Promise<string[]> {
  for (const table of contentTables)
    await tx
      .deleteFrom(table)
      .where('accountId', '=', accountId)
      .where('documentId', '=', documentId)
      .execute()
  // The key stays used: repeating the request must not bring back what was erased.
  await tx
    .updateTable('idempotencyKeys')
    .set({ fingerprint: null, body: null })
    .where('accountId', '=', accountId)
    .where('documentId', '=', documentId)
    .execute()
  await tx
    .updateTable('deliveries')
    .set({ body: null })
    .where('accountId', '=', accountId)
    .where('documentId', '=', documentId)
    .execute()
  await tx
    .updateTable('deliveries')
    .set({ state: 'cancelled', nextAttemptAt: null })
    .where('accountId', '=', accountId)
    .where('documentId', '=', documentId)
    .where('state', '=', 'pending')
    .execute()
  const rows = await tx
    .deleteFrom('blobs')
    .where('accountId', '=', accountId)
    .where('documentId', '=', documentId)
    .returning('id')
    .execute()
  return rows.map((row) => row.id)
}
