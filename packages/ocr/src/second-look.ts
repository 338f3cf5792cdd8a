// Which lines of a page the second reader looks at: it is slow, so only where it is likely to know better.
import type { Block, Box } from '@countersign/contract/layout'
import { guessLanguage } from './language.ts'
import type { Glyph } from './recognise.ts'

/** A character below this was a guess. */
const unsure = 0.85
/** A reader with all letters is asked for help only where it has little idea. */
const veryUnsure = 0.6
/** What English recognisers make of € and £ beside an amount, when they do not leave them out. */
const likeCurrency = /(?:^|[\s(])[EFLCefl€](?:[lI]?[.,]|\s?)\d|\d\s?[EeC€]{1,2}(?:$|[\s)])/

/** A number that begins with a letter is a 1 or a 0. */
const likeDigit = /(?:^|[\s(])[lIiO]\d/
/** Nor has it the section sign. */
const likeSection = /(?:^| )[Ss$] \d{1,3}(?: |$|[a-z.,;:)])/
/** An amount in a sentence seldom stands without its currency: the sign before it is what was left out. */
const bareAmount = /[A-Za-z]{2,}.* \d[\d.,]*[.,]\d{2}(?= |$)/

/** What is known of a line after the first reading; `unread` where there is ink that no character accounts for. */
export type FirstReading = { glyphs: readonly Glyph[]; unread: boolean }

/** Whether a reader that has all letters was so unsure of one that another should look. */
export function isUnsure({ glyphs }: Pick<FirstReading, 'glyphs'>): boolean {
  return glyphs.some((glyph) => glyph.text !== ' ' && glyph.confidence < veryUnsure)
}

/** Whether a line in this language is worth a second look by one who has more letters than those of English; null is a language that did not show. */
export function needsSecondLook({ glyphs, unread }: FirstReading, language: string | null): boolean {
  const text = glyphs.map((glyph) => glyph.text).join('')
  const letters = text.match(/[A-Za-z]/g)?.length ?? 0
  const foreign = language !== null && language !== 'en'
  if (foreign && letters >= 2) return true
  if (unread || [likeCurrency, likeDigit, likeSection, bareAmount].some((pattern) => pattern.test(text)))
    return true
  return glyphs.some((glyph) => glyph.text !== ' ' && glyph.confidence < unsure)
}

/** Languages of a page and of places on it: those of the blocks that tell, else the page's. */
export type Languages = { page: string | null; at(x: number, y: number): string | null }

/** `expected` (ISO 639-1) tips a balance, and one alone is taken where a page does not tell. */
export function languagesOf(blocks: readonly Block[], expected: readonly string[]): Languages {
  const page =
    guessLanguage(blocks.flatMap(wordsOf), expected) ?? (expected.length === 1 ? (expected[0] ?? null) : null)
  const told = blocks.map((block) => ({ box: block.box, language: languageOfBlock(block, page, expected) }))
  return { page, at: (x, y) => told.find(({ box }) => holds(box, x, y))?.language ?? page }
}

/** Every block with its language. */
export function withLanguages(
  blocks: readonly Block[],
  page: string | null,
  expected: readonly string[],
): Block[] {
  return blocks.map((block) => ({ ...block, language: languageOfBlock(block, page, expected) }))
}

/** A block is in the page's language unless enough of its words say otherwise. */
function languageOfBlock(block: Block, page: string | null, expected: readonly string[]): string | null {
  return guessLanguage(wordsOf(block), page === null ? expected : [...expected, page]) ?? page
}

function wordsOf({ lines }: Block): string[] {
  return lines.flatMap(({ words }) => words.map(({ text }) => text))
}

function holds([left, top, width, height]: Box, x: number, y: number): boolean {
  return x >= left && x <= left + width && y >= top && y <= top + height
}
