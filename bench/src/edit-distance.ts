// How many letters must be changed, added or left out (Levenshtein), as error rates of recognition count them.

/** Between two whole texts. */
export const distance = (a: string, b: string): number => align(a, b, false)

/** Between `pattern` and that part of `text` which is most like it (Sellers 1980): what stands around it costs nothing. */
export const distanceWithin = (pattern: string, text: string): number => align(pattern, text, true)

function align(pattern: string, text: string, anywhere: boolean): number {
  let above = Int32Array.from({ length: text.length + 1 }, (_, at) => (anywhere ? 0 : at))
  let row = new Int32Array(text.length + 1)
  for (let i = 1; i <= pattern.length; i++) {
    row[0] = i
    for (let j = 1; j <= text.length; j++) {
      const change = (above[j - 1] ?? 0) + (pattern.charCodeAt(i - 1) === text.charCodeAt(j - 1) ? 0 : 1)
      row[j] = Math.min(change, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1)
    }
    ;[above, row] = [row, above]
  }
  return anywhere ? above.reduce((least, one) => Math.min(least, one), pattern.length) : (above.at(-1) ?? 0)
}

const oneSpace = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim()

/**
 * Share of the printed letters that a reading got wrong. Each printed piece is looked for where it fits best, so
 * that the order in which a page is read does not count; nor does what was read but not printed.
 */
export function characterErrors(
  printed: readonly string[],
  reading: string,
): { errors: number; letters: number } {
  const text = oneSpace(reading)
  const pieces = printed.map(oneSpace)
  return {
    errors: pieces.reduce((total, piece) => total + distanceWithin(piece, text), 0),
    letters: pieces.reduce((total, piece) => total + piece.length, 0),
  }
}
