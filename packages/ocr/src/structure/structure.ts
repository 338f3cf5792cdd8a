// What stands on an upright page besides lines of words: tables, pairs, boxes to tick, places to sign, codes.
import type { Block, Page, Pair, Table } from '@countersign/contract/layout'
import type { Raster } from '../raster.ts'
import { areasOf } from './areas.ts'
import { blocksWithTables } from './assemble.ts'
import { checkBoxesOf } from './check-boxes.ts'
import type { CodeReader } from './codes.ts'
import { inkMask } from './ink.ts'
import { pairsOf } from './pairs.ts'
import { heightOf, holds, medianOf, type Placed, placedWords, rectOf, type Size, widthOf } from './placed.ts'
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
  readCodes?: CodeReader | undefined
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
  const inside = legible.filter(({ kind }) => kind !== 'margin')
  const words = placedWords(inside, size)
  const nothing = { blocks: legible, tables: [], pairs: [], checkBoxes: [], areas: [], codes }
  if (words.length === 0 || words.length > mostWords) return nothing
  const em = medianOf(words.map(heightOf))
  const rules = mask ? rulesOf(mask, placedWords(legible, size), em) : noRules
  const sheet = { words, rules, em, size, mask, raster }
  const pairs = pairsOf(sheet)
  const level = words.filter((word) => !isUpended(word))
  const tables = tablesOf({ ...sheet, words: level, em: medianOf(level.map(heightOf)) }).filter(
    ({ table }) => !isForm(table, pairs),
  )
  return {
    blocks: blocksWithTables(legible, tables, size),
    tables: tables.map(({ table }) => table),
    pairs,
    checkBoxes: checkBoxesOf(sheet),
    areas: areasOf(sheet),
    codes,
  }
}

/** Words that run up or down the margin stand in no row. */
function isUpended(word: Placed): boolean {
  return word.text.length > 2 && widthOf(word) < 0.75 * heightOf(word)
}

/** Ruled boxes with a label and a value each are a form, however much they look like a table. */
function isForm({ cells }: Table, pairs: readonly Pair[]): boolean {
  const unit = { width: 1, height: 1 }
  const forms = cells.filter(({ box }) => {
    const cell = rectOf(box, unit)
    return pairs.some(({ label, value }) =>
      [label, value].every((part) => holds(cell, rectOf(part.box, unit))),
    )
  })
  return forms.length >= 0.6 * cells.length
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
