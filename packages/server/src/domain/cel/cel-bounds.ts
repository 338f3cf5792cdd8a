// How long an expression may take at most, told from its text: the same answer on every machine, before it ever runs.
import type { ASTNode } from '@marcbachmann/cel-js'

/** Longer lists do not enter an expression, longer texts enter cut off. */
export const mostLines = 500
export const longestText = 1000

/** A step takes about 50 ns. */
const mostSteps = 5_000_000

const macros = new Set(['all', 'exists', 'exists_one', 'map', 'filter'])

/** What they make may be far longer than what they are given. */
const endless = new Set(['bind', 'split', 'join'])

export type Bound = { steps: number; fault: { at: ASTNode; message: string } | null }

export const isNode = (value: unknown): value is ASTNode =>
  typeof value === 'object' && value !== null && 'op' in value && 'start' in value

export const nodesIn = (value: unknown): ASTNode[] => {
  if (isNode(value)) return [value]
  return Array.isArray(value) ? value.flatMap(nodesIn) : []
}

type Call = { name: string; receiver: ASTNode; given: ASTNode[] }

function callOf({ op, args }: ASTNode): Call | null {
  if (op !== 'rcall' || !Array.isArray(args)) return null
  const [name, receiver, given] = args as unknown[]
  if (typeof name !== 'string' || !isNode(receiver)) return null
  return { name, receiver, given: nodesIn(given) }
}

const faulty = (at: ASTNode, message: string): Bound => ({ steps: 0, fault: { at, message } })

function sum(parts: readonly Bound[], own: number): Bound {
  const fault = parts.find((part) => part.fault !== null)?.fault ?? null
  return { steps: parts.reduce((all, { steps }) => all + steps, own), fault }
}

function boundOfMatch(node: ASTNode, { receiver, given }: Call): Bound {
  const [pattern] = given
  const text = pattern?.op === 'value' ? pattern.args : null
  if (typeof text !== 'string')
    return faulty(node, 'matches() takes its pattern as a text in quotes, so that its cost is known.')
  const cost = patternCost(text)
  if (typeof cost === 'string') return faulty(node, cost)
  // Texts put together are longer; a backtracking matcher pays for that more than once.
  return sum([boundOf(receiver)], cost * (1 + pluses(receiver)) ** 3)
}

/** At most so many steps, or what stands in the way of knowing. */
export function boundOf(node: ASTNode): Bound {
  const call = callOf(node)
  if (call?.name === 'matches') return boundOfMatch(node, call)
  if (call && endless.has(call.name))
    return faulty(node, `${call.name}() is not taken: nobody could say how long what it makes may get.`)
  if (!call || !macros.has(call.name)) return sum(nodesIn(node.args).map(boundOf), 1)
  const over = boundOf(call.receiver)
  const each = sum(call.given.map(boundOf), 1)
  // Two lists put together make a longer one; each `+` in the range is counted as one more list.
  const length = mostLines * (1 + pluses(call.receiver))
  return sum([over, { steps: each.steps * length, fault: each.fault }], 1)
}

const pluses = (node: ASTNode): number =>
  nodesIn(node.args).reduce((all, part) => all + pluses(part), node.op === '+' ? 1 : 0)

export const tooLong = ({ steps }: Bound): string | null =>
  steps <= mostSteps
    ? null
    : `This may take ${steps.toLocaleString('en')} steps, more than ${mostSteps.toLocaleString('en')}. Go through a list inside a list only where it must be, and keep what is done for each line short.`

const advice = 'Write it with fixed counts such as [0-9]{4,8}, or use contains(), startsWith() or endsWith().'
const quantifier = /^(?:[*+?]|\{(\d+)(?:,(\d*))?\})\??/

function choicesOf(found: RegExpExecArray): number {
  const [whole, least, most] = found
  if (least === undefined) return whole.startsWith('?') ? 2 : longestText
  if (most === undefined) return 1
  return (most === '' ? longestText : Number(most)) - Number(least) + 1
}

/** One thing that may be repeated: a character, an escape, a class, or the end of a group. */
const atom = /^(?:\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)|\[(?:\\.|[^\]\\])*\]|[\s\S])/

/**
 * The ways a backtracking matcher may go: each quantifier multiplies them by the counts it leaves open, each start in
 * the text by one more. Says what is not taken: a repeated group with a choice inside grows without limit.
 */
export function patternCost(pattern: string): number | string {
  try {
    new RegExp(pattern, 'u')
  } catch {
    return `"${pattern.slice(0, 60)}" is not a pattern.`
  }
  if (pattern.length > 200) return 'A pattern may have 200 characters.'
  if (/\\[1-9k]|\(\?[=!<]/.test(pattern))
    return 'Patterns with references or with looking ahead or behind are not taken.'
  let cost = pattern.startsWith('^') && !pattern.includes('|') ? 1 : longestText
  const open: { choices: boolean }[] = []
  for (let rest = pattern; rest !== ''; ) {
    const [taken = ''] = atom.exec(rest) ?? []
    rest = rest.slice(taken.length)
    if (taken === '(') open.push({ choices: false })
    if (taken === '|') {
      cost *= 2
      for (const group of open) group.choices = true
    }
    const closed = taken === ')' ? open.pop() : undefined
    const found = quantifier.exec(rest)
    if (taken === '(' || !found) continue
    if (closed?.choices) return `A group with a choice inside may not be repeated. ${advice}`
    rest = rest.slice(found[0].length)
    const choices = choicesOf(found)
    cost *= choices
    if (choices > 1) for (const group of open) group.choices = true
  }
  return cost <= mostSteps ? cost : `The pattern may take too long on an unlucky text. ${advice}`
}
