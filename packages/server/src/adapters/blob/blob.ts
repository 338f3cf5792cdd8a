// What every blob store does alike, wherever it keeps the bytes.
import { createHash, randomBytes } from 'node:crypto'
import { Problem } from '../../platform/problem.ts'
import type { DataKey, StoredBlob } from '../../ports/blob-store.ts'
import { sealStream } from './sealed-stream.ts'

const shape = /^blb_[0-9a-f]{32}$/

/** Random, not sortable: a name on disk says nothing about when or for whom it was written. */
const newBlobId = (): string => `blb_${randomBytes(16).toString('hex')}`

export const isBlobId = (id: string): boolean => shape.test(id)

export const blobNotFound = (id: string, cause?: unknown): Problem =>
  new Problem('blob.not_found', `There is no stored file ${id}. If it was erased, this is as it should be.`, {
    cause,
  })

type Source = AsyncIterable<Uint8Array> | Uint8Array

async function* piecesOf(source: Source): AsyncGenerator<Uint8Array> {
  if (source instanceof Uint8Array) yield source
  else yield* source
}

/** `sealed` is to be written as it comes; `stored` is complete once `sealed` has ended. */
export function newBlob(source: Source, key: DataKey) {
  const id = newBlobId()
  const hash = createHash('sha256')
  let bytes = 0
  async function* measured(): AsyncGenerator<Uint8Array> {
    for await (const piece of piecesOf(source)) {
      hash.update(piece)
      bytes += piece.length
      yield piece
    }
  }
  return {
    id,
    sealed: sealStream(measured(), { id, key }),
    stored: (): StoredBlob => ({ id, bytes, sha256: hash.digest('hex') }),
  }
}
