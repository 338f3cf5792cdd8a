// Check boxes as candidates: each stands for itself and is known again by the words beside it.
import type { Box } from '@countersign/contract/layout'
import { type Row, type Sheet, spanOf } from '../page/sheet.ts'
import type { Option } from './options.ts'

const mostBoxes = 300
/** So far from its words, in heights of letters. */
const furthest = 12
const printed = /^(?:([✓✔☑☒✗✘]|\[[xX]\]|\([xX]\))|[☐□◻▢]|\[\]|\(\))$/u

/** Boxes that the reader saw, and signs that are printed as boxes. */
export function tickOptions(sheet: Sheet): Option[] {
  const seen = sheet.pages.flatMap(({ number, checkBoxes, width, height }) =>
    checkBoxes.flatMap(({ box, checked, confidence }): Option[] => {
      const edges = pointsOf(box, [width, height])
      const row = rowBeside(sheet, number, edges)
      const at = row && wordBeside(row, edges, sheet.height)
      if (row === undefined || at === undefined) return []
      const tick = { page: number, box, confidence }
      return [{ ...spanOf(row, at), value: String(checked), tick }]
    }),
  )
  return [...seen, ...signs(sheet)].slice(0, mostBoxes)
}

type Edges = { left: number; right: number; middle: number; height: number }

const pointsOf = ([x, y, across, down]: Box, [width, height]: [number, number]): Edges => ({
  left: x * width,
  right: (x + across) * width,
  middle: (y + down / 2) * height,
  height: down * height,
})

function rowBeside({ rows, height }: Sheet, page: number, { middle }: Edges): Row | undefined {
  const far = (row: Row) => Math.abs((row.top + row.bottom) / 2 - middle)
  const best = rows
    .filter((row) => row.page === page)
    .reduce<Row | undefined>((most, row) => (most && far(most) <= far(row) ? most : row), undefined)
  return best && far(best) < 1.3 * Math.max(height, best.bottom - best.top) ? best : undefined
}

/** The word behind it, or the one before it where none follows. */
function wordBeside({ tokens }: Row, { left, right, height }: Edges, unit: number): number | undefined {
  const behind = tokens.findIndex(
    (token) => token.left > right - height / 2 && token.left - right < furthest * unit,
  )
  if (behind >= 0) return behind
  const before = tokens.findLastIndex((token) => token.right < left + height / 2)
  const word = tokens[before]
  return word && left - word.right < furthest * unit ? before : undefined
}

function signs({ rows }: Sheet): Option[] {
  return rows.flatMap((row) =>
    row.tokens.flatMap((token, at): Option[] => {
      const sign = printed.exec(token.text)
      if (sign === null || row.tokens.length < 2) return []
      const beside = at + 1 < row.tokens.length ? at + 1 : at - 1
      const tick = { page: row.page, box: token.box, confidence: token.confidence }
      return [{ ...spanOf(row, beside), value: String(sign[1] !== undefined), tick }]
    }),
  )
}
