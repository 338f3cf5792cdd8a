// Which lines of a page the second reader looks at: it is slow, so only where it is likely to know better.
import type { Block, Box } from '@countersign/contract/layout'
import { guessLanguage } from './language.ts'
import type { Glyph } from './recognise.ts'

/** A reader that has all letters is asked for help only where it has little idea. */
const unsure = 0.6
/** On English print, weak and narrow as tills make it, the network that learned nothing else often knows better. */
const unsureInEnglish = 0.9

type Look = { lacks: boolean; inEnglish?: boolean }

/**
 * Whether another should look at a line: its reader was unsure, or `lacks` letters of the line's language. `inEnglish`
 * says that the other is a network for English.
 */
export function needsSecondLook(glyphs: readonly Glyph[], { lacks, inEnglish = false }: Look): boolean {
  const letters = glyphs.filter(({ text }) => /[A-Za-z]/.test(text)).length
  const least = inEnglish ? unsureInEnglish : unsure
  return (lacks && letters >= 2) || glyphs.some(({ text, confidence }) => text !== ' ' && confidence < least)
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
