// Which way up a page is: the shape of its lines tells lying from standing, reading a few tells the rest.
import { quarterTurn, type Strip } from './geometry.ts'
import type { Turn } from './raster.ts'

/** How surely a strip was read, and how much of it there was. */
export type Sample = { confidence: number; length: number }

/** Lines read at a time; more are read while both directions read alike. */
const samplesRead = 6
const mostSamples = 18
/** Upright print reads at 0.95 and more, upside-down print under 0.85: no need to try the other way. */
const surelyUpright = 0.93
/** A page is turned only when the other way reads clearly better. */
const clearlyBetter = 0.03
/** Below this nothing was read: perhaps the lines only seem to run this way. */
const barelyRead = 0.75
/** The other axis must read better by this much, for its strips were not chosen by their shape. */
const muchBetter = 0.1
/** So many long lines, and so much longer than those the other way, are not mistaken about their axis. */
const enoughLines = 4
const muchLonger = 4

/** Reading direction, in clockwise quarter turns, of the lines of a page that needs this turn to be upright. */
const directionOf = { 90: 3, 180: 2, 270: 1 } as const

type Read = (strip: Strip) => Promise<Sample>
type Verdict = { turn: Turn; score: number }

/**
 * The clockwise turn that makes the page upright. `read` recognises one strip in the direction of its angle;
 * it is asked for at most six strips on a page that is upright, and for up to 48 where the page is in doubt.
 */
export async function orientationOf(strips: readonly Strip[], read: Read): Promise<Turn> {
  const lying = strips.filter(({ width, height }) => width >= 2 * height)
  const standing = strips.filter(({ width, height }) => height >= 2 * width)
  const sideways = lengthOf(standing) > lengthOf(lying)
  const [along, across] = sideways ? [standing, lying] : [lying, standing]
  const [likely, other]: [Pair, Pair] = sideways ? [turned, level] : [level, turned]
  const first = await better(along.length > 0 ? along : strips, likely, read)
  const sure = along.length >= enoughLines && lengthOf(along) > muchLonger * lengthOf(across)
  if (first.score >= barelyRead || sure || strips.length === 0) return first.turn
  const second = await better(strips, other, read)
  return second.score > first.score + muchBetter ? second.turn : first.turn
}

type Pair = readonly [Turn, Turn]
const level: Pair = [0, 180]
const turned: Pair = [90, 270]

/** The better of two opposite turns. */
async function better(strips: readonly Strip[], [a, b]: Pair, read: Read): Promise<Verdict> {
  const lines = typicalLines(strips)
  const [one, two] = [newTally(), newTally()]
  for (let from = 0; from < lines.length; from += samplesRead) {
    const batch = lines.slice(from, from + samplesRead)
    await addTo(one, batch, (strip) => read(turnedBack(strip, a)))
    if (a === 0 && meanOf(one) >= surelyUpright) break
    await addTo(two, batch, (strip) => read(turnedBack(strip, b)))
    if (Math.abs(meanOf(two) - meanOf(one)) > clearlyBetter) break
  }
  const margin = a === 0 ? clearlyBetter : 0
  return meanOf(two) > meanOf(one) + margin
    ? { turn: b, score: meanOf(two) }
    : { turn: a, score: meanOf(one) }
}

function turnedBack(strip: Strip, turn: Turn): Strip {
  return turn === 0 ? strip : quarterTurn(strip, directionOf[turn])
}

const longSide = ({ width, height }: Strip) => Math.max(width, height)

function lengthOf(strips: readonly Strip[]): number {
  return strips.reduce((sum, strip) => sum + longSide(strip), 0)
}

/** Lines of a middling length, spread over the page: long enough to tell, cheap enough to read twice. */
function typicalLines(strips: readonly Strip[]): Strip[] {
  const shape = (strip: Strip) => longSide(strip) / Math.min(strip.width, strip.height)
  const wanted = (strip: Strip) => Math.abs(Math.log(shape(strip) / 8))
  return strips.toSorted((a, b) => wanted(a) - wanted(b)).slice(0, mostSamples)
}

type Tally = { sum: number; length: number }
const newTally = (): Tally => ({ sum: 0, length: 0 })
const meanOf = ({ sum, length }: Tally) => (length === 0 ? 0 : sum / length)

async function addTo(tally: Tally, strips: readonly Strip[], read: Read): Promise<void> {
  for (const strip of strips) {
    const sample = await read(strip)
    tally.sum += sample.confidence * sample.length
    tally.length += sample.length
  }
}
