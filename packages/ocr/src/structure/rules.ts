// Drawn lines: long thin runs of ink, linked from row to row so that a slightly skewed line stays one.
import { type Mask, transposed } from './ink.ts'
import { heightOf, type Placed, type Rect } from './placed.ts'

/** A drawn line from `from` to `to` along its direction, at `at` across it; pixels. */
export type Rule = { from: number; to: number; at: number; thickness: number }

export type Rules = { across: Rule[]; down: Rule[] }

/** Lines that are drawn across and down the page. `em` is the usual height of its words in pixels. */
export function rulesOf(mask: Mask, words: readonly Placed[], em: number): Rules {
  const across = linesIn(mask, em)
    .filter(({ from, to }) => to - from > 2.5 * em)
    .filter((rule) => !isPartOfWord(asRect(rule, 'across'), words))
  const down = linesIn(transposed(mask), em).filter((rule) => !isPartOfWord(asRect(rule, 'down'), words))
  return { across, down }
}

export function asRect({ from, to, at }: Rule, way: 'across' | 'down'): Rect {
  return way === 'across'
    ? { left: from, right: to, top: at, bottom: at }
    : { left: at, right: at, top: from, bottom: to }
}

/** Stems and strokes that lie in words for most of their length are no rules. */
function isPartOfWord(rect: Rect, words: readonly Placed[]): boolean {
  const isAcross = rect.right - rect.left > rect.bottom - rect.top
  let covered = 0
  for (const word of words) {
    const edge = 0.12 * heightOf(word)
    const [across, down] = [
      Math.min(rect.right, word.right) - Math.max(rect.left, word.left),
      Math.min(rect.bottom, word.bottom) - Math.max(rect.top, word.top),
    ]
    if (isAcross && down >= 0 && rect.top > word.top + edge && rect.top < word.bottom - edge)
      covered += Math.max(0, across)
    if (!isAcross && across >= 0 && rect.left > word.left && rect.left < word.right)
      covered += Math.max(0, down)
  }
  return covered > 0.4 * Math.max(rect.right - rect.left, rect.bottom - rect.top)
}

type Line = {
  left: number
  right: number
  top: number
  bottom: number
  area: number
  lastLeft: number
  lastRight: number
}

function linesIn(mask: Mask, em: number): Rule[] {
  const least = Math.max(12, em * 0.8)
  const lines: Line[] = []
  let open: Line[] = []
  for (let y = 0; y < mask.height; y++) {
    const next: Line[] = []
    const visit = (left: number, right: number) => {
      const line = open.find((one) => one.lastLeft < right + 3 && one.lastRight > left - 3)
      if (line) {
        grow(line, { left, right, y })
        if (!next.includes(line)) next.push(line)
      } else {
        const started = {
          left,
          right,
          top: y,
          bottom: y + 1,
          area: right - left,
          lastLeft: left,
          lastRight: right,
        }
        lines.push(started)
        next.push(started)
      }
    }
    eachRun(mask, y, { least, visit })
    open = next
  }
  return joined(lines.filter((line) => isThin(line, em)).map(ruleOf), em).filter(
    ({ from, to }) => to - from > 1.2 * em,
  )
}

function grow(line: Line, { left, right, y }: { left: number; right: number; y: number }): void {
  const sameRow = line.bottom === y + 1
  line.lastLeft = sameRow ? Math.min(line.lastLeft, left) : left
  line.lastRight = sameRow ? Math.max(line.lastRight, right) : right
  line.left = Math.min(line.left, left)
  line.right = Math.max(line.right, right)
  line.bottom = y + 1
  line.area += right - left
}

/**
 * Runs of ink in a row that are at least `least` long; a hole of one pixel is noise. No run goes over two free
 * pixels, so only two of every `least` are looked at where there is none.
 */
function eachRun(
  { data, width }: Mask,
  y: number,
  { least, visit }: { least: number; visit: (left: number, right: number) => void },
): void {
  const row = y * width
  const end = row + width
  const step = Math.ceil(least)
  for (let from = row; from + step <= end; ) {
    const probe = from + step - 1
    if (!data[probe] && !data[probe - 1]) {
      from = probe + 1
      continue
    }
    let start = data[probe] ? probe : probe - 1
    let last = start
    while (start > from && (data[start - 1] || (start - 1 > from && data[start - 2]))) start--
    while (last + 1 < end && (data[last + 1] || (last + 2 < end && data[last + 2]))) last++
    if (last + 1 - start >= least) visit(start - row, last + 1 - row)
    from = last + 3
  }
}

function isThin({ left, right, top, bottom, area }: Line, em: number): boolean {
  const length = right - left
  const thickness = area / length
  return thickness <= 0.35 * em && bottom - top <= thickness + 3 + 0.02 * length
}

function ruleOf({ left, right, top, bottom, area }: Line): Rule {
  return { from: left, to: right, at: (top + bottom) / 2, thickness: area / (right - left) }
}

/** Pieces of one line, broken by noise or by what crosses it. */
function joined(rules: readonly Rule[], em: number): Rule[] {
  const out: Rule[] = []
  for (const rule of rules.toSorted((a, b) => a.from - b.from)) {
    const before = out.findLast(
      (one) => Math.abs(one.at - rule.at) <= Math.max(2, 0.12 * em) && rule.from - one.to <= 0.6 * em,
    )
    if (!before) out.push({ ...rule })
    else if (rule.to > before.to) {
      const [a, b] = [before.to - before.from, rule.to - rule.from]
      before.at = (before.at * a + rule.at * b) / (a + b)
      before.to = rule.to
    }
  }
  return out
}
