// Keeps what arrives of a file: sealed pieces of a few megabytes, each durable before its row says so.
import type { Readable } from 'node:stream'
import { guarded, type Limits } from '../../platform/incoming.ts'
import { isProblem, Problem } from '../../platform/problem.ts'
import type { BlobStore, DataKey } from '../../ports/blob-store.ts'
import { type Checksum, verifyChecksum } from './tus.ts'
import type { Part, UploadRow } from './uploads.store.ts'

/** What a broken connection or a killed server can cost; every piece costs two syncs and a transaction. */
export const pieceBytes = 8 << 20

/** Cuts a stream into pieces. Where it fails, the piece is what came until then, and `failure` says why. */
export function cut(source: AsyncIterator<Uint8Array>, size: number) {
  let next: Uint8Array | undefined
  let failure: unknown
  let ended = false
  async function more(): Promise<boolean> {
    while (!next?.length && !ended) {
      try {
        const step = await source.next()
        if (step.done) ended = true
        else next = step.value
      } catch (error) {
        failure = error
        ended = true
      }
    }
    return !!next?.length
  }
  async function* piece(): AsyncGenerator<Uint8Array> {
    for (let room = size; room > 0 && (await more()) && next; ) {
      const chunk = next.subarray(0, room)
      next = next.subarray(chunk.length)
      room -= chunk.length
      yield chunk
    }
  }
  return { more, piece, failure: () => failure }
}

type Arriving = {
  stream: Readable
  row: UploadRow
  key: DataKey
  checksum: Checksum | null
  blobs: BlobStore
  limits: Limits
  /** Nothing comes back where other bytes were quicker. */
  commit(from: number, parts: readonly Part[]): Promise<UploadRow>
}

const tooLong = (length: number | null) =>
  new Problem('upload.too_long', `The file was announced with ${length} bytes; the request has more.`)

/** The words of intake say that nothing is kept, which is not so here. */
function resumably(error: unknown): unknown {
  if (!isProblem(error) || (error.code !== 'request.aborted' && error.code !== 'request.timeout'))
    return error
  return new Problem(
    error.code,
    'The upload broke off. What had arrived is kept: ask with HEAD how much, and go on from there.',
    { cause: error, headers: error.headers },
  )
}

async function* hashed(
  source: AsyncGenerator<Uint8Array>,
  checksum: Checksum | null,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    checksum?.hash.update(chunk)
    yield chunk
  }
}

/** Bytes with a checksum are kept all together or not at all; others piece by piece as they come. */
export async function receive(arriving: Arriving): Promise<UploadRow> {
  const { row, blobs, limits, checksum } = arriving
  const room = (row.length ?? limits.maxFileBytes) - row.received
  const within = { ...limits, maxFileBytes: limits.maxFileBytes - row.received }
  const pieces = cut(hashed(guarded(arriving.stream, within), checksum), pieceBytes)
  let latest = row
  let waiting: Part[] = []
  let at = row.received
  try {
    while (await pieces.more()) {
      const blob = await blobs.put(pieces.piece(), arriving.key)
      waiting.push({ startsAt: at, bytes: blob.bytes, blobId: blob.id })
      at += blob.bytes
      const over = at - row.received - room
      if (over > 0 || (over === 0 && row.length !== null && (await pieces.more()))) throw tooLong(row.length)
      if (checksum) continue
      latest = await arriving.commit(latest.received, waiting)
      waiting = []
    }
    if (pieces.failure() !== undefined) throw resumably(pieces.failure())
    if (checksum) verifyChecksum(checksum)
    if (waiting.length > 0) latest = await arriving.commit(latest.received, waiting)
    return latest
  } catch (error) {
    for (const { blobId } of waiting) await blobs.delete(blobId).catch(() => {})
    throw error
  }
}
