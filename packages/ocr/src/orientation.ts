// Which way up a page is: the shape of its lines tells lying from standing, reading a few tells the rest.
import { quarterTurn, type Strip } from './geometry.ts'
import type { Turn } from './raster.ts'

/** How surely a strip was read, and how much of it there was. */
export type Sample = { confidence: number; length: number }

const samplesRead = 6
/** Upright print reads at 0.95 and more, upside-down print under 0.85: no need to try the other way. */
const surelyUpright = 0.93
/** A page is turned only when the other way reads clearly better. */
const clearlyBetter = 0.03

/** Reading direction, in clockwise quarter turns, of the lines of a page that needs this turn to be upright. */
const directionOf = { 90: 3, 180: 2, 270: 1 } as const

/**
 * The clockwise turn that makes the page upright. `read` recognises one strip in the direction of its angle;
 * it is asked for at most twelve strips, and for at most six on a page that is upright.
 */
export async function orientationOf(
  strips: readonly Strip[],
  read: (strip: Strip) => Promise<Sample>,
): Promise<Turn> {
  const lying = strips.filter(({ width, height }) => width >= 2 * height)
  const standing = strips.filter(({ width, height }) => height >= 2 * width)
  const sideways = lengthOf(standing) > lengthOf(lying)
  const chosen = typicalLines(sideways ? standing : lying)
  const score = (turn: Turn) => meanConfidence(chosen, (strip) => read(turnedBack(strip, turn)))
  if (sideways) return (await score(90)) >= (await score(270)) ? 90 : 270
  const upright = await score(0)
  if (chosen.length === 0 || upright >= surelyUpright) return 0
  return (await score(180)) > upright + clearlyBetter ? 180 : 0
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
  return strips.toSorted((a, b) => wanted(a) - wanted(b)).slice(0, samplesRead)
}

async function meanConfidence(
  strips: readonly Strip[],
  read: (strip: Strip) => Promise<Sample>,
): Promise<number> {
  let sum = 0
  let length = 0
  for (const strip of strips) {
    const sample = await read(strip)
    sum += sample.confidence * sample.length
    length += sample.length
  }
  return length === 0 ? 0 : sum / length
}
