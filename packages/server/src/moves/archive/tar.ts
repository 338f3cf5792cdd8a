// One tar file (POSIX.1-1988 ustar, which every tar reads): plain files only, sizes known before.
import { type FileHandle, open } from 'node:fs/promises'

const block = 512
const largest = 8 ** 11 - 1
export type Placed = { at: number; bytes: number }

const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`

function checksum(header: Uint8Array): number {
  let sum = 0
  // The field itself, bytes 148 to 155, counts as spaces.
  for (const [at, byte] of header.entries()) sum += at >= 148 && at < 156 ? 32 : byte
  return sum
}

export function tarHeader(name: string, { bytes, at }: { bytes: number; at: Date }): Buffer {
  if (Buffer.byteLength(name) > 100 || bytes > largest)
    throw new Error(`${name} has no place in a tar file. Choose a folder instead.`)
  const header = Buffer.alloc(block)
  header.write(name, 0)
  header.write(octal(0o600, 7), 100)
  header.write(octal(0, 7), 108)
  header.write(octal(0, 7), 116)
  header.write(octal(bytes, 11), 124)
  header.write(octal(Math.floor(at.getTime() / 1000), 11), 136)
  header.write('0', 156)
  header.write('ustar\x0000', 257)
  header.write(`${checksum(header).toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

/** What follows a file's bytes, so that the next header stands at a multiple of 512. */
export const tarPadding = (bytes: number): Buffer => Buffer.alloc((block - (bytes % block)) % block)

/** Two empty blocks: without them the writer did not finish. */
export const tarEnd = (): Buffer => Buffer.alloc(2 * block)

const text = (header: Buffer, from: number, length: number): string => {
  const field = header.subarray(from, from + length)
  const end = field.indexOf(0)
  return field.toString('utf8', 0, end < 0 ? length : end).trim()
}

function entryOf(header: Buffer, path: string): { name: string; bytes: number; file: boolean } {
  if (Number.parseInt(text(header, 148, 8), 8) !== checksum(header))
    throw new Error(`${path} is not a tar file that Countersign can read, or it is damaged.`)
  const prefix = text(header, 345, 155)
  const name = text(header, 0, 100)
  const bytes = Number.parseInt(text(header, 124, 12), 8)
  if (!Number.isSafeInteger(bytes)) throw new Error(`${path} is damaged: an entry has no size.`)
  const kind = header[156] ?? 0
  return { name: prefix === '' ? name : `${prefix}/${name}`, bytes, file: kind === 0 || kind === 48 }
}

/** Where each file stands; null where the end is missing, as in one that was still being written. */
export async function indexTar(path: string): Promise<Map<string, Placed> | null> {
  const handle = await open(path, 'r')
  try {
    const found = new Map<string, Placed>()
    for (let at = 0; ; ) {
      const header = await readBlock(handle, at)
      if (header === null) return null
      if (header.every((byte) => byte === 0)) return found
      const { name, bytes, file } = entryOf(header, path)
      if (file) found.set(name.replace(/^\.\//, ''), { at: at + block, bytes })
      at += block + Math.ceil(bytes / block) * block
    }
  } finally {
    await handle.close()
  }
}

async function readBlock(handle: FileHandle, at: number): Promise<Buffer | null> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(block), 0, block, at)
  return bytesRead === block ? buffer : null
}
