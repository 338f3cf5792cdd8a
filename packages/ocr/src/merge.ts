// One line from two readings: the networks know where the characters are and are good at digits, the second reader
// knows all letters of its language and where the spaces are. Aligned character by character (Needleman & Wunsch 1970).
import { plainLetter } from './language-letters.ts'
import type { Glyph } from './recognise.ts'

const ascii = /^[\x20-\x7e]+$/
const typographic: Readonly<Record<string, string>> = { '‘': "'", '’': "'", '“': '"', '”': '"', '—': '-' }

/** From here on the networks' letter stands against another of the second reader. */
const surelyRead = 0.85
/** From here on a letter stands that the second reader does not have. */
const halfSure = 0.5
/** A letter with the same base needs this much of the second reader, another one more. */
const sameBase = 0.45
const otherLetter = 0.75
const gapCost = 0.9
/** Before a digit little else than a currency can have been left out. */
const currency = /^[€£]$/
const likelyCurrency = 0.45
/** Small marks at the end of a strip or between digits are what the networks overlook most. */
const punctuation = /^[.,:;()!?]$/
const surePunctuation = 0.9

/** What second readers make of the degree sign, and what stands behind it. */
const raised = /^[*º°"“”«]$/
const degrees = /^[CcFK]$/

type Pair = [first: Glyph | undefined, second: Glyph | undefined]

/** Whether the first reader has a character in its alphabet. */
export type CanWrite = (text: string) => boolean

/** What the first reader can write, ASCII unless told; what the second can, everything unless told. */
export type Alphabets = { canWrite?: CanWrite; secondCanWrite?: CanWrite }

/** The glyphs of `first` with what `second` knows better; both of the same line, with places in fractions of it. */
export function mergeReadings(
  first: readonly Glyph[],
  second: readonly Glyph[],
  { canWrite = (text) => ascii.test(text), secondCanWrite = () => true }: Alphabets = {},
): Glyph[] {
  if (second.length === 0) return [...first]
  const pairs = align(lettersOf(first), lettersOf(second))
  let halved = 0
  const merged = pairs.flatMap(([a, b], i) => {
    const beside = [pairs[i - 1]?.[1], pairs[i + 1]?.[1]]
    if (a && !b && beside.some((other) => other && !canWrite(other.text) && holds(other, a, pairs.length))) {
      halved = Math.max(halved, a.space ?? 0)
      return []
    }
    const glyph = decide(a, b, {
      before: pairs[i - 1]?.[0],
      after: pairs[i + 1]?.[0],
      canWrite,
      secondCanWrite,
    })
    if (!glyph) return []
    const space = Math.max(halved, a?.space ?? 0)
    halved = 0
    return [{ ...glyph, space: inDoubt([a, b], pairs[i - 1]) ? undefined : space, spaced: b?.spaced }]
  })
  const spaced = withSpacesOf(withLigatures(merged))
  return canWrite('°') ? spaced : withDegrees(spaced)
}

/** A letter that the networks lack stands in what they took for the space: before which letter it is they cannot say. */
function inDoubt([a]: Pair, before: Pair | undefined): boolean {
  return !a || (before !== undefined && !before[0])
}

/** ü was read as ii and ß as lB: the second half belongs to a letter that English lacks and is already there. */
function holds(foreign: Glyph, half: Glyph, length: number): boolean {
  return /\p{L}/u.test(foreign.text) && Math.abs(foreign.at - half.at) * length < 0.9
}

/** Letters, each with what its reader said of a space before it. */
const lettersOf = (glyphs: readonly Glyph[]): Glyph[] =>
  glyphs.flatMap((glyph, i) => {
    const spaced = glyphs[i - 1]?.text === ' '
    return glyph.text === ' ' ? [] : [{ ...glyph, space: glyph.space ?? (spaced ? 1 : 0), spaced }]
  })

type Around = {
  before: Glyph | undefined
  after: Glyph | undefined
  canWrite: CanWrite
  secondCanWrite: CanWrite
}

function decide(a: Glyph | undefined, b: Glyph | undefined, around: Around): Glyph | undefined {
  if (!b) return a
  if (!a) return additionOf(b, around)
  if (a.text === b.text) return { ...a, confidence: 1 - (1 - a.confidence) * (1 - b.confidence) }
  const text = typographic[b.text] === a.text ? a.text : b.text
  if (text === a.text) return a
  // Who has no é or € says what looks most like it.
  if (!around.secondCanWrite(a.text) && a.confidence >= halfSure) return a
  const taken = { text, confidence: Math.min(b.confidence, 0.5 + a.confidence / 2), at: a.at }
  if (!around.canWrite(b.text)) {
    if (plainLetter(a.text) === plainLetter(b.text))
      return b.confidence >= sameBase ? { ...taken, confidence: b.confidence } : a
    const least = currency.test(b.text) && /^[A-Za-z]$/.test(a.text) ? likelyCurrency : otherLetter
    return b.confidence >= least ? taken : doubted(a)
  }
  if (isDigitReadAsLetter(a, b, around)) return taken
  if (a.confidence >= surelyRead || b.confidence < otherLetter) return doubted(a)
  return taken
}

/** "l2 March": a letter that looks like a digit, in a number, where the second reader saw the digit. */
function isDigitReadAsLetter(a: Glyph, b: Glyph, { before, after }: Around): boolean {
  if (!/^[lIiOo]$/.test(a.text) || !/^[01]$/.test(b.text) || b.confidence < sameBase) return false
  return [before, after].some((beside) => beside && /^[\d.,]$/.test(beside.text))
}

/** Two readers disagree: whichever is right, it is less sure than either says. */
function doubted(glyph: Glyph): Glyph {
  return { ...glyph, confidence: glyph.confidence * 0.9 }
}

/** A character only the second reader saw: a sign the networks cannot write, or one lost where they were unsure. */
function additionOf(b: Glyph, { before, after, canWrite }: Around): Glyph | undefined {
  const beforeAmount = currency.test(b.text) && /^\d$/.test(after?.text ?? '')
  if (b.confidence < (beforeAmount ? likelyCurrency : otherLetter)) return undefined
  if (!canWrite(b.text)) return b
  if (
    !canWrite('°') &&
    raised.test(b.text) &&
    degrees.test(after?.text ?? '') &&
    /\d/.test(before?.text ?? '')
  )
    return b
  if (punctuation.test(b.text) && b.confidence >= surePunctuation) return b
  // At its ends a line may have a rule or a stain beside it, which the second reader takes for a letter.
  if (!before || !after) return undefined
  const unsure = [before, after].some((glyph) => glyph.confidence < surelyRead)
  return unsure ? { ...b, confidence: b.confidence * 0.8 } : undefined
}

/** What it costs that two glyphs are the same character; they must also stand near each other. */
function cost(a: Glyph, b: Glyph, pitch: number): number {
  const apart = Math.abs(a.at - b.at) / pitch
  const far = apart > 3 ? 2 : apart > 1 ? 0.2 * apart : 0
  if (a.text === b.text) return far
  return far + (plainLetter(a.text) === plainLetter(b.text) ? 0.1 : ascii.test(b.text) ? 1 : 0.8)
}

function align(first: readonly Glyph[], second: readonly Glyph[]): Pair[] {
  const pitch = 1 / Math.max(8, first.length, second.length)
  const columns = second.length + 1
  const table = new Float32Array((first.length + 1) * columns)
  for (let i = 0; i <= first.length; i++) {
    for (let j = 0; j <= second.length; j++) {
      const [a, b] = [first[i - 1], second[j - 1]]
      const over = a ? (table[(i - 1) * columns + j] as number) + gapCost : Infinity
      const across = b ? (table[i * columns + j - 1] as number) + gapCost : Infinity
      const both = a && b ? (table[(i - 1) * columns + j - 1] as number) + cost(a, b, pitch) : Infinity
      if (a || b) table[i * columns + j] = Math.min(over, across, both)
    }
  }
  return pathThrough(table, first, second)
}

function pathThrough(table: Float32Array, first: readonly Glyph[], second: readonly Glyph[]): Pair[] {
  const columns = second.length + 1
  const pitch = 1 / Math.max(8, first.length, second.length)
  const near = (x: number, y: number) => Math.abs(x - y) < 1e-3
  const pairs: Pair[] = []
  for (let i = first.length, j = second.length; i > 0 || j > 0; ) {
    const [a, b] = [first[i - 1], second[j - 1]]
    const here = table[i * columns + j] as number
    if (a && b && near(here, (table[(i - 1) * columns + j - 1] as number) + cost(a, b, pitch))) {
      pairs.push([a, b])
      i--
      j--
    } else if (a && near(here, (table[(i - 1) * columns + j] as number) + gapCost)) {
      pairs.push([a, undefined])
      i--
    } else {
      pairs.push([undefined, b])
      j--
    }
  }
  return pairs.reverse()
}

/** Spaces of both readings. One that only the second reader saw must not tear an address of the web. */
function withSpacesOf(letters: readonly Glyph[]): Glyph[] {
  return letters.flatMap((letter, i) => {
    const before = letters[i - 1]
    const isSpaced = before && ((letter.space ?? 0) > 0.5 || (letter.spaced && partsWords(before, letter)))
    if (!isSpaced) return [letter]
    return [{ text: ' ', confidence: letter.confidence, at: (before.at + letter.at) / 2 }, letter]
  })
}

/** One character of the second reader for two of the networks: only one of those was replaced. */
function withLigatures(glyphs: readonly Glyph[]): Glyph[] {
  return glyphs.filter(({ text }, i) => {
    const beside = [glyphs[i - 1]?.text, glyphs[i + 1]?.text]
    return !(/^[oe]$/.test(text) && beside.includes('œ')) && !(/^[ae]$/.test(text) && beside.includes('æ'))
  })
}

/** Most languages' second readers lack the degree sign, and read something raised. */
function withDegrees(glyphs: readonly Glyph[]): Glyph[] {
  return glyphs.map((glyph, i) => {
    const [before, earlier] = [glyphs[i - 1]?.text ?? '', glyphs[i - 2]?.text ?? '']
    const isDegree = (text: string, next: string) => raised.test(text) && degrees.test(next)
    const ends = (at: number) => (glyphs[at]?.text ?? ' ') === ' ' || /[.,;:)]/.test(glyphs[at]?.text ?? '')
    const follows = /\d/.test(before) || (before === ' ' && /\d/.test(earlier))
    if (isDegree(glyph.text, glyphs[i + 1]?.text ?? '') && follows && ends(i + 2))
      return { ...glyph, text: '°' }
    if (isDegree(before, glyph.text) && ends(i + 1) && /[\d ]/.test(earlier))
      return { ...glyph, text: glyph.text.toUpperCase() }
    return glyph
  })
}

const partsWords = (before: Glyph, after: Glyph) => !/[@/]/.test(before.text) && !/[@/.,]/.test(after.text)
