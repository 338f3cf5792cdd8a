// Unpacks a font of the Web Open Font Format (W3C, WOFF 1.0): PDF takes the tables as they were before.
import { inflateSync } from 'node:zlib'

const [headerBytes, entryBytes] = [44, 20]

/** The TrueType or OpenType file that a WOFF file was packed from. Only for fonts that come along with the program. */
export function unpackWoff(woff: Uint8Array): Uint8Array {
  const file = Buffer.from(woff.buffer, woff.byteOffset, woff.length)
  const count = file.readUInt16BE(12)
  const entries = Array.from({ length: count }, (_, index) => entryAt(file, headerBytes + index * entryBytes))
  const directory = Buffer.alloc(12 + 16 * count)
  file.copy(directory, 0, 4, 8)
  const exponent = Math.floor(Math.log2(count))
  directory.writeUInt16BE(count, 4)
  directory.writeUInt16BE(16 * 2 ** exponent, 6)
  directory.writeUInt16BE(exponent, 8)
  directory.writeUInt16BE(16 * (count - 2 ** exponent), 10)
  const parts: Buffer[] = [directory]
  let offset = directory.length
  for (const [index, { tag, checksum, data }] of entries.entries()) {
    const row = 12 + 16 * index
    directory.write(tag, row, 'latin1')
    directory.writeUInt32BE(checksum, row + 4)
    directory.writeUInt32BE(offset, row + 8)
    directory.writeUInt32BE(data.length, row + 12)
    const padding = Buffer.alloc(-data.length & 3)
    parts.push(data, padding)
    offset += data.length + padding.length
  }
  return new Uint8Array(Buffer.concat(parts))
}

function entryAt(file: Buffer, at: number) {
  const [offset, packed, size] = [4, 8, 12].map((field) => file.readUInt32BE(at + field)) as [
    number,
    number,
    number,
  ]
  const bytes = file.subarray(offset, offset + packed)
  return {
    tag: file.toString('latin1', at, at + 4),
    checksum: file.readUInt32BE(at + 16),
    data: packed < size ? inflateSync(bytes) : bytes,
  }
}
