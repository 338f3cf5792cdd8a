// "§ 4": of the languages that Tesseract's packages know, only English has the section sign. Others make a letter or a
// digit of it, or leave it out; so where one may stand, the line is read in English, too.
import type { Glyph } from './recognise.ts'

/** What stands for a section sign in other readings, or nothing, before a number in a sentence. */
const mayBeSection = /(?:^| )[Ss$58&] ?\d{1,3}(?: |$|[a-z.,;:)])|[a-zà-ž]{2} \d{1,3} [a-zà-ž]{2}/
const standIn = /^[Ss$58&]$/
const leastConfidence = 0.6

/** Whether it is worth to look for a section sign in a line. */
export function mayHoldSection(glyphs: readonly Glyph[]): boolean {
  return mayBeSection.test(glyphs.map(({ text }) => text).join(''))
}

/** The glyphs with the section signs that the English reading of the same line has before a number. */
export function withSections(glyphs: readonly Glyph[], english: readonly Glyph[]): Glyph[] {
  const pitch = 1 / Math.max(8, glyphs.length)
  return english
    .filter(({ text, confidence }) => text === '§' && confidence >= leastConfidence)
    .reduce((line, sign) => withSection(line, sign, pitch), [...glyphs])
}

function withSection(line: Glyph[], sign: Glyph, pitch: number): Glyph[] {
  const after = line.findIndex(({ text, at }) => /^\d$/.test(text) && at > sign.at + pitch / 2)
  const number = line[after]
  if (!number || number.at - sign.at > 4 * pitch) return line
  const stand = line.findIndex(({ text, at }) => standIn.test(text) && Math.abs(at - sign.at) < pitch)
  const alone = [line[stand - 1], line[stand + 1]].every((beside) => !beside || beside.text === ' ')
  if (stand >= 0 && stand < after && alone)
    return line.with(stand, { ...sign, at: line[stand]?.at ?? sign.at })
  const before = line[after - 1]
  if (stand >= 0 || (before && before.text !== ' ')) return line
  return line.toSpliced(after, 0, sign, {
    text: ' ',
    confidence: sign.confidence,
    at: (sign.at + number.at) / 2,
  })
}
