// What a client said about a document: one value under the document's key, so that destroying the key erases it
// everywhere, in dead rows, in the write-ahead log and in backups too.
import { randomBytes } from 'node:crypto'
import type { Metadata } from '@countersign/contract/document'
import { keyedHash, sealJson, sha256, unsealJson } from '../platform/cipher.ts'
import type { DataKey } from '../ports/blob-store.ts'
import type { Kms } from '../ports/kms.ts'
import type { DocumentRow } from './documents.store.ts'
import { keyOfRow } from './keys.ts'

export type Particulars = {
  metadata: Metadata
  packetId: string | null
  deviceId: string | null
  capturedAt: string | null
  /** Of the source files, in order. */
  names: string[]
  /** What the log's hashes of the source files are salted with; null in documents older than that. */
  salt: string | null
}

export const newSalt = (): string => randomBytes(16).toString('hex')

/** What the log says of a file: who has the file and the salt can check it, who has only one of them cannot. */
export const saltedHash = (salt: string, fileSha256: string): string =>
  sha256(`${salt}:${fileSha256}`).toString('hex')

/** A packet is found again by this; nobody learns its name from it. */
export const packetHash = (accountKey: DataKey, packet: string): Buffer =>
  keyedHash(accountKey, `packet ${packet}`)

const contextOf = (documentId: string): string => `particulars ${documentId}`

export const sealParticulars = (key: DataKey, documentId: string, particulars: Particulars): Buffer =>
  sealJson(key, particulars, contextOf(documentId))

const nothing: Particulars = {
  metadata: {},
  packetId: null,
  deviceId: null,
  capturedAt: null,
  names: [],
  salt: null,
}

/** `names` of rows that were written before there were particulars stand with the files. */
export function openParticulars(key: DataKey, row: DocumentRow): Particulars {
  if (row.particulars) return unsealJson<Particulars>(key, row.particulars, contextOf(row.id))
  const { metadata, packetId, deviceId, capturedAt } = row
  return {
    ...nothing,
    metadata: metadata ?? {},
    packetId,
    deviceId,
    capturedAt: capturedAt?.toISOString() ?? null,
  }
}

/** Nothing where the document is erased. */
export const particularsOf = async (row: DocumentRow, kms: Kms): Promise<Particulars> =>
  row.wrappedKey ? openParticulars(await keyOfRow(row, kms), row) : nothing
