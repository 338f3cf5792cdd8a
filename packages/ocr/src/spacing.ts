// Spaces the recogniser overlooked, found where the paper is blank: at low resolution it tends to join what
// punctuation parts ("paper,160").
import type { Planes } from './preprocess.ts'
import type { Glyph } from './recognise.ts'

/** A space is at least this wide, as a share of the line's height; the gap beside a comma is half of it. */
const leastGap = 0.19
/**
 * Letters of a typewriter have gaps like spaces between them; so the letters must also stand nearly as far apart
 * as those beside the line's other spaces do, or this many usual steps where the line has none.
 */
const leastShareOfSpaced = 0.8
const leastSteps = 1.6
/** No space belongs before these, however loosely a line is set. */
const closing = /[,.;:!?)\]%]/

/** Centres are known to an eighth of a line's height; narrower ink than this is a stroke of a character beside it. */
const unreadSlack = 0.06
const leastUnread = 0.15

/** What differs from the paper by this share of the strongest difference is ink. */
const inkShare = 0.4

/** The glyphs with a space wherever two of them are clearly parted by blank paper. */
export function withSpaces(glyphs: readonly Glyph[], line: Planes, blank = blankColumns(line)): Glyph[] {
  const step = leastStep(glyphs)
  return glyphs.flatMap((glyph, i) => {
    const next = glyphs[i + 1]
    if (!next || glyph.text === ' ' || next.text === ' ' || next.at - glyph.at < step) return [glyph]
    if (closing.test(next.text) || isInsideNumber(glyphs[i - 1], glyph, next)) return [glyph]
    const gap = widestRun(blank.subarray(glyph.at * line.width, next.at * line.width))
    if (gap < leastGap * line.height) return [glyph]
    return [
      glyph,
      { text: ' ', confidence: Math.min(glyph.confidence, next.confidence), at: (glyph.at + next.at) / 2 },
    ]
  })
}

/**
 * Whether there is ink that no character accounts for: a sign the recogniser cannot write, such as € or £, stands
 * between blank columns and has the centre of no character in it.
 */
export function hasUnreadInk(glyphs: readonly Glyph[], line: Planes, blank = blankColumns(line)): boolean {
  const slack = unreadSlack * line.height
  let start = 0
  for (let x = 0; x <= line.width; x++) {
    if (x < line.width && blank[x] === 0) continue
    const [from, to] = [start - slack, x + slack]
    const isRead = ({ at }: Glyph) => at * line.width >= from && at * line.width <= to
    if (x - start >= leastUnread * line.height && !glyphs.some(isRead)) return true
    start = x + 1
  }
  return false
}

/** A thin 1 leaves gaps, and a number torn in two is worse than two words joined. */
function isInsideNumber(before: Glyph | undefined, glyph: Glyph, next: Glyph): boolean {
  if (!/[\d/-]/.test(next.text)) return false
  return /\d/.test(glyph.text) || (/[.,:/-]/.test(glyph.text) && /\d/.test(before?.text ?? ''))
}

function leastStep(glyphs: readonly Glyph[]): number {
  const plain: number[] = []
  const spaced: number[] = []
  for (const [i, glyph] of glyphs.entries()) {
    const [before, earlier] = [glyphs[i - 1], glyphs[i - 2]]
    if (!before || glyph.text === ' ') continue
    if (before.text !== ' ') plain.push(glyph.at - before.at)
    else if (earlier) spaced.push(glyph.at - earlier.at)
  }
  const usual = medianOf(spaced)
  return usual === undefined ? leastSteps * (medianOf(plain) ?? 1) : leastShareOfSpaced * usual
}

function medianOf(values: number[]): number | undefined {
  return values.sort((a, b) => a - b)[values.length >> 1]
}

/** 1 for each column without ink. Paper is what most of a line is, so white print on black works as well. */
export function blankColumns({ data, width, height }: Planes): Uint8Array {
  const grey = data.subarray(width * height, 2 * width * height)
  const paper = medianGrey(grey)
  let strongest = 0
  for (const value of grey) strongest = Math.max(strongest, Math.abs(value - paper))
  const blank = new Uint8Array(width).fill(1)
  for (const [i, value] of grey.entries()) {
    if (Math.abs(value - paper) > inkShare * strongest) blank[i % width] = 0
  }
  return blank
}

/** Exact to 1/256 of the range, which is all a scan has; sorting a line takes as long as a tenth of reading it. */
function medianGrey(grey: Float32Array): number {
  const histogram = new Uint32Array(256)
  for (const value of grey) {
    const level = Math.max(0, Math.min(255, Math.round((value + 1) * 127.5)))
    histogram[level] = (histogram[level] as number) + 1
  }
  let passed = 0
  for (const [level, count] of histogram.entries()) {
    passed += count
    if (passed * 2 >= grey.length) return level / 127.5 - 1
  }
  return 1
}

function widestRun(columns: Uint8Array): number {
  let widest = 0
  let run = 0
  for (const column of columns) {
    run = column ? run + 1 : 0
    widest = Math.max(widest, run)
  }
  return widest
}
