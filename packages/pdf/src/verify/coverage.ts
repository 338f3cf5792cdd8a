// What bytes a signature is over, judged by the file itself and never by what its dictionary claims.
import type { Finding } from './report.ts'

/** `der` is the CMS of the signature, `signed` what it is over; `end` is where its revision ends. */
export type Covered = { der: Uint8Array; parts: [Uint8Array, Uint8Array]; end: number }

type Claimed = { byteRange: number[]; contents: Uint8Array }

const wrong = (message: string): Finding => ({ subIndication: 'FORMAT_FAILURE', message })

/** Takes the signature and what it is over out of the file, or says why that cannot be done. */
export function coveredBy(bytes: Uint8Array, { byteRange, contents }: Claimed): Covered | Finding {
  const [start = -1, gapStart = -1, gapEnd = -1, length = -1] = byteRange
  const whole = byteRange.every((value) => Number.isSafeInteger(value) && value >= 0)
  if (byteRange.length !== 4 || !whole)
    return wrong('What the signature is over (/ByteRange) is not said in four numbers.')
  const end = gapEnd + length
  if (start !== 0 || gapStart < 8 || gapStart >= gapEnd || end > bytes.length || length === 0)
    return wrong('What the signature is over (/ByteRange) does not fit the file.')
  const der = inGap(bytes.subarray(gapStart, gapEnd), contents)
  if (!(der instanceof Uint8Array)) return der
  const tail = Buffer.from(bytes.subarray(Math.max(gapEnd, end - 64), end)).toString('latin1')
  if (!/startxref\s+\d+\s+%%EOF\s*$/.test(tail))
    return wrong('What is signed does not end where a version of a PDF ends.')
  return { der, parts: [bytes.subarray(0, gapStart), bytes.subarray(gapEnd, end)], end }
}

/** The gap holds one hexadecimal string, which is the signature that the dictionary shows, and nothing else. */
function inGap(gap: Uint8Array, contents: Uint8Array): Uint8Array | Finding {
  const text = Buffer.from(gap.buffer, gap.byteOffset, gap.length).toString('latin1')
  if (!/^<[0-9a-fA-F]*>$/.test(text) || text.length % 2 !== 0)
    return wrong('There is more than the signature in the place that is not signed.')
  // No signer writes both: a bit was changed, even if it means the same.
  if (/[a-f]/.test(text) && /[A-F]/.test(text))
    return wrong('The signature was not written by one program: its digits mix large and small letters.')
  const inFile = Buffer.from(text.slice(1, -1), 'hex')
  if (!inFile.equals(contents)) return wrong('The signature does not stand in the place that is not signed.')
  const length = derLength(inFile)
  if (length === null)
    return wrong('The place of the signature is empty, or what stands there is no signature.')
  if (inFile.subarray(length).some((byte) => byte !== 0))
    return wrong('Something is hidden behind the signature, in the place that is not signed.')
  return new Uint8Array(inFile.subarray(0, length))
}

/** The length of the first DER or BER value, null where there is none. */
function derLength(bytes: Uint8Array): number | null {
  const [tag, first = 0] = bytes
  if (tag !== 0x30) return null
  if (first === 0x80) return indefiniteLength(bytes)
  if (first < 0x80) return within(2 + first, bytes)
  const count = first & 0x7f
  if (count > 4) return null
  let length = 0
  for (const byte of bytes.subarray(2, 2 + count)) length = length * 256 + byte
  return within(2 + count + length, bytes)
}

const within = (length: number, { length: most }: Uint8Array) => (length <= most ? length : null)

/** BER of indefinite length ends with two zeros, which padding looks like too: values inside are walked over. */
function indefiniteLength(bytes: Uint8Array, at = 2, depth = 0): number | null {
  let position = at
  while (position + 1 < bytes.length && depth < 32) {
    const [tag = 0, first = 0] = bytes.subarray(position, position + 2)
    if (tag === 0 && first === 0) return position + 2
    if ((tag & 0x1f) === 0x1f) return null
    if (first === 0x80) {
      const next = indefiniteLength(bytes, position + 2, depth + 1)
      if (next === null) return null
      position = next
      continue
    }
    const count = first < 0x80 ? 0 : first & 0x7f
    if (count > 4) return null
    let length = first < 0x80 ? first : 0
    for (const byte of bytes.subarray(position + 2, position + 2 + count)) length = length * 256 + byte
    position += 2 + count + length
  }
  return null
}

/** A signature's /ByteRange is never compressed: its /Contents must be at a known place (ISO 32000-1 §12.8.1). */
export function bytesLookSigned(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = file.indexOf('/ByteRange'); at >= 0; at = file.indexOf('/ByteRange', at + 1)) {
    if (/^\/ByteRange\s*\[\s*\d+\s+\d+\s+\d+\s+\d+/.test(file.toString('latin1', at, at + 120))) return true
  }
  return false
}
