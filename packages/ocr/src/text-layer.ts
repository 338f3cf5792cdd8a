// Whether a PDF page's own text may be believed, or its pixels must be read, or both.
import type { Block, Line, Word } from '@countersign/contract/layout'
import type { Raster } from './raster.ts'

/**
 * What a page says about its text. `unmapped` characters are of fonts that do not tell letters. `pictures` is how
 * much of the page pictures cover, and how much of its text lies under them; it and `look`, the page at a low
 * resolution, are asked for only when they matter.
 */
export type TextLayer = {
  blocks: readonly Block[]
  characters: number
  invisible: boolean
  unmapped: number
  pictures(): { coverage: number; hidingText: number }
  look(): Raster
}

/** Pictures over less than this leave room for a page of text. */
const scanCoverage = 0.5
/** Fonts without letters, where they are more than a few symbols. */
const unmappedShare = 0.2
/** Ink that is no text of its own, on a page that pictures cover: more than a logo and a frame. */
const strangeInk = 0.3
/** Words of the layer that stand where there is no ink. */
const wordsWithoutInk = 0.5

/**
 * `text`: the layer is the page. `pixels`: it is none, or somebody else's recognition of unknown quality, or gibberish.
 * `both`: it is sound but says only a part of what is to be seen, as a stamp or a header on a scan does.
 */
export function trust(layer: TextLayer): 'text' | 'pixels' | 'both' {
  const { blocks, characters, invisible, unmapped } = layer
  if (characters === 0 || invisible) return 'pixels'
  if (unmapped > unmappedShare * (characters + unmapped) || isGibberish(blocks)) return 'pixels'
  const { coverage, hidingText } = layer.pictures()
  if (coverage < scanCoverage) return 'text'
  if (hidingText > 0.5) return 'pixels'
  const { beside, missing } = compareInk(layer.look(), blocks)
  if (missing > wordsWithoutInk) return 'pixels'
  return beside > strangeInk ? 'both' : 'text'
}

const enoughLetters = 60

/**
 * Letters that are none: wrong tables in a font turn words into symbols or shift the alphabet, which loses the vowels.
 * The languages written with Latin letters have 35 to 50 % vowels, abbreviations and part numbers 25 % and more.
 */
function isGibberish(blocks: readonly Block[]): boolean {
  const text = blocks
    .flatMap(({ lines }) => lines.flatMap(({ words }) => words.map((word) => word.text)))
    .join('')
  const marks = text.match(/[^._\-–—•…]/gu)?.length ?? 0
  const read = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0
  if (marks >= enoughLetters && read < 0.4 * marks) return true
  const latin = text.normalize('NFD').match(/\p{Script=Latin}/gu)?.length ?? 0
  const vowels = text.normalize('NFD').match(/[aeiouyæøœ]/giu)?.length ?? 0
  return latin >= enoughLetters && vowels < 0.18 * latin
}

const cells = 96
/** Grey values between the lightest and the darkest of a cell that are print and not paper. */
const inkContrast = 70

/** The share of inked places that no word covers, and of words under which there is no ink. */
function compareInk(look: Raster, blocks: readonly Block[]): { beside: number; missing: number } {
  const ink = inkCells(look)
  const words = blocks.flatMap(({ lines }) => lines.flatMap((line) => line.words))
  const covered = new Uint8Array(cells * cells)
  let missing = 0
  for (const { box } of words) {
    let inked = false
    for (const cell of cellsOf(box)) {
      covered[cell] = 1
      inked ||= ink[cell] === 1
    }
    if (!inked) missing += 1
  }
  const all = ink.reduce((sum, cell) => sum + cell, 0)
  const beside = ink.reduce((sum, cell, at) => sum + (cell === 1 && covered[at] === 0 ? 1 : 0), 0)
  return { beside: all === 0 ? 0 : beside / all, missing: words.length === 0 ? 0 : missing / words.length }
}

function* cellsOf([x, y, width, height]: Word['box']): Generator<number> {
  const place = (value: number) => Math.min(cells - 1, Math.max(0, Math.floor(value * cells)))
  for (let row = place(y); row <= place(y + height); row += 1)
    for (let column = place(x); column <= place(x + width); column += 1) yield row * cells + column
}

function inkCells({ data, width, height, channels }: Raster): Uint8Array {
  const [light, dark] = [new Uint8Array(cells * cells), new Uint8Array(cells * cells).fill(255)]
  for (let y = 0; y < height; y += 1) {
    const row = Math.floor((y * cells) / height) * cells
    for (let x = 0; x < width; x += 1) {
      const cell = row + Math.floor((x * cells) / width)
      const value = data[(y * width + x) * channels + (channels === 3 ? 1 : 0)] ?? 255
      if (value > (light[cell] ?? 0)) light[cell] = value
      if (value < (dark[cell] ?? 255)) dark[cell] = value
    }
  }
  return light.map((value, at) => (value - (dark[at] ?? 0) > inkContrast ? 1 : 0))
}

/** Blocks of a page whose own words are exact, with what was recognised beside them, from the top. */
export function mergeText(own: readonly Block[], recognised: readonly Block[]): Block[] {
  const words = own.flatMap(({ lines }) => lines.flatMap((line) => line.words))
  const merged = [...own]
  for (const block of recognised) {
    const lines = block.lines.map((line) => withoutKnown(line, words)).filter((line) => line.words.length > 0)
    if (lines.length === 0) continue
    const at = merged.findIndex((other) => other.box[1] > block.box[1])
    merged.splice(at < 0 ? merged.length : at, 0, { ...block, lines })
  }
  return merged
}

function withoutKnown(line: Line, known: readonly Word[]): Line {
  const isKnown = ({ box: [x, y, width, height] }: Word) =>
    known.some(({ box }) => {
      const [across, down] = [x + width / 2 - box[0], y + height / 2 - box[1]]
      return across >= 0 && across <= box[2] && down >= 0 && down <= box[3]
    })
  return { ...line, words: line.words.filter((word) => !isKnown(word)) }
}
