// What stands behind a signed version must be incremental updates (ISO 32000-2 §7.5.6), told from the bytes alone.
import { type Section, sectionAt } from './sections.ts'

const notAnUpdate = 'there is something behind it that is no later version of the file'
const strange = 'what was added is not written as an update of the file'
const elsewhere = 'what was added says of objects that they are where they are not'
const hybrid = 'what was added shows different things to old and new viewers'

/** Says what is wrong with everything behind `end`; null where nothing is. */
export function updateProblem(file: Uint8Array, end: number): string | null {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length)
  const tail = bytes.subarray(end)
  if (tail.length <= 4096 && /^[\s\0]*(?:%%EOF\s*)?$/.test(tail.toString('latin1'))) return null
  const signed = lastStart(bytes.subarray(0, end))
  const last = lastStart(bytes)
  if (signed === null || last === null || last < end) return notAnUpdate
  const sections = sectionsBetween(bytes, { from: last, to: signed, end })
  if (!sections) return strange
  if (sections.some((section) => section.hybrid)) return hybrid
  return sections.every((section) => pointsRight(bytes, section)) ? null : elsewhere
}

/** What the last `startxref` says, if the bytes end with it. */
function lastStart(bytes: Buffer): number | null {
  const tail = bytes.toString('latin1', Math.max(0, bytes.length - 1100))
  const found = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(tail)?.[1]
  return found === undefined ? null : Number(found)
}

const maxUpdates = 1000

/** From the last section back to that of the signed version: all of them must stand behind it. */
function sectionsBetween(
  bytes: Buffer,
  { from, to, end }: { from: number; to: number; end: number },
): Section[] | null {
  const sections: Section[] = []
  for (let at: number | null = from; at !== to; ) {
    if (at === null || at < end || sections.length >= maxUpdates) return null
    const section = sectionAt(bytes, at)
    if (!section || (section.previous ?? 0) >= at) return null
    sections.push(section)
    at = section.previous
  }
  return sections
}

/** An object is where the table says, under the number that it says. */
const pointsRight = (bytes: Buffer, { entries }: Section): boolean =>
  entries.every(({ object, generation, offset }) => {
    const found = /^\s*(\d+)\s+(\d+)\s+obj/.exec(bytes.toString('latin1', offset, offset + 40))
    return Number(found?.[1]) === object && Number(found?.[2]) === generation
  })

/**
 * Widely used signers (node-signpdf until 2019) point one byte before the table. @libpdf/core then takes the file for
 * damaged: it is given a copy with the exact places. Null where that is not the trouble.
 */
export function withExactStarts(file: Uint8Array): Uint8Array | null {
  const copy = Buffer.from(file)
  let mended = 0
  for (const word of ['startxref', '/Prev'])
    for (let at = copy.indexOf(word); at >= 0; at = copy.indexOf(word, at + 1)) {
      const text = /^\s+(\d+)/.exec(copy.toString('latin1', at + word.length, at + word.length + 24))
      const [whole = '', digits = ''] = text ?? []
      const shift =
        /^\s{1,3}(?=xref)/.exec(copy.toString('latin1', Number(digits), Number(digits) + 7))?.[0].length ?? 0
      const exact = String(Number(digits) + shift)
      if (!text || shift === 0 || exact.length !== digits.length) continue
      copy.write(exact, at + word.length + whole.length - digits.length, 'latin1')
      mended += 1
    }
  return mended > 0 ? copy : null
}
