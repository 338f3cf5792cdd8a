// A TrueType font without outlines, written here byte by byte: text in it can be selected and found, not seen.

const unitsPerEm = 1000
/** Advance of every glyph in thousandths of the font size; the em box stands on the baseline. */
export const advance = 500

/** The font file: `.notdef` and one empty glyph (OpenType 1.9: the six tables a CIDFontType2 needs). */
export function glyphlessFont(): Uint8Array {
  const tables: [string, Buffer][] = [
    ['glyf', Buffer.alloc(4)],
    ['head', head()],
    ['hhea', hhea()],
    ['hmtx', words([advance, 0, advance, 0])],
    ['loca', words([0, 0, 0])],
    ['maxp', maxp()],
  ]
  const font = assemble(tables)
  const headAt = font.indexOf(head())
  font.writeUInt32BE((0xb1b0afba - checksum(font)) >>> 0, headAt + 8)
  return font
}

function words(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2)
  for (const [index, value] of values.entries()) bytes.writeUInt16BE(value & 0xffff, index * 2)
  return bytes
}

function head(): Buffer {
  const version = [1, 0, 1, 0]
  const adjustment = [0, 0]
  const magic = [0x5f0f, 0x3cf5]
  const flags = 3
  const dates = [0, 0, 0, 0, 0, 0, 0, 0]
  const box = [0, 0, advance, unitsPerEm]
  const [style, smallest, direction, shortLoca, format] = [0, 6, 2, 0, 0]
  return words([
    ...version,
    ...adjustment,
    ...magic,
    flags,
    unitsPerEm,
    ...dates,
    ...box,
    style,
    smallest,
    direction,
    shortLoca,
    format,
  ])
}

function hhea(): Buffer {
  const metrics = [1, 0, unitsPerEm, 0, 0, advance, 0, 0, advance]
  const caret = [1, 0, 0]
  const [reserved, format, longMetrics] = [[0, 0, 0, 0], 0, 2]
  return words([...metrics, ...caret, ...reserved, format, longMetrics])
}

function maxp(): Buffer {
  const glyphs = 2
  return words([1, 0, glyphs, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0])
}

function assemble(tables: readonly [string, Buffer][]): Buffer {
  const header = 12 + tables.length * 16
  const directory = Buffer.alloc(header)
  const power = 2 ** Math.floor(Math.log2(tables.length))
  directory.writeUInt32BE(0x00010000, 0)
  words([tables.length, power * 16, Math.log2(power), (tables.length - power) * 16]).copy(directory, 4)
  const bodies: Buffer[] = []
  let offset = header
  for (const [index, [tag, body]] of tables.entries()) {
    const at = 12 + index * 16
    directory.write(tag, at, 'latin1')
    directory.writeUInt32BE(checksum(body), at + 4)
    directory.writeUInt32BE(offset, at + 8)
    directory.writeUInt32BE(body.length, at + 12)
    const padded = Buffer.concat([body, Buffer.alloc(-body.length & 3)])
    bodies.push(padded)
    offset += padded.length
  }
  return Buffer.concat([directory, ...bodies])
}

function checksum(bytes: Buffer): number {
  const padded = Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)])
  let sum = 0
  for (let at = 0; at < padded.length; at += 4) sum = (sum + padded.readUInt32BE(at)) >>> 0
  return sum
}
