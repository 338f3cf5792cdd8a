// What stands on an upright page besides lines of words: tables, pairs, boxes to tick, places to sign, codes.
import type { Block, Page } from '@countersign/contract/layout'
import type { Raster } from '../raster.ts'
import { blocksWithTables } from './assemble.ts'
import type { CodeReader } from './codes.ts'
import { inkMask } from './ink.ts'
import { heightOf, holds, medianOf, placedWords, rectOf, type Size } from './placed.ts'
import { type Rules, rulesOf } from './rules.ts'
import { tablesOf } from './tables.ts'

/**
 * An upright page: its blocks in reading order and its picture, which the words' boxes are fractions of. A page with
 * text of its own may come without one (`size` in points); then drawn things are not seen.
 */
export type PageToStructure = {
  blocks: readonly Block[]
  size: Size
  raster?: Raster
  /** Reads barcodes; none are read without. */
  readCodes?: CodeReader
}

/** The parts of a Page that structure is. */
export type Structure = Pick<Page, 'blocks' | 'tables' | 'pairs' | 'checkBoxes' | 'areas' | 'codes'>

/** More words than this are not looked at for structure: such a page is an attack or a telephone book. */
const mostWords = 20_000

/** Finds the structure of a page; the blocks come back with their kinds, the words of tables in blocks of their own. */
export async function findStructure({
  blocks,
  size,
  raster,
  readCodes,
}: PageToStructure): Promise<Structure> {
  const mask = raster && inkMask(raster)
  const codes = mask && readCodes ? await readCodes(raster, mask) : []
  const legible = codes.length === 0 ? [...blocks] : withoutWords(blocks, codes)
  const words = placedWords(legible, size)
  const nothing = { blocks: legible, tables: [], pairs: [], checkBoxes: [], areas: [], codes }
  if (words.length === 0 || words.length > mostWords) return nothing
  const em = medianOf(words.map(heightOf))
  const rules = mask ? rulesOf(mask, words, em) : noRules
  const tables = tablesOf({ words, rules, em, size })
  return {
    ...nothing,
    blocks: blocksWithTables(legible, tables, size),
    tables: tables.map(({ table }) => table),
  }
}

const noRules: Rules = { across: [], down: [] }

/** The recogniser takes bars for letters: what it read inside a code goes. */
function withoutWords(blocks: readonly Block[], codes: Page['codes']): Block[] {
  const unit = { width: 1, height: 1 }
  const places = codes.map(({ box }) => rectOf(box, unit))
  return blocks.flatMap((block) => {
    const lines = block.lines.flatMap((line) => {
      const words = line.words.filter(({ box }) => !places.some((place) => holds(place, rectOf(box, unit))))
      if (words.length === line.words.length) return [line]
      return words.length === 0 ? [] : [{ ...line, words }]
    })
    return lines.length === 0 ? [] : [{ ...block, lines }]
  })
}
