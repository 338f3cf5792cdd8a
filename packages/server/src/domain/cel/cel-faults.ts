// What the checker of expressions objects to, in words for who writes workflows.
import type { ASTNode } from '@marcbachmann/cel-js'
import { isNode, nodesIn } from './cel-bounds.ts'
import { didYouMean } from './nearest.ts'

/** What is wrong with an expression, and from which character on. */
export type CelFault = { message: string; at: number }

export type CelError = {
  message: string
  code?: string
  summary?: string
  range?: { start: number } | undefined
}

/** The names that an expression may use: fields of its classes, and the parts of a line and of an amount. */
export type Names = { fields: readonly string[]; line: readonly string[]; money: readonly string[] }

const variables = ['fields', 'lines', 'class', 'novelty']
const functions = [
  ...['abs', 'round', 'sum', 'days', 'has', 'size', 'contains', 'matches', 'startsWith', 'endsWith', 'all'],
  ...['exists', 'exists_one', 'filter', 'map', 'int', 'double', 'string'],
]

const listed = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ')

const kinds: Record<string, string> = {
  int: 'a whole number',
  double: 'a decimal number',
  string: 'a text',
  bool: 'true or false',
  null: 'null',
}

function kindOf(type: string): string {
  const [, field] = /^\$fields\.(\w+)$/.exec(type) ?? []
  if (field) return `"${field}", an amount of money,`
  if (type === '$line') return 'a line'
  return type.startsWith('list') ? 'a list' : (kinds[type] ?? type.replace('google.protobuf.', ''))
}

/** Which hint goes with two kinds that do not go together. */
function hintFor(left: string, right: string): string {
  const pair = [left, right]
  if (pair.includes('null'))
    return 'What was not found is not there: ask has(fields.name), or !has(fields.name).'
  const [, money] = /^\$fields\.(\w+)$/.exec(pair.find((type) => type.startsWith('$fields.')) ?? '') ?? []
  if (money)
    return `Its number is fields.${money}.minor, in minor units; its currency fields.${money}.currency.`
  if (pair.includes('string') && pair.some((type) => type === 'int' || type === 'double'))
    return 'Put a text in quotes and a number without; double(text) makes a number of a text, days(from, to) counts days.'
  return ''
}

/** How a name that no class has is made known. */
export const ownField = (name: string): string =>
  ` If you taught it, or only your forms have it, say so: "understand": {"fields": {"${name}": "text"}}.`

function unknownKey(name: string, before: string, { fields, line, money }: Names): string {
  const shown = name.slice(0, 60)
  if (/\bfields\.\s*$/.test(before))
    return `No class of this workflow has a field "${shown}".${didYouMean(name, fields) || ownField(shown)}`
  if (/\bfields\.\w+\.\s*$/.test(before))
    return `An amount has no "${shown}".${didYouMean(name, money)} It has ${listed(money)}.`
  return `A line has no "${shown}".${didYouMean(name, line)} It has ${listed(line)}.`
}

function unfitCall(name: string, on: string, given: string): string {
  if (!functions.includes(name)) return `There is no ${name}().${didYouMean(name, functions)}`
  const where = on === '' ? '' : ` on ${kindOf(on)}`
  const what = given === '' ? 'be empty' : `take ${given.split(', ').map(kindOf).join(' and ')}`
  return `${name}()${where} cannot ${what}.`
}

function unexpected(text: string, at: number): string {
  const word = [...text.matchAll(/\b(?:and|or|not)\b/gi)].find(
    ({ 0: found, index }) => index <= at && at < index + found.length,
  )?.[0]
  const instead = { and: '&&', or: '||', not: '!' }[word?.toLowerCase() ?? '']
  if (instead) return `Write ${instead} for "${word}".`
  return text[at] === '=' ? 'Write == to compare.' : `"${text.slice(at, at + 1)}" is not expected here.`
}

type Reading = { text: string; at: number; names: Names }
type Explain = (found: string[], reading: Reading) => string

const explanations: readonly [RegExp, Explain][] = [
  [/^No such key: (\w+)/, ([name = ''], { text, at, names }) => unknownKey(name, text.slice(0, at), names)],
  [
    /^no such overload: (.+?) (==|!=|<=|>=|<|>|\+|-|\*|\/|%|in|&&|\|\|) (.+)$/,
    ([left = '', sign, right = '']) =>
      `"${sign}" does not go with ${kindOf(left)} and ${kindOf(right)}. ${hintFor(left, right)}`,
  ],
  [
    /^Unknown variable: (\w+)/,
    ([name = ''], { names }) =>
      names.fields.includes(name)
        ? `Write fields.${name}.`
        : `There is no "${name.slice(0, 60)}".${didYouMean(name, variables)} There are ${listed(variables)}; a text stands in quotes.`,
  ],
  [
    /^found no matching overload for '(?:([\w<>$.]+)\.)?(\w+)\((.*)\)'/,
    ([on = '', name = '', given = '']) => unfitCall(name, on, given),
  ],
  [
    /^Expected IDENTIFIER, got QUESTION/,
    () => '".?" is not taken: ask has(fields.name) before you use what may be missing.',
  ],
  [
    /^Unexpected token: EOF|got EOF|^Unterminated/,
    () => 'The expression ends too early: a value, a bracket or a quote is missing.',
  ],
  [/^Unexpected (?:token|character)/, (_, { text, at }) => unexpected(text, at)],
  [/^has\(\) invalid/, () => 'has() takes a field, as in has(fields.total).'],
]

/** In words, with the character from which on it is wrong. */
export function explained({ summary, message, range }: CelError, text: string, names: Names): CelFault {
  const said = summary ?? message.split('\n')[0] ?? 'not valid'
  const at = Math.min(range?.start ?? 0, text.length)
  for (const [pattern, explain] of explanations) {
    const [whole, ...found] = pattern.exec(said) ?? []
    if (whole !== undefined) return { at, message: explain(found, { text, at, names }).trim() }
  }
  return { at, message: `${said.replace(/\$fields\.(\w+)/g, 'field "$1"').replace(/\$/g, '')}.` }
}

/** `fields.total.minor` as its three names, null for anything else. */
function pathOf(node: ASTNode): string[] | null {
  if (node.op === 'id') return [String(node.args)]
  if (node.op !== '.' || !Array.isArray(node.args)) return null
  const [of, name] = node.args as unknown[]
  const before = isNode(of) ? pathOf(of) : null
  return before && typeof name === 'string' ? [...before, name] : null
}

/** has() of a name that nothing has is always false, and no type objects to it. */
export function misspeltHas(node: ASTNode, names: Names): CelFault | null {
  const { op, args } = node
  const parts = nodesIn(args)
  if (op === 'call' && Array.isArray(args) && args[0] === 'has') {
    const [asked] = parts
    const [first, field = '', part] = (asked && pathOf(asked)) ?? []
    const at = asked?.start ?? node.start
    if (first === 'fields' && !names.fields.includes(field))
      return { at, message: unknownKey(field, 'fields.', names) }
    if (first === 'fields' && part !== undefined && !names.money.includes(part))
      return { at, message: unknownKey(part, `fields.${field}.`, names) }
  }
  for (const one of parts) {
    const fault = misspeltHas(one, names)
    if (fault) return fault
  }
  return null
}
