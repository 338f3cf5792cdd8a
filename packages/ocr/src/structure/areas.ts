// Places to sign, with ink or without, and stamps.
import type { Area } from '@countersign/contract/layout'
import type { Raster } from '../raster.ts'
import { inkShare, type Mask } from './ink.ts'
import {
  around,
  boxOf,
  heightOf,
  holds,
  type Placed,
  rowsOf,
  type Segment,
  type Size,
  widthOf,
} from './placed.ts'
import type { Rule, Rules } from './rules.ts'
import { groupsOf } from './tiles.ts'

/** What areas are found in; without `mask` and `raster` only the words tell. */
export type AreaSheet = {
  words: readonly Placed[]
  rules: Rules
  em: number
  size: Size
  mask?: Mask | undefined
  raster?: Raster | undefined
}

const signing =
  /\b(?:signature|signatures|signed|sign here|unterschrift|unterzeichnet|gezeichnet|firma y sello|firma|firmado|firmato|assinatura|handtekening|podpis|underskrift|allekirjoitus|aláírás|semnătura)\b/iu

/** Signature areas in the order of the page, then stamps. */
export function areasOf(sheet: AreaSheet): Area[] {
  const segments = rowsOf(sheet.words).flatMap((row) => row.segments)
  const signatures = segments
    .filter(({ text, words }) => signing.test(text) && words.length <= 10)
    .flatMap((label) => signatureAt(label, sheet) ?? [])
  const stamps = sheet.raster ? stampsIn(sheet.raster, sheet) : []
  const places = signatures.filter(
    (one, i) => !signatures.slice(0, i).some((before) => isSame(before.box, one.box)),
  )
  // A signature in blue is coloured ink too.
  const apart = stamps.filter(({ box }) => !places.some((place) => meet(place.box, box)))
  return [...places, ...apart]
}

function meet(a: Area['box'], b: Area['box']): boolean {
  return a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3]
}

function isSame(a: Area['box'], b: Area['box']): boolean {
  return Math.abs(a[0] - b[0]) < 0.02 && Math.abs(a[1] - b[1]) < 0.01
}

/** The line to sign on: right above the label, behind it, or below it. */
function signatureAt(label: Segment, { rules, words, em, size, mask }: AreaSheet): Area | undefined {
  const line = rules.across
    .filter((rule) => rule.to - rule.from > 5 * em && isNear(rule, label, em))
    .toSorted((a, b) => distance(a, label) - distance(b, label))[0]
  if (!line) return undefined
  const rect = {
    left: line.from,
    right: line.to,
    top: line.at - 3.2 * em,
    bottom: line.at - Math.max(2, line.thickness),
  }
  const above = words.filter(
    (word) =>
      word.bottom < line.at - 0.2 * em &&
      word.bottom > rect.top &&
      word.left < rect.right &&
      word.right > rect.left,
  )
  const printed = above.filter((word) => word !== label.words[0] && word.bottom < line.at - 1.2 * em)
  if (printed.length > 0)
    rect.top = Math.max(rect.top, Math.min(around(printed).bottom + 2, line.at - 1.2 * em))
  // The label may stand at the beginning of its own line.
  if (label.right > rect.left && label.left < rect.right && label.bottom > rect.top && label.top < line.at)
    rect.left = Math.min(label.right + 2, rect.right)
  const filled = mask ? inkShare(mask, rect) > 0.012 : above.length > 0
  return { kind: 'signature', box: boxOf(rect, size), filled, confidence: 0.85 }
}

function isNear(rule: Rule, label: Segment, em: number): boolean {
  const below = label.top - rule.at
  const isUnderLine = below > -0.4 * em && below < 1.6 * em && label.left < rule.to && label.right > rule.from
  const isOnLine =
    Math.abs(rule.at - label.bottom) < 0.9 * em &&
    rule.to > label.right + 4 * em &&
    rule.from < label.right + 4 * em
  const isOverLine =
    rule.at - label.bottom > 0 &&
    rule.at - label.bottom < 4.5 * em &&
    label.left < rule.to &&
    label.right > rule.from
  return isUnderLine || isOnLine || isOverLine
}

/** A line under which the label stands is more likely its own than one further down. */
function distance(rule: Rule, label: Segment): number {
  return rule.at < label.top ? label.top - rule.at : 1.5 * Math.abs(rule.at - label.bottom)
}

const tile = 8

/** Stamps: coloured ink in an area of an inch or two that is neither filled nor a line of coloured print. */
function stampsIn(raster: Raster, { em, size, words }: AreaSheet): Area[] {
  const [across, down] = [Math.floor(raster.width / tile), Math.floor(raster.height / tile)]
  const coloured = colouredTiles(raster, across, down)
  return groupsOf(coloured, { across, reach: 2 }).flatMap((group): Area[] => {
    const rect = {
      left: group.left * tile,
      right: group.right * tile,
      top: group.top * tile,
      bottom: group.bottom * tile,
    }
    const [w, h] = [widthOf(rect), heightOf(rect)]
    const share = group.count / ((w / tile) * (h / tile))
    const fits =
      w > 5 * em && h > 2.5 * em && w < 0.45 * size.width && h < 0.3 * size.height && w < 6 * h && h < 3 * w
    const lines = words.filter((word) => holds(rect, word)).length
    if (!fits || share > 0.9 || share < 0.12 || lines > 40) return []
    return [{ kind: 'stamp', box: boxOf(rect, size), filled: true, confidence: 0.7 }]
  })
}

/** Tiles in which some pixels have a colour, as ink pads do: their channels differ, and they are darker than paper. */
function colouredTiles({ data, width }: Raster, across: number, down: number): Uint8Array {
  const counts = new Uint8Array(across * down)
  for (let y = 0; y < down * tile; y += 2) {
    const row = Math.floor(y / tile) * across
    for (let x = 0, at = y * width * 3; x < across * tile; x += 2, at += 6) {
      const r = data[at] as number
      const g = data[at + 1] as number
      const b = data[at + 2] as number
      const low = Math.min(r, g, b)
      if (low >= 170 || Math.max(r, g, b) - low <= 60) continue
      const i = row + (x >> 3)
      counts[i] = (counts[i] as number) + 1
    }
  }
  return counts.map((count) => (count >= 2 ? 1 : 0))
}
