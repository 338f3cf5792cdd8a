// The documents that a file is split into: each with a key, a copy of the files and a first event of its own, so that
// one can be erased without the others. They keep who sent the file, and everything that was said with it.

import type { Tx } from '../db/sql.ts'
import { findSameContent, insertDocument } from '../documents/documents.store.ts'
import { type Archive, type Opened, passwordContext } from '../documents/holdings.ts'
import { accountKey } from '../documents/keys.ts'
import {
  newSalt,
  type Particulars,
  packetHash,
  saltedHash,
  sealParticulars,
} from '../documents/particulars.ts'
import { type Recorder, recordReceived } from '../documents/record.ts'
import { received } from '../domain/document.ts'
import { bySystem, type Circumstances } from '../events/append.ts'
import { insertFiles } from '../intake/intake.store.ts'
import { keyedHash, newKey, seal } from '../platform/cipher.ts'
import type { BlobStore, StoredBlob } from '../ports/blob-store.ts'
import type { WrappedKey } from '../ports/kms.ts'
import type { Outcome } from '../ports/stage.ts'

type Part = NonNullable<Outcome['children']>[number]

/** A child whose files are stored already, and whose rows are not written yet. */
export type Child = Part & {
  id: string
  key: Uint8Array
  wrapped: WrappedKey
  /** What the log's hashes of its files are salted with. */
  salt: string
  files: (StoredBlob & { contentType: string; name: string })[]
}

type Making = { archive: Archive; blobs: BlobStore; recorder: Recorder; opened: Opened }

/** Before the transaction: outside it, since storing takes its time. */
export async function makeChildren(parts: readonly Part[], making: Making): Promise<Child[]> {
  const children: Child[] = []
  for (const part of parts) {
    const id = making.recorder.newId('doc')
    const key = newKey()
    const wrapped = await making.archive.kms.wrap(key, id)
    children.push({ ...part, id, key, wrapped, salt: newSalt(), files: await copies(key, making) })
  }
  return children
}

async function copies(key: Uint8Array, { archive, blobs, opened }: Making): Promise<Child['files']> {
  const { holdings, document } = opened
  const files: Child['files'] = []
  for (const [ordinal, original] of holdings.originals.entries()) {
    const blob = await blobs.put(archive.blobs.open(original.id, holdings.dataKey), key)
    const name = document.files[ordinal]?.name ?? 'document'
    files.push({ ...blob, contentType: original.contentType, name })
  }
  return files
}

export const blobsOf = (children: readonly Child[]): string[] =>
  children.flatMap(({ files }) => files.map(({ id }) => id))

/** What the log says of them: which pages each has, and never what they say. */
export const namedChildren = (children: readonly Child[]) =>
  children.map(({ id, pages, class: name }) => ({ id, pages, class: name }))

type Writing = { archive: Archive; recorder: Recorder; opened: Opened; traceparent: string | null }

/** In the transaction that splits the parent: rows, files, first events and jobs. */
export async function insertChildren(
  tx: Tx,
  accountId: string,
  { children, ...writing }: Writing & { children: readonly Child[] },
): Promise<void> {
  if (children.length === 0) return
  const circumstances = await sendersOf(writing)
  const ownKey = await accountKey(tx, accountId, writing.archive.kms)
  for (const child of children) {
    const row = await insertDocument(tx, {
      ...columnsOf(child, writing),
      accountId,
      ...(await hashesOf(tx, accountId, { child, ownKey, packetId: writing.opened.document.packetId })),
    })
    await insertFiles(tx, accountId, {
      documentId: row.id,
      kekId: child.wrapped.kekId,
      files: child.files,
      at: row.createdAt,
    })
    await recordChild(tx, accountId, { child, tier: row.tier, circumstances, writing })
  }
}

function columnsOf(child: Child, { opened, recorder }: Writing) {
  const { document, holdings } = opened
  const { id, key, wrapped } = child
  const now = recorder.clock()
  const expiresAt = document.expiresAt === null ? null : new Date(document.expiresAt)
  return {
    ...received,
    id,
    workflow: document.workflow,
    workflowVersion: document.workflowVersion,
    tier: document.tier,
    pageRange: child.pages,
    languages: document.languages,
    particulars: sealParticulars(key, id, particularsOf(child, opened)),
    password: holdings.password === null ? null : seal(key, holdings.password, passwordContext(id)),
    parentId: document.id,
    parentPages: child.pages,
    wrappedKey: Buffer.from(wrapped.wrapped),
    kekId: wrapped.kekId,
    expiresAt,
    retentionAt: expiresAt,
    createdAt: now,
    updatedAt: now,
  }
}

const particularsOf = (child: Child, { document }: Opened): Particulars => ({
  metadata: document.metadata,
  packetId: document.packetId,
  deviceId: document.deviceId,
  capturedAt: document.capturedAt,
  names: child.files.map(({ name }) => name),
  salt: child.salt,
})

type Hashing = { child: Child; ownKey: Uint8Array; packetId: string | null }

/** The same pages of the same file are a duplicate; other pages of it are not. */
async function hashesOf(tx: Tx, accountId: string, { child, ownKey, packetId }: Hashing) {
  const hashes = child.files.map((file) => file.sha256).join(' ')
  const contentHash = keyedHash(ownKey, `${hashes} pages ${child.pages}`)
  return {
    contentHash,
    duplicateOf: await findSameContent(tx, accountId, contentHash),
    packetHash: packetId === null ? null : packetHash(ownKey, packetId),
  }
}

/** Who sent the parent, through which channel; the person behind a key stays named by the parent's first event. */
async function sendersOf({ opened, traceparent }: Writing): Promise<Circumstances> {
  const [first] = await opened.holdings.history()
  if (first === undefined) return bySystem(traceparent)
  const { kind, id } = first.actor
  return { actor: { kind, id }, source: first.source, traceparent }
}

type Recording = {
  child: Child
  tier: Parameters<typeof recordReceived>[2]['tier']
  circumstances: Circumstances
  writing: Writing
}

const recordChild = (
  tx: Tx,
  accountId: string,
  { child, tier, circumstances, writing }: Recording,
): Promise<void> =>
  recordReceived(tx, accountId, {
    ...circumstances,
    documentId: child.id,
    tier,
    eventId: writing.recorder.newId('evt'),
    data: {
      parentId: writing.opened.document.id,
      pages: child.pages,
      files: child.files.map(({ contentType, bytes, sha256 }) => ({
        contentType,
        bytes,
        saltedSha256: saltedHash(child.salt, sha256),
      })),
    },
    recorder: writing.recorder,
  })
