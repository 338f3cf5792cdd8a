// What a recogniser gives, and from its characters to words.

/**
 * One recognised character; `at` is its centre as a fraction (0 to 1) of the line's width. `space` is how likely its
 * reader thought a space before it, where it says so, whether or not it wrote one; `spaced` whether a second one did.
 */
export type Glyph = {
  text: string
  confidence: number
  at: number
  space?: number | undefined
  spaced?: boolean | undefined
}

/** A word of one line, from `from` to `to` as fractions of the line's width. */
export type Span = { text: string; confidence: number; from: number; to: number; handwritten?: true }

/** What the recogniser says: `steps` rows of `classes` probabilities; class 0 is "no character". */
export type Guess = { data: Float32Array; steps: number; classes: number }

// Order of PaddleOCR's en_dict.txt; the space comes twice, once from the file and once appended in training.
const printable = `0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_\`abcdefghijklmnopqrstuvwxyz{|}~!"#$%&'()*+,-./ `

/** Characters of the English recogniser by class: class 0 is blank. */
export const englishAlphabet: readonly string[] = ['', ...printable, ' ']

/** Words between spaces. A word is as certain as its least certain character: one wrong digit is a wrong amount. */
export function spansOf(glyphs: readonly Glyph[]): Span[] {
  const words: Glyph[][] = [[]]
  for (const glyph of glyphs) {
    if (glyph.text === ' ') words.push([])
    else words.at(-1)?.push(glyph)
  }
  const pitch = pitchOf(glyphs)
  const spans = words.filter((word) => word.length > 0).map((word) => spanOf(word, pitch))
  for (const [i, span] of spans.entries()) {
    const next = spans[i + 1]
    if (!next || span.to <= next.from) continue
    span.to = next.from = (span.to + next.from) / 2
  }
  return spans
}

/** How far apart neighbouring characters of the line stand, as a median. */
function pitchOf(glyphs: readonly Glyph[]): number {
  const gaps = glyphs.slice(1).map((glyph, i) => glyph.at - (glyphs[i] as Glyph).at)
  gaps.sort((a, b) => a - b)
  return gaps[gaps.length >> 1] ?? 1
}

function spanOf(word: readonly Glyph[], pitch: number): Span {
  const first = word[0] as Glyph
  const last = word.at(-1) as Glyph
  const half = (word.length > 1 ? (last.at - first.at) / (word.length - 1) : pitch) / 2
  return {
    text: word.map(({ text }) => text).join(''),
    confidence: Math.min(...word.map(({ confidence }) => confidence)),
    from: Math.max(0, first.at - half),
    to: Math.min(1, last.at + half),
  }
}
