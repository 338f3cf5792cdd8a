// Lines of text: what the font can show, broken where it fits.
import type { EmbeddedFont } from '@libpdf/core'

export const lineHeight = (size: number): number => size * 1.35

/**
 * What the font has no letter for is named by its number, as is what steers the direction of text: in a report it could
 * show something else than what stands there.
 */
export function printable(text: string, font: Pick<EmbeddedFont, 'canEncode'>): string {
  let shown = ''
  for (const letter of text.replace(/\r\n?/g, '\n')) {
    if (letter === '\n') shown += letter
    else if (letter === '\t') shown += ' '
    else if (!/[\p{C}\u2028\u2029]/u.test(letter) && font.canEncode(letter)) shown += letter
    else shown += `[U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`
  }
  return shown
}

type Measure = { font: Pick<EmbeddedFont, 'getTextWidth'>; size: number; width: number }

/** Broken at spaces, and inside of words that are wider than a line, such as hashes. */
export function linesOf(text: string, { font, size, width }: Measure): string[] {
  const fits = (line: string) => font.getTextWidth(line, size) <= width
  const lines: string[] = []
  for (const paragraph of text.split('\n')) {
    let line = ''
    for (const word of paragraph.split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`
      if (fits(longer)) {
        line = longer
        continue
      }
      if (line !== '') lines.push(line)
      line = word
      while (!fits(line)) {
        let count = line.length - 1
        while (count > 1 && !fits(line.slice(0, count))) count -= 1
        lines.push(line.slice(0, count))
        line = line.slice(count)
      }
    }
    lines.push(line)
  }
  return lines
}
