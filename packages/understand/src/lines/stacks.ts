// Names of columns that are printed over two rows: "Price" over "per unit", "Mengen-" over "einheit".
import type { Label } from '../extract/labels.ts'
import { type Row, type Span, spanOf, type Token, tokensOf } from '../page/sheet.ts'

/** So many words of one row belong to one name. */
const mostWords = 3

/** The labels of each row, and those that only two rows make together; no word is used twice, longer names first. */
export function stackedLabels(
  stack: readonly Row[],
  byRow: ReadonlyMap<Row, readonly Label[]>,
  known: ReadonlyMap<string, string>,
): Label[] {
  const single = stack
    .flatMap((row) => byRow.get(row) ?? [])
    .map((label) => ({ label, parts: [label as Span] }))
  const joint = stack.slice(1).flatMap((row, at) => jointLabels(stack[at] as Row, row, known))
  const used = new Set<Token>()
  const chosen: Label[] = []
  const lengthOf = (parts: readonly Span[]) =>
    parts.flatMap(tokensOf).reduce((sum, one) => sum + one.plain.length, 0)
  const ranked = [...joint, ...single].sort((a, b) => lengthOf(b.parts) - lengthOf(a.parts))
  for (const { label, parts } of ranked) {
    const tokens = parts.flatMap(tokensOf)
    if (tokens.some((token) => used.has(token))) continue
    for (const token of tokens) used.add(token)
    chosen.push(label)
  }
  return chosen
}

function jointLabels(upper: Row, lower: Row, known: ReadonlyMap<string, string>) {
  const found: { label: Label; parts: Span[] }[] = []
  const below = runsOf(lower)
  for (const over of runsOf(upper))
    for (const under of below) {
      const shared = Math.min(over.right, under.right) - Math.max(over.left, under.left)
      if (shared < 0.3 * Math.min(over.right - over.left, under.right - under.left)) continue
      const role = known.get(bareOf(over) + bareOf(under))
      if (role === undefined) continue
      const label = {
        ...under,
        left: Math.min(over.left, under.left),
        right: Math.max(over.right, under.right),
      }
      found.push({ label: { ...label, top: over.top, role, weight: 1 }, parts: [over, under] })
    }
  return found
}

/** Words of a head that may be one name: up to three that stand close. */
function runsOf(row: Row): Span[] {
  return row.tokens.slice(0, 60).flatMap((_, from) => {
    const runs: Span[] = []
    for (let to = from; to < Math.min(row.tokens.length, from + mostWords); to++) {
      const [before, token] = [row.tokens[to - 1], row.tokens[to]]
      if (token === undefined) break
      if (to > from && before && token.left - before.right > 1.2 * (token.bottom - token.top)) break
      runs.push(spanOf(row, from, to))
    }
    return runs
  })
}

const bareOf = (span: Span): string =>
  tokensOf(span)
    .map((token) => token.plain)
    .join('')
