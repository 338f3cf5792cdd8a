// How strongly a label speaks for a value: beside it on the same row, or above it in the same column.
import { type Sheet, type Span, spanOf } from '../page/sheet.ts'
import type { Label } from './labels.ts'

/** Support per role, 0 to 1. */
export type Support = ReadonlyMap<string, number>

/** Labels and values by the index of their row. */
type ByRow<Kind> = ReadonlyMap<number, readonly Kind[]>
type Setting = { rows: Sheet['rows']; height: number; labels: ByRow<Label>; rivals: ByRow<Span> }

/** How far above its value a label is looked for, in heights of a word; what stands in between, beyond these, says no more. */
const reach = 25
const enough = 6

/**
 * For each value, how strongly the labels beside and above it speak for it, by role. What stands between a label and a
 * value takes most of the label's word away.
 */
export function supports(
  values: readonly Span[],
  { sheet, labels }: { sheet: Sheet; labels: readonly Label[] },
): Support[] {
  const setting = { rows: sheet.rows, height: sheet.height, labels: byRow(labels), rivals: byRow(values) }
  return values.map((value) => supportOf(value, setting))
}

/** What is left of a role's support once the other roles that compete for such values have claimed it. */
export function claim(support: Support | undefined, role: string, competing: readonly string[]): number {
  const own = support?.get(role) ?? 0
  let other = 0
  for (const name of competing) if (name !== role) other = Math.max(other, support?.get(name) ?? 0)
  return Math.max(-1, own - (other > own ? other : 0.3 * other))
}

/** Squashes a score (about 1 for a plain label beside its value, 0 without any) to a probability. */
export function squash(score: number): number {
  return 1 / (1 + Math.exp(1.3 - 5 * score))
}

function supportOf(value: Span, setting: Setting): Support {
  const support = new Map<string, number>()
  for (const near of labelsNear(value, setting)) {
    const label = beforeValue(near, value)
    if (label.row === value.row && label.from <= value.to && value.from <= label.to) continue
    const places = [beside(value, label, setting), above(value, label, setting), askew(value, label, setting)]
    const strength = label.weight * Math.max(...places)
    if (strength > (support.get(label.role) ?? 0.02)) support.set(label.role, strength)
  }
  return support
}

/** "Total EUR" before `EUR 12.00`: the currency is the value's. */
function beforeValue(label: Label, value: Span): Label {
  const reaches = label.row === value.row && label.from < value.from && label.to >= value.from
  return reaches ? { ...label, ...spanOf(label.row, label.from, value.from - 1) } : label
}

/** The labels of the value's row, the next one (a row may hang), and those above within reach. */
function* labelsNear(value: Span, { rows, height, labels }: Setting): Iterable<Label> {
  for (let index = value.row.index + 1; index >= 0; index--) {
    const row = rows[index]
    if (row === undefined) continue
    if (row.page !== value.row.page && index < value.row.index) return
    if (value.top - row.bottom > reach * height) return
    if (row.page === value.row.page) yield* labels.get(index) ?? []
  }
}

function beside(value: Span, label: Label, { height, labels, rivals }: Setting): number {
  if (label.row !== value.row || label.to >= value.from) return 0
  const between = (span: Span) => span.from > label.to && span.to < value.from
  const gap = Math.max(0, value.left - label.right) / height
  const others = (rivals.get(value.row.index) ?? []).filter(between).length
  const closer = (labels.get(value.row.index) ?? []).filter(between).length
  return (0.45 ** others * 0.5 ** closer) / (1 + gap / 90)
}

function above(value: Span, label: Label, setting: Setting): number {
  const { height, labels } = setting
  const drop = (value.top - label.bottom) / height
  if (label.row === value.row || drop < -0.3 || drop > reach) return 0
  const overlap = Math.min(value.right, label.right) - Math.max(value.left, label.left)
  const aligned = Math.min(Math.abs(value.right - label.right), Math.abs(value.left - label.left))
  if (overlap <= 0 && aligned > height) return 0
  const taken = (labels.get(value.row.index) ?? []).some(
    (other) => other.to < value.from && other.right > value.left - 12 * height,
  )
  const spoken = hasValueBeside(label, setting) ? 0.25 : 1
  const nearer = countBetween(value, label, setting)
  return (0.9 * 0.5 ** nearer * spoken * (taken ? 0.6 : 1)) / (1 + Math.max(0, drop - 1.5) / 8)
}

/** Labels and values that stand in the value's column, under the label and above the value. */
function countBetween(value: Span, label: Label, { labels, rivals }: Setting): number {
  const inColumn = (span: Span) =>
    Math.min(span.right, value.right) > Math.max(span.left, value.left) &&
    span.top > label.top &&
    span.bottom < value.bottom
  let count = 0
  for (let index = value.row.index - 1; index > label.row.index && count < enough; index--)
    for (const spans of [rivals.get(index), labels.get(index)]) count += spans?.filter(inColumn).length ?? 0
  return count
}

/** Beside, but set half a line lower: forms print their labels small and high. */
function askew(value: Span, label: Label, setting: Setting): number {
  const drop = (value.top - label.bottom) / setting.height
  if (label.row === value.row || drop < -0.9 || drop > 0.6 || value.left < label.right) return 0
  if (hasValueBeside(label, setting)) return 0
  const gap = (value.left - label.right) / setting.height
  return 0.75 / (1 + gap / 30)
}

/** A label that has a value of this type on its own row speaks little for others. */
function hasValueBeside(label: Label, { rivals }: Setting): boolean {
  return rivals.get(label.row.index)?.some((rival) => rival.from > label.to) === true
}

function byRow<Kind extends Span>(spans: readonly Kind[]): ByRow<Kind> {
  return Map.groupBy(spans, ({ row }) => row.index)
}
