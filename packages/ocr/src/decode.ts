// From the recogniser's output to characters: connectionist temporal classification, greedy
// (Graves et al. 2006), with the place and the certainty of every character kept.
import { plainLetter } from './language-letters.ts'
import type { Glyph, Guess } from './recognise.ts'

/**
 * What a recogniser thinks of a line, step by step: its likeliest classes, best first, `choicesKept` of them a step, and
 * how likely it thinks a space there.
 */
export type Choices = { steps: number; classes: Uint16Array; chances: Float32Array; spaces: Float32Array }

const choicesKept = 4
/** So near each other, in steps, two letters that differ in an accent or in their case are one that was read twice. */
const oneLetter = 2.2

/** The best few classes of each step. */
export function choicesOf({ data, steps, classes }: Guess, alphabet: readonly string[]): Choices {
  const kept = {
    classes: new Uint16Array(steps * choicesKept),
    chances: new Float32Array(steps * choicesKept),
  }
  const spaces = new Float32Array(steps)
  const spaceClasses = alphabet.flatMap((text, i) => (text === ' ' && i < classes ? [i] : []))
  for (let step = 0; step < steps; step++) {
    const row = data.subarray(step * classes, (step + 1) * classes)
    spaces[step] = Math.max(0, ...spaceClasses.map((i) => row[i] as number))
    keepBest(row, kept, step * choicesKept)
  }
  return { steps, ...kept, spaces }
}

function keepBest(
  row: Float32Array,
  { classes, chances }: Pick<Choices, 'classes' | 'chances'>,
  from: number,
) {
  const last = from + choicesKept - 1
  for (let i = 0; i < row.length; i++) {
    const chance = row[i] as number
    if (chance <= (chances[last] as number)) continue
    let at = last
    for (; at > from && (chances[at - 1] as number) < chance; at--) {
      chances[at] = chances[at - 1] as number
      classes[at] = classes[at - 1] as number
    }
    chances[at] = chance
    classes[at] = i
  }
}

/**
 * Best class per step, repeats and blanks dropped. `weights` (one for each class) say how much less is thought of some,
 * as of letters that the language does not have.
 */
export function decode(choices: Choices, alphabet: readonly string[], weights?: Float32Array): Glyph[] {
  const glyphs: Glyph[] = []
  const touching = new Set<Glyph>()
  let seen = new Map<string, number>()
  let previous = 0
  let space = 0
  for (let step = 0; step < choices.steps; step++) {
    space = Math.max(space, choices.spaces[step] as number)
    const { best, confidence } = bestAt(choices, step, weights)
    const text = alphabet[best] ?? ''
    const at = (step + 0.5) / choices.steps
    const current = previous === 0 ? undefined : glyphs.at(-1)
    if (
      best !== 0 &&
      current &&
      (best === previous || isSame(current, text, (at - current.at) * choices.steps))
    ) {
      addTo(current, seen, { text, confidence, at })
    } else if (best !== 0) {
      seen = new Map([[text, confidence]])
      const glyph = text === ' ' ? { text, confidence, at } : { text, confidence, at, space }
      glyphs.push(glyph)
      if (current) touching.add(glyph)
      if (text !== ' ') space = 0
    }
    previous = best
  }
  return withoutEchoes(glyphs, touching)
}

/** Letters that may well stand half as far apart as others do. */
const narrow = /[^\p{L}\p{N}]|[iljtfrı1I]/u
/** Nearer than this, in usual distances of the line, no two wide letters stand: one of them is an echo of the other. */
const leastApart = 0.45

function withoutEchoes(glyphs: readonly Glyph[], touching: ReadonlySet<Glyph>): Glyph[] {
  const isWide = ({ text }: Glyph) => !narrow.test(plainLetter(text))
  const gaps = glyphs.slice(1).map(({ at }, i) => at - (glyphs[i] as Glyph).at)
  const usual = gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? 0
  const kept: Glyph[] = []
  for (const glyph of glyphs) {
    const before = kept.at(-1)
    const echoes = before && touching.has(glyph) && isWide(before) && isWide(glyph)
    if (!echoes || glyph.at - before.at >= leastApart * usual) kept.push(glyph)
    else if (glyph.confidence > before.confidence) kept[kept.length - 1] = { ...glyph, space: before.space }
  }
  return kept
}

function bestAt({ classes, chances }: Choices, step: number, weights: Float32Array | undefined) {
  const from = step * choicesKept
  if (!weights) return { best: classes[from] as number, confidence: chances[from] as number }
  let best = from
  let all = 1
  const weighed = (at: number) => (chances[at] as number) * (weights[classes[at] as number] ?? 1)
  for (let at = from; at < from + choicesKept; at++) {
    all += weighed(at) - (chances[at] as number)
    if (weighed(at) > weighed(best)) best = at
  }
  return { best: classes[best] as number, confidence: weighed(best) / Math.max(all, weighed(best)) }
}

/** ñ and ň, o and O: where a step says the one and the next the other, both mean the same letter. */
function isSame(current: Glyph, text: string, apart: number): boolean {
  return apart < oneLetter && text !== ' ' && plainLetter(text) === plainLetter(current.text)
}

/** One more step that says this character, or one much like it: the likelier of them stands. */
function addTo(glyph: Glyph, seen: Map<string, number>, { text, confidence, at }: Glyph): void {
  const weight = [...seen.values()].reduce((sum, one) => sum + one, 0)
  glyph.at = (glyph.at * weight + at * confidence) / (weight + confidence)
  seen.set(text, (seen.get(text) ?? 0) + confidence)
  if (text === glyph.text) glyph.confidence = Math.max(glyph.confidence, confidence)
  else if ((seen.get(text) ?? 0) > (seen.get(glyph.text) ?? 0)) Object.assign(glyph, { text, confidence })
}
