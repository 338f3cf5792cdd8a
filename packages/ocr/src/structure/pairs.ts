// Labels and what stands to them: behind a colon, over dots, beside in the next column, or under a small label in a box.
import type { Pair } from '@countersign/contract/layout'
import { columnAt } from './columns.ts'
import {
  boxOf,
  heightOf,
  medianOf,
  middleX,
  type Placed,
  type Rect,
  type Row,
  rowsOf,
  type Segment,
  type Size,
  segmentOf,
  widthOf,
} from './placed.ts'
import type { Rules } from './rules.ts'

/** What pairs are found in: words outside tables without pairs, and the lines of the page. */
export type PairSheet = { words: readonly Placed[]; rules: Rules; em: number; size: Size }

type Found = { label: Placed[]; value: Placed[]; confidence: number }

const longestLabel = 6
const dots = /^[.…·_]{2,}$|^\.$/
const labelEnd = /[:：]$/

/** Pairs from the top of the page down; a word is in one pair at most. */
export function pairsOf(sheet: PairSheet): Pair[] {
  const words = sheet.words.flatMap(parted)
  const rows = rowsOf(words)
  const beside = rows.flatMap(besideIn)
  const used = new Set(beside.flatMap(({ label, value }) => [...label, ...value]))
  const free = rows.map((row) => row.segments.filter((one) => !one.words.some((word) => used.has(word))))
  const above = underLabels(free, sheet)
  return [...beside, ...above].map((found) => pairOf(found, sheet.size))
}

/** `Total:12.50` was printed, or recognised, without a space; the part before the colon is a label. */
function parted(word: Placed): Placed[] {
  const at = word.text.search(/\p{L}:[^\s/:]/u) + 2
  if (at < 2 || /^\w+:\/\//.test(word.text)) return [word]
  const cut = word.left + (widthOf(word) * at) / word.text.length
  return [
    { ...word, text: word.text.slice(0, at), right: cut },
    { ...word, text: word.text.slice(at), left: cut },
  ]
}

/** `Label: value` and `Label ..... value` in one row; the value ends where the next label or column begins. */
function besideIn({ segments }: Row): Found[] {
  const found: Found[] = []
  const labels = segments.flatMap((segment, index) => labelsIn(segment, index))
  for (const [nth, label] of labels.entries()) {
    const next = labels[nth + 1]
    const value = valueBy(segments, label, next)
    if (value.length > 0) found.push({ label: label.words, value, confidence: label.sure })
  }
  return found
}

/** A label in a segment: `words[from]` up to `words[to]`, of which the last ends it. */
type Label = { words: Placed[]; index: number; from: number; to: number; sure: number }

function labelsIn(segment: Segment, index: number): Label[] {
  const labels: Label[] = []
  let from = 0
  for (const [to, { text }] of segment.words.entries()) {
    const isDots = dots.test(text)
    if (!labelEnd.test(text) && !isDots) continue
    // A label in the middle of a line begins where a new phrase does; without a mark only its last words can be told.
    const start = labels.length === 0 ? from : Math.max(from, to - 1)
    const words = segment.words
      .slice(start, to + 1)
      .filter((word) => !dots.test(word.text) && word.text !== ':')
    const letters = words.some((word) => /\p{L}{2}|^\p{Lu}/u.test(word.text))
    if (letters && words.length <= longestLabel)
      labels.push({ words, index, from: start, to, sure: isDots ? 0.8 : 0.9 })
    from = to + 1
  }
  return labels
}

function valueBy(segments: readonly Segment[], label: Label, next: Label | undefined): Placed[] {
  const own = segments[label.index] as Segment
  const end = next && next.index === label.index ? next.from : own.words.length
  const inside = own.words.slice(label.to + 1, end).filter(({ text }) => !dots.test(text))
  if (inside.length > 0 || next?.index === label.index) return inside
  const beside = segments[label.index + 1]
  if (!beside || (next?.index === label.index + 1 && next.from === 0)) return []
  const near = beside.left - own.right < 14 * heightOf(own)
  const until = next?.index === label.index + 1 ? next.from : beside.words.length
  return near ? beside.words.slice(0, until).filter(({ text }) => !dots.test(text)) : []
}

/** In a ruled box, a line of small print on top and something under it: the label names the value. */
function underLabels(rows: readonly Segment[][], { rules, em }: PairSheet): Found[] {
  const found: Found[] = []
  const taken = new Set<Segment>()
  for (const [i, row] of rows.entries())
    for (const label of row) {
      if (taken.has(label) || !/\p{L}{2}/u.test(label.text) || label.words.length > longestLabel + 2) continue
      const value = rows
        .slice(i + 1, i + 4)
        .flat()
        .find((one) => !taken.has(one) && isUnder(label, one, em) && heightOf(one) > 0.8 * heightOf(label))
      if (!value || !shareBox(label, value, { rules, em })) continue
      taken.add(value)
      found.push({ label: label.words, value: value.words, confidence: 0.75 })
    }
  return found
}

function isUnder(label: Segment, value: Segment, em: number): boolean {
  const gap = value.top - label.bottom
  return gap > -0.3 * em && gap < 1.8 * em && value.left < label.right && value.right > label.left
}

/** Whether lines close both in: one above, one below, nothing else between, and no third row inside. */
function shareBox(label: Segment, value: Segment, { rules, em }: { rules: Rules; em: number }): boolean {
  const x = Math.max(label.left, value.left) + 1
  const here = rules.across.filter(({ from, to }) => from <= x && to >= x).map(({ at }) => at)
  const above = here.filter((at) => at <= label.top + 0.3 * em && at > label.top - 1.5 * em)
  const below = here.filter((at) => at >= value.bottom - 0.3 * em && at < value.bottom + 1.5 * em)
  const between = here.some((at) => at > label.top + 0.5 * em && at < value.bottom - 0.5 * em)
  const sides = rules.down
    .filter(({ from, to }) => from < value.bottom && to > label.top)
    .map(({ at }) => at)
    .sort((a, b) => a - b)
  const same = columnAt(sides, middleX(label)) === columnAt(sides, middleX(value))
  return above.length > 0 && below.length > 0 && !between && same && sides.length > 0
}

function pairOf({ label, value, confidence }: Found, size: Size): Pair {
  const part = (words: Placed[]) => {
    const segment = segmentOf(words)
    return { text: segment.text, box: boxOf(segment as Rect, size) }
  }
  const read = medianOf([...label, ...value].map((word) => word.confidence))
  const named = part(label)
  const text = named.text.replace(/\s*[:：]$/, '')
  return {
    label: { ...named, text },
    value: part(value),
    confidence: Math.round(confidence * read * 1e5) / 1e5,
  }
}
