// The ways a file can be handed over. Node only.
import { open } from 'node:fs/promises'
import { readError } from './read-error.ts'

/** A file in memory; `contentType` is what its sender says, the bytes decide. */
export type SourceFile = { bytes: Uint8Array; contentType?: string }

/** A path, a `file:` URL, bytes, a stream of bytes, or bytes with the type their sender named. */
export type FileInput = string | URL | Uint8Array | AsyncIterable<Uint8Array> | SourceFile

/** More than PDFium and sharp can be given in one piece. */
const mostBytes = 1024 ** 3

/**
 * All bytes of a file. Throws the system's error for a path that cannot be read, and a ReadError for a file of more
 * than 1 GiB.
 */
export async function loadFile(file: FileInput): Promise<{ bytes: Uint8Array; contentType: string }> {
  if (file instanceof Uint8Array) return { bytes: file, contentType: '' }
  if (typeof file === 'string' || file instanceof URL) return { bytes: await bytesAt(file), contentType: '' }
  if ('bytes' in file) return { bytes: file.bytes, contentType: file.contentType ?? '' }
  return { bytes: await collect(file), contentType: '' }
}

async function bytesAt(path: string | URL): Promise<Uint8Array> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    if (size > mostBytes) throw tooLarge()
    // A pipe or a device has no size to know beforehand.
    return size > 0 ? await file.readFile() : await collect(file.createReadStream({ autoClose: false }))
  } finally {
    await file.close()
  }
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of stream) {
    size += part.length
    if (size > mostBytes) throw tooLarge()
    parts.push(part)
  }
  return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts)
}

const tooLarge = () =>
  readError(
    'file.too_large',
    'The file is larger than the 1 GiB that can be read. Split it and send the parts.',
  )
