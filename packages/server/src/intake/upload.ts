// Takes in the bytes of one file: limits, type by its first bytes, then straight into the encrypted store.
import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { guarded, type Limits } from '../platform/incoming.ts'
import { Problem } from '../platform/problem.ts'
import type { BlobStore, DataKey, StoredBlob } from '../ports/blob-store.ts'

export type Sniff = (firstBytes: Uint8Array) => string | undefined
export type Incoming = { name: string; stream: Readable }
export type TakenFile = StoredBlob & { name: string; contentType: string }

const sniffBytes = 4096

/** The last part of a path in either notation, without control characters; never empty. */
export function safeName(name: string): string {
  const last = name.split(/[\\/]/).pop() ?? ''
  const clean = [...last.normalize('NFC')]
    .filter((char) => !/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}]/u.test(char))
    .join('')
    .trim()
  return clean === '' || clean === '.' || clean === '..' ? 'document' : [...clean].slice(0, 255).join('')
}

const readable = new Set([
  'application/pdf',
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/tiff',
  'image/gif',
  'image/bmp',
  'image/heic',
  'application/xml',
])

function typeOf(first: Uint8Array, sniff: Sniff): string {
  if (first.length === 0)
    throw new Problem('document.empty', 'The file has no bytes. Check that the upload sends its content.')
  const contentType = sniff(first)
  if (contentType && readable.has(contentType)) return contentType
  throw new Problem(
    'document.unsupported_type',
    contentType
      ? `${contentType} is not read. Save the picture as JPEG or PNG, or print it to a PDF, and upload that.`
      : 'The file is none of PDF, JPEG, PNG, WebP, TIFF, GIF, BMP or HEIC, and no e-invoice as XML (Cross Industry Invoice, UBL); it is judged by its bytes, not its name.',
  )
}

/** Reads until the type can be told, then goes on with everything from the start. */
async function peek(
  source: AsyncGenerator<Uint8Array>,
): Promise<{ first: Uint8Array; all: () => AsyncGenerator<Uint8Array> }> {
  const head: Uint8Array[] = []
  let bytes = 0
  while (bytes < sniffBytes) {
    const { done, value } = await source.next()
    if (done) break
    head.push(value)
    bytes += value.length
  }
  return {
    first: Buffer.concat(head).subarray(0, sniffBytes),
    async *all() {
      yield* head
      yield* source
    },
  }
}

export type Store = { blobs: BlobStore; sniff: Sniff; limits: Limits }

export async function takeFile(
  { name, stream }: Incoming,
  key: DataKey,
  { blobs, sniff, limits }: Store,
): Promise<TakenFile> {
  const { first, all } = await peek(guarded(stream, limits))
  const contentType = typeOf(first, sniff)
  return { ...(await blobs.put(all(), key)), name: safeName(name), contentType }
}

/** Only the hash: for a request whose answer is known already. */
export async function hashFile(
  { name, stream }: Incoming,
  { sniff, limits }: Omit<Store, 'blobs'>,
): Promise<{ name: string; sha256: string }> {
  const hash = createHash('sha256')
  const { first, all } = await peek(guarded(stream, limits))
  typeOf(first, sniff)
  for await (const chunk of all()) hash.update(chunk)
  return { name: safeName(name), sha256: hash.digest('hex') }
}
