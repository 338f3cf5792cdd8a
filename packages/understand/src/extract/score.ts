// How strongly a label speaks for a value: beside it on the same row, or above it in the same column.
import type { Sheet, Span } from '../page/sheet.ts'
import type { Label } from './labels.ts'

/** Support per role, 0 to 1. */
export type Support = ReadonlyMap<string, number>

type Setting = { sheet: Sheet; labels: readonly Label[]; rivals: readonly Span[] }

/**
 * For each value, how strongly the labels of its page speak for it, by role. `rivals` are the values of the same
 * type: what stands between a label and a value takes most of the label's word away.
 */
export function supports(values: readonly Span[], setting: Omit<Setting, 'rivals'>): Support[] {
  const byPage = Map.groupBy(setting.labels, (label) => label.row.page)
  const rivalsByPage = Map.groupBy(values, (value) => value.row.page)
  return values.map((value) => {
    const labels = byPage.get(value.row.page) ?? []
    return supportOf(value, { sheet: setting.sheet, labels, rivals: rivalsByPage.get(value.row.page) ?? [] })
  })
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
  for (const label of setting.labels) {
    if (label.row === value.row && label.from <= value.to && value.from <= label.to) continue
    const places = [beside(value, label, setting), above(value, label, setting), askew(value, label, setting)]
    const strength = label.weight * Math.max(...places)
    if (strength > (support.get(label.role) ?? 0.02)) support.set(label.role, strength)
  }
  return support
}

function beside(value: Span, label: Label, { sheet, labels, rivals }: Setting): number {
  if (label.row !== value.row || label.to >= value.from) return 0
  const between = (span: Span) => span.row === value.row && span.from > label.to && span.to < value.from
  const gap = Math.max(0, value.left - label.right) / sheet.height
  return (0.45 ** rivals.filter(between).length * 0.5 ** labels.filter(between).length) / (1 + gap / 90)
}

function above(value: Span, label: Label, { sheet, labels, rivals }: Setting): number {
  const drop = (value.top - label.bottom) / sheet.height
  if (label.row === value.row || drop < -0.3 || drop > 25) return 0
  const overlap = Math.min(value.right, label.right) - Math.max(value.left, label.left)
  const aligned = Math.min(Math.abs(value.right - label.right), Math.abs(value.left - label.left))
  if (overlap <= 0 && aligned > sheet.height) return 0
  const inBetween = (span: Span) =>
    span.row !== label.row &&
    span.row !== value.row &&
    span.top > label.top &&
    span.bottom < value.bottom &&
    Math.min(span.right, value.right) > Math.max(span.left, value.left)
  // A label that already has its value beside it, or closer below, speaks little for this one.
  const spoken = rivals.some((rival) => rival.row === label.row && rival.from > label.to)
  const nearer = rivals.filter(inBetween).length + labels.filter(inBetween).length
  const taken = labels.some(
    (other) =>
      other.row === value.row && other.to < value.from && other.right > value.left - 12 * sheet.height,
  )
  return (0.9 * 0.5 ** nearer * (spoken ? 0.25 : 1) * (taken ? 0.6 : 1)) / (1 + Math.max(0, drop) / 8)
}

/** Beside, but set half a line lower: forms print their labels small and high. */
function askew(value: Span, label: Label, { sheet, rivals }: Setting): number {
  const drop = (value.top - label.bottom) / sheet.height
  if (label.row === value.row || drop < -0.9 || drop > 0.6 || value.left < label.right) return 0
  if (rivals.some((rival) => rival.row === label.row && rival.from > label.to)) return 0
  const gap = (value.left - label.right) / sheet.height
  return 0.75 / (1 + gap / 30)
}
