// Pages drawn by hand for tests: words of a known size, lines of a known place.
import type { Block, Word } from '@countersign/contract/layout'
import type { Raster } from '../raster.ts'
import { findStructure, type PageToStructure } from './structure.ts'

/** The page of these tests. */
export const size = { width: 1000, height: 1400 }
/** A run of text and where it begins, in pixels. */
export type Print = [text: string, left: number, top: number]

/** Words 20 pixels high and 10 wide per character, one block per run, as on a page that nobody understood yet. */
export function blocksOf(prints: readonly Print[]): Block[] {
  return prints.map(([text, left, top]) => {
    let x = left
    const words = text.split(' ').map((part): Word => {
      const box: Word['box'] = [x / 1000, top / 1400, (part.length * 10) / 1000, 20 / 1400]
      x += part.length * 10 + 6
      return { text: part, confidence: 0.9, box }
    })
    const box: Word['box'] = [left / 1000, top / 1400, (x - 6 - left) / 1000, 20 / 1400]
    return { kind: 'text', language: null, box, lines: [{ box, words }] }
  })
}

/** Rectangles of ink. */
export type Lines = { left: number; top: number; width: number; height: number }[]

export function pageWith(lines: Lines, colour: [number, number, number] = [20, 20, 20]): Raster {
  const data = new Uint8Array(1000 * 1400 * 3).fill(255)
  for (const { left, top, width, height } of lines)
    for (let y = top; y < top + height; y++)
      for (let x = left; x < left + width; x++) data.set(colour, (y * 1000 + x) * 3)
  return { data, ...size, channels: 3 }
}

/** The four sides of a rectangle, two pixels wide. */
export const frame = ([left, top, width, height]: [number, number, number, number]): Lines => [
  { left, top, width, height: 2 },
  { left, top: top + height - 2, width, height: 2 },
  { left, top, width: 2, height },
  { left: left + width - 2, top, width: 2, height },
]

export const structureOf = (
  prints: readonly Print[],
  raster?: Raster,
  options: Partial<PageToStructure> = {},
) => findStructure({ blocks: blocksOf(prints), size, ...(raster && { raster }), ...options })

/** As long as a line of a paragraph. */
export const prose = 'words that go on for a good while so that they fill the line'
