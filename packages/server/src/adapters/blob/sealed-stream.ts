// Encrypted bytes of any length: 64 KiB chunks, each its own AES-256-GCM, chained by the STREAM construction
// (Hoang, Reyhanitabar, Rogaway, Vizár 2015): the nonce holds the chunk's number and whether it is the last one, so
// chunks that are dropped, swapped, repeated or cut off do not open. As in Tink's AES-GCM-HKDF streaming, every stream
// has a key of its own (HKDF over a random salt and the blob's id): nonces never meet, and a file renamed to another id does not open.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { Problem } from '../../platform/problem.ts'
import type { DataKey } from '../../ports/blob-store.ts'

const algorithm = 'aes-256-gcm'
const chunkBytes = 64 * 1024
const tagBytes = 16
const saltBytes = 16
const version = Buffer.from('CSB\u0001', 'latin1')

type Identity = { id: string; key: DataKey }

export type Chunk = { bytes: Uint8Array; last: boolean }

/** Cuts into chunks of exactly `size`; only the last may be shorter, and it is empty only when everything is. */
export async function* chunksOf(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Chunk> {
  let held: Uint8Array[] = []
  let length = 0
  const joined = () => (held.length === 1 && held[0] ? held[0] : Buffer.concat(held, length))
  for await (const piece of source) {
    held.push(piece)
    length += piece.length
    if (length <= size) continue
    let rest = joined()
    for (; rest.length > size; rest = rest.subarray(size))
      yield { bytes: rest.subarray(0, size), last: false }
    held = [rest]
    length = rest.length
  }
  yield { bytes: joined(), last: true }
}

const streamKey = ({ id, key }: Identity, salt: Uint8Array): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', key, salt, Buffer.concat([version, Buffer.from(id)]), 32))

function nonceOf(number: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(number, 7)
  nonce.writeUInt8(last ? 1 : 0, 11)
  return nonce
}

export async function* sealStream(
  source: AsyncIterable<Uint8Array>,
  identity: Identity,
): AsyncGenerator<Buffer> {
  const salt = randomBytes(saltBytes)
  const key = streamKey(identity, salt)
  let number = 0
  yield Buffer.concat([version, salt])
  for await (const { bytes, last } of chunksOf(source, chunkBytes)) {
    const cipher = createCipheriv(algorithm, key, nonceOf(number, last))
    yield Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
    number += 1
  }
}

function openChunk(sealed: Uint8Array, key: Uint8Array, nonce: Buffer): Buffer {
  const tagAt = sealed.length - tagBytes
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
  decipher.setAuthTag(sealed.subarray(tagAt))
  return Buffer.concat([decipher.update(sealed.subarray(0, tagAt)), decipher.final()])
}

const damaged = (id: string, cause?: unknown) =>
  new Problem('blob.damaged', `The stored file ${id} does not match its seal. Restore it from a backup.`, {
    cause,
  })

/** Gives out a chunk only after it was authenticated; throws `blob.damaged`. */
export async function* openStream(
  source: AsyncIterable<Uint8Array>,
  identity: Identity,
): AsyncGenerator<Uint8Array> {
  const { header, body } = await splitHeader(source, identity.id)
  const key = streamKey(identity, header.subarray(version.length))
  let number = 0
  for await (const { bytes, last } of chunksOf(body, chunkBytes + tagBytes)) {
    let plain: Buffer
    try {
      plain = openChunk(bytes, key, nonceOf(number, last))
    } catch (cause) {
      throw damaged(identity.id, cause)
    }
    number += 1
    if (plain.length > 0) yield plain
  }
}

async function splitHeader(source: AsyncIterable<Uint8Array>, id: string) {
  const pieces = source[Symbol.asyncIterator]()
  const length = version.length + saltBytes
  let head = Buffer.alloc(0)
  while (head.length < length) {
    const { value, done } = await pieces.next()
    if (done) throw damaged(id)
    head = Buffer.concat([head, value])
  }
  const header = head.subarray(0, length)
  if (!header.subarray(0, version.length).equals(version)) {
    await pieces.return?.()
    throw damaged(id)
  }
  return { header, body: rejoined(head.subarray(length), pieces) }
}

/** Ends `pieces` also when the reader stops early: whoever holds a file open behind it must close it. */
async function* rejoined(first: Uint8Array, pieces: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield first
    for (let piece = await pieces.next(); !piece.done; piece = await pieces.next()) yield piece.value
  } finally {
    await pieces.return?.()
  }
}
