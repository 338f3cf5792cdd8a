// Where a page's content shows text that nobody sees: in render mode 3, or under a picture that fills the page.
import { operations } from './content.ts'

type Matrix = readonly [number, number, number, number, number, number]

/** The part of a content stream that shows text, from `start` to `end`. */
export type Shown = { start: number; end: number }

type State = { ctm: Matrix; mode: number }

/** Text between BT and ET. Where any of it can be seen, all of it stays: what follows depends on where it ended. */
type TextObject = { shows: Shown[]; seen: boolean }

const showing = new Set(['Tj', 'TJ', "'"])
const invisible = 3
const [maxStates, fills] = [1000, 0.95]
const identity: Matrix = [1, 0, 0, 1, 0, 0]

type Sheet = { left: number; bottom: number; right: number; top: number }

/**
 * Finds what may be cut out of `content` without a change to what is seen on the sheet (user space). `isPicture` tells
 * whether a name is that of a picture nothing shines through.
 */
export function hiddenText(content: string, sheet: Sheet, isPicture: (name: string) => boolean): Shown[] {
  const texts: TextObject[] = []
  const hidden: Shown[] = []
  const stack: State[] = []
  let state: State = { ctm: identity, mode: 0 }
  let text: TextObject | undefined
  for (const { operator, operands, start, end } of operations(content)) {
    if (operator === 'q' && stack.length < maxStates) stack.push({ ...state })
    else if (operator === 'Q') state = stack.pop() ?? state
    else if (operator === 'cm') state.ctm = times(matrixOf(operands), state.ctm)
    else if (operator === 'Tr') state.mode = Number(operands.at(-1))
    else if (operator === 'BT') text = { shows: [], seen: false }
    else if (operator === 'ET' && text) text = void texts.push(text)
    else if (text && (showing.has(operator) || operator === '"')) {
      text.shows.push({ start, end })
      text.seen ||= state.mode !== invisible || operator === '"'
    } else if (operator === 'Do' && isPicture(operands.at(-1) ?? '') && covers(state.ctm, sheet)) {
      hidden.push(...texts.splice(0).flatMap(({ shows }) => shows))
    }
  }
  hidden.push(...texts.filter(({ seen }) => !seen).flatMap(({ shows }) => shows))
  return hidden.sort((a, b) => a.start - b.start)
}

/** The content without these parts. */
export function without(content: string, parts: readonly Shown[]): string {
  let [kept, at] = ['', 0]
  for (const { start, end } of parts) {
    kept += content.slice(at, start)
    at = end
  }
  return kept + content.slice(at)
}

function matrixOf(operands: readonly string[]): Matrix {
  const values = operands.slice(-6).map(Number)
  return values.length === 6 && values.every(Number.isFinite) ? (values as unknown as Matrix) : identity
}

/** `a`, then `b`. */
function times(a: Matrix, b: Matrix): Matrix {
  return [
    a[0] * b[0] + a[1] * b[2],
    a[0] * b[1] + a[1] * b[3],
    a[2] * b[0] + a[3] * b[2],
    a[2] * b[1] + a[3] * b[3],
    a[4] * b[0] + a[5] * b[2] + b[4],
    a[4] * b[1] + a[5] * b[3] + b[5],
  ]
}

/** Whether the unit square, drawn by this matrix, hides the sheet; pictures at an angle are taken as not hiding it. */
function covers([a, b, c, d, e, f]: Matrix, sheet: Sheet): boolean {
  if (Math.min(Math.abs(a) + Math.abs(d), Math.abs(b) + Math.abs(c)) > 0.01 * (Math.abs(a) + Math.abs(b)))
    return false
  const share = (from: number, to: number, side: readonly [number, number]) =>
    (Math.min(Math.max(from, to), side[1]) - Math.max(Math.min(from, to), side[0])) / (side[1] - side[0])
  const across = share(e, e + a + c, [sheet.left, sheet.right])
  const down = share(f, f + b + d, [sheet.bottom, sheet.top])
  return across > 0 && down > 0 && across * down > fills
}
