// Boxes to tick: small squares that are drawn, and the characters that look like them.
import type { CheckBox } from '@countersign/contract/layout'
import { inkShare, type Mask } from './ink.ts'
import {
  boxOf,
  heightOf,
  middleY,
  type Placed,
  type Rect,
  rowsOf,
  type Segment,
  type Size,
  widthOf,
} from './placed.ts'

/** What boxes are found in; `mask` is left out where a page has no picture. */
export type BoxSheet = { words: readonly Placed[]; em: number; size: Size; mask?: Mask | undefined }

type Square = { rect: Rect; checked: boolean; confidence: number }

const empty = /^[☐□▢◻❏❑]$/u
const ticked = /^[☑☒■▣☓✓✔✗✘]$/u
/** Squares above this number on one page are a raster of cells, as for a code or a puzzle. */
const mostBoxes = 300

/** Boxes to tick from the top of the page down. */
export function checkBoxesOf({ words, em, size, mask }: BoxSheet): CheckBox[] {
  const written = words
    .filter(({ text }) => empty.test(text) || ticked.test(text))
    .map((word): Square => ({ rect: word, checked: ticked.test(word.text), confidence: 0.9 }))
  const drawn = mask ? squaresIn(mask, em).filter(({ rect }) => !isLetter(rect, words)) : []
  const all = [...written, ...drawn.filter(({ rect }) => !written.some((one) => overlaps(one.rect, rect)))]
  if (all.length > mostBoxes) return []
  const lines = rowsOf(words).flatMap(({ segments }) => segments)
  return all
    .toSorted((a, b) => middleY(a.rect) - middleY(b.rect) || a.rect.left - b.rect.left)
    .map(({ rect, checked, confidence }) => ({
      box: boxOf(rect, size),
      checked,
      confidence,
      label: labelOf(rect, lines, all),
    }))
}

function overlaps(a: Rect, b: Rect): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

/** A square in a word and smaller than it is one of its letters; a box that was taken for a letter is as tall as its line. */
function isLetter(rect: Rect, words: readonly Placed[]): boolean {
  return words.some((word) => {
    const inside = Math.min(word.right, rect.right) - Math.max(word.left, rect.left)
    const letters = word.text.match(/[\p{L}\d]/gu)?.length ?? 0
    if (!overlaps(word, rect) || letters === 0 || inside < 0.5 * widthOf(rect)) return false
    // Words of the page's own text (confidence 1) are as tall as their ink, and never hold a drawn box.
    return word.confidence === 1 || (letters > 1 && heightOf(rect) < 0.9 * heightOf(word))
  })
}

/** Squares whose four sides are drawn, from half to two and a half heights of a word. */
function squaresIn(mask: Mask, em: number): Square[] {
  const [least, most] = [Math.max(9, 0.7 * em), 2.6 * em]
  const found: Square[] = []
  for (const top of topEdges(mask, { least, most })) {
    const square = closeSquare(mask, top, most)
    if (square && !found.some(({ rect }) => overlaps(rect, square.rect))) found.push(square)
    if (found.length > 2 * mostBoxes) return []
  }
  return found
}

type Edge = { left: number; right: number; y: number }

/**
 * Runs of ink as long as the side of a box, with none a little above them: a skewed edge has steps. Of every `least`
 * pixels one is in the run, if there is a run.
 */
function topEdges(mask: Mask, { least, most }: { least: number; most: number }): Edge[] {
  const { data, width, height } = mask
  const edges: Edge[] = []
  const step = Math.ceil(least)
  for (let y = 3; y < height - least; y++) {
    const row = y * width
    for (let from = row; from + step <= row + width; ) {
      const probe = from + step - 1
      let [start, end] = [probe, probe]
      while (start >= from && data[start]) start--
      while (end < row + width && data[end]) end++
      from = end + 1
      const length = end - ++start
      const edge = { left: start - row, right: end - row, y }
      if (length >= least && length <= most && isFree(mask, { ...edge, y: y - 3 })) edges.push(edge)
    }
  }
  return edges
}

function isFree({ data, width }: Mask, { left, right, y }: Edge): boolean {
  let ink = 0
  for (let x = left; x < right; x++) ink += data[y * width + x] as number
  return ink < 0.3 * (right - left)
}

/** Follows both sides down from a top edge to a bottom edge about as far away as it is long. */
function closeSquare(mask: Mask, { left, right, y }: Edge, most: number): Square | undefined {
  const { data, width, height } = mask
  const side = right - left
  const isInk = (x: number, at: number) => data[at * width + x] === 1
  const near = (x: number, at: number) =>
    isInk(x, at) || (x > 0 && isInk(x - 1, at)) || (x + 1 < width && isInk(x + 1, at))
  let bottom = y
  let misses = 0
  for (let at = y + 1; at < Math.min(height, y + most * 1.2); at++) {
    if (!near(left, at) || !near(right - 1, at)) {
      if (++misses > 1) break
      continue
    }
    bottom = at
  }
  const tall = bottom - y + 1
  if (tall < 0.75 * side || tall > 1.3 * side) return undefined
  let base = 0
  for (let x = left; x < right; x++)
    if (isInk(x, bottom) || isInk(x, bottom - 1) || isInk(x, Math.max(0, bottom - 2))) base++
  if (base < 0.85 * side) return undefined
  const rect = { left, right, top: y, bottom: bottom + 1 }
  return isAlone(mask, rect) ? judged(mask, rect) : undefined
}

/** Cells of a table go on beyond their corners; a box to tick does not. A tick may, on one side or two. */
function isAlone(mask: Mask, { left, right, top, bottom }: Rect): boolean {
  const reach = Math.max(3, 0.25 * (right - left))
  const sides = [
    { left: left - reach, right: left - 2, top: top - 1, bottom: top + 3 },
    { left: left - reach, right: left - 2, top: bottom - 3, bottom: bottom + 1 },
    { left: right + 2, right: right + reach, top: top - 1, bottom: top + 3 },
    { left: right + 2, right: right + reach, top: bottom - 3, bottom: bottom + 1 },
    { left: left - 1, right: left + 3, top: bottom + 2, bottom: bottom + reach },
    { left: right - 3, right: right + 1, top: bottom + 2, bottom: bottom + reach },
  ]
  return sides.filter((side) => inkShare(mask, side) > 0.35).length <= 1
}

function judged(mask: Mask, rect: Rect): Square | undefined {
  const inset = Math.max(3, 0.2 * widthOf(rect))
  const ink = inkShare(mask, {
    left: rect.left + inset,
    right: rect.right - inset,
    top: rect.top + inset,
    bottom: rect.bottom - inset,
  })
  // 0.04: dust. Letters such as D or 0 are empty inside too, but have round corners, and stand in words.
  const checked = ink > 0.06
  const sure = checked ? Math.min(1, ink / 0.15) : 1 - ink / 0.08
  return { rect, checked, confidence: Math.round((0.6 + 0.35 * Math.max(0, sure)) * 100) / 100 }
}

/** The text to the right, else to the left, up to the next box. */
function labelOf(rect: Rect, lines: readonly Segment[], squares: readonly Square[]): string | null {
  const beside = lines.filter(
    (line) => Math.abs(middleY(line) - middleY(rect)) < 0.7 * Math.max(heightOf(line), heightOf(rect)),
  )
  const next = Math.min(
    ...squares
      .map((one) => one.rect)
      .filter((one) => one.left > rect.right && Math.abs(middleY(one) - middleY(rect)) < heightOf(rect))
      .map(({ left }) => left),
  )
  const reach = 4 * heightOf(rect)
  const right = beside
    .flatMap(({ words }) => words)
    .filter(
      (word) =>
        word.left > rect.right - 0.3 * widthOf(rect) &&
        word.left < next &&
        !empty.test(word.text) &&
        !ticked.test(word.text),
    )
    .toSorted((a, b) => a.left - b.left)
  const label: Placed[] = []
  for (const word of right) {
    const from = label.at(-1)?.right ?? rect.right
    if (word.left - from > (label.length === 0 ? reach : 2 * heightOf(word))) break
    label.push(word)
  }
  if (label.length > 0) return label.map(({ text }) => text).join(' ')
  const left = beside.filter((line) => line.right < rect.left && rect.left - line.right < reach)
  return left.at(-1)?.text ?? null
}
