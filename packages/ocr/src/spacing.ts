// Where the spaces are: neither reader knows alone. At low resolution the networks join what punctuation parts
// ("paper,160"), in loosely set print the second reader tears words ("Dresd ner"), and blank paper is wide in a
// typewriter's words.
import type { Planes } from './preprocess.ts'
import type { Glyph } from './recognise.ts'

/** No space belongs before these, however loosely a line is set. */
const closing = /[,.;:!?)\]%]/
const opening = /[,.;:!?)]/
/** What of an address of the web or of mail stands between its parts: there the second reader sees spaces. */
const joinsBefore = /[@/]/
const joinsAfter = /[@/.,]/

/**
 * What speaks for a space, and how much: a logistic regression over 102,814 places of 39 generated pages, clean and
 * spoilt, in eight languages and six typefaces. It is wrong at 1 of 10,000 of them; of those in lines that both read,
 * taking the spaces of both is wrong at 3.6 of 10,000.
 */
const weights = {
  always: -2.37,
  /** log odds of what the networks think */
  networks: 2.46,
  secondSpace: 5.21,
  secondNone: -2.41,
  /** blank paper, in heights of the line: as it is, and beyond what is usual in this line */
  gap: 2.06,
  wider: 2.04,
  noGap: -0.73,
  /** from middle to middle, in usual steps of the line */
  step: 4.78,
  afterMark: 2.02,
  beforeMark: -1.99,
  /** a thin 1 leaves gaps, and a number torn in two is worse than two words joined */
  insideNumber: -0.76,
}
/** Where a reader does not say what it thinks. */
const unknown = 0.1
const leastThought = 0.004
const hardlyBlank = 0.06
const widestGap = 0.6
const widestStep = 4

/** What differs from the paper by this share of the strongest difference is ink. */
const inkShare = 0.4

/** The letters with the spaces that the readers and the paper between them speak for; other spaces are dropped. */
export function withSpaces(glyphs: readonly Glyph[], line: Planes, blank = blankColumns(line)): Glyph[] {
  const letters = glyphs.filter(({ text }) => text !== ' ')
  const gaps = gapsOf(letters, line, blank)
  const usual = usualOf(letters, gaps)
  return letters.flatMap((letter, i) => {
    const before = letters[i - 1]
    if (!before) return [letter]
    const likely = likelihoodOf({ before, letter, earlier: letters[i - 2], gap: gaps[i] ?? 0 }, usual)
    if (likely < 0.5) return [letter]
    const confidence = Math.min(likely, before.confidence, letter.confidence)
    return [{ text: ' ', confidence, at: (before.at + letter.at) / 2 }, letter]
  })
}

type Usual = { gap: number; step: number }
type Place = { before: Glyph; letter: Glyph; earlier: Glyph | undefined; gap: number }

/** Widest blank between each letter and the one before it, in heights of the line. */
function gapsOf(letters: readonly Glyph[], line: Planes, blank: Uint8Array): number[] {
  return letters.map(({ at }, i) => {
    const before = letters[i - 1]
    return before ? widestRun(blank.subarray(before.at * line.width, at * line.width)) / line.height : 0
  })
}

function usualOf(letters: readonly Glyph[], gaps: readonly number[]): Usual {
  const steps = letters.slice(1).map(({ at }, i) => at - (letters[i] as Glyph).at)
  return { gap: medianOf(gaps.slice(1)) ?? 0, step: medianOf(steps) ?? 1 }
}

function likelihoodOf({ before, letter, earlier, gap }: Place, usual: Usual): number {
  const thought = Math.max(leastThought, Math.min(1 - leastThought, letter.space ?? unknown))
  const step = (letter.at - before.at) / Math.max(1e-6, usual.step)
  const tears = joinsBefore.test(before.text) || joinsAfter.test(letter.text)
  const sum =
    weights.always +
    weights.networks * Math.log(thought / (1 - thought)) +
    (letter.spaced === true && !tears ? weights.secondSpace : 0) +
    (letter.spaced === false ? weights.secondNone : 0) +
    weights.gap * Math.min(widestGap, gap) +
    weights.wider * Math.min(widestGap, gap - usual.gap) +
    (gap < hardlyBlank ? weights.noGap : 0) +
    weights.step * Math.min(widestStep, step) +
    (opening.test(before.text) ? weights.afterMark : 0) +
    (closing.test(letter.text) ? weights.beforeMark : 0) +
    (isInsideNumber(earlier, before, letter) ? weights.insideNumber : 0)
  return 1 / (1 + Math.exp(-sum))
}

function isInsideNumber(earlier: Glyph | undefined, before: Glyph, letter: Glyph): boolean {
  if (!/[\d/-]/.test(letter.text)) return false
  return /\d/.test(before.text) || (/[.,:/-]/.test(before.text) && /\d/.test(earlier?.text ?? ''))
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
