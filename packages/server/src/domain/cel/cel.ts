// Expressions of workflows: the Common Expression Language, without I/O, with types and a bound that are checked on saving.
import { type DocumentClass, documentClasses } from '@countersign/contract/extraction'
import { Environment, type ParseResult } from '@marcbachmann/cel-js'
import type { FieldType } from '../fields.ts'
import { boundOf, tooLong } from './cel-bounds.ts'
import { type CelError, type CelFault, explained, misspeltHas, type Names } from './cel-faults.ts'

const dayMs = 86_400_000
const dayOf = (iso: string): number => {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(iso) ? Date.parse(`${iso}T00:00:00Z`) : Number.NaN
  if (Number.isNaN(time)) throw new RangeError(`"${iso.slice(0, 40)}" is not a date`)
  return time
}

const makeEnvironment = () =>
  new Environment({
    limits: { maxAstNodes: 2000, maxDepth: 50, maxListElements: 200, maxMapEntries: 50, maxCallArguments: 8 },
  })
    .registerVariable('class', 'string')
    .registerFunction('abs(int): int', (value: bigint) => (value < 0n ? -value : value))
    .registerFunction('abs(double): double', (value: number) => Math.abs(value))
    .registerFunction('round(double): int', (value: number) => BigInt(Math.round(value)))
    .registerFunction('sum(list<int>): int', (values: bigint[]) => values.reduce((all, one) => all + one, 0n))
    .registerFunction('sum(list<double>): double', (values: number[]) =>
      values.reduce((all, one) => all + one, 0),
    )
    .registerFunction('days(string, string): int', (from: string, to: string) =>
      BigInt(Math.round((dayOf(to) - dayOf(from)) / dayMs)),
    )

const evaluating = makeEnvironment()
  .registerVariable('fields', 'map<string, dyn>')
  .registerVariable('lines', 'list<dyn>')

const money = { minor: 'int', currency: 'string' } as const
const line = {
  description: 'string',
  article: 'string',
  quantity: 'double',
  unit: 'string',
  unitPrice: 'double',
  taxRate: 'double',
  minor: 'int',
} as const

/** Fields with what kind of value each holds. */
export type FieldTypes = Readonly<Record<string, FieldType>>

const checkers = new Map<string, Environment>()
const mostCheckers = 100

/** Knows the fields of these classes and their types, so that a misspelt one is found when a workflow is saved. */
function checkerFor(types: FieldTypes): Environment {
  const key = JSON.stringify(types)
  const known = checkers.get(key)
  if (known) return known
  const fields = Object.entries(types).map(
    ([name, type]) => [name, type === 'money' ? money : 'string'] as const,
  )
  const made = makeEnvironment()
    .registerVariable({ name: 'fields', schema: Object.fromEntries(fields) })
    .registerVariable({ name: 'line', schema: line })
    .registerVariable('lines', 'list<$line>')
  if (checkers.size >= mostCheckers) checkers.clear()
  checkers.set(key, made)
  return made
}

/** Of every class that an expression may meet; none named means all there are. */
export function fieldTypesOf(
  classes: readonly DocumentClass[],
  typesOf: (name: DocumentClass) => FieldTypes,
): FieldTypes {
  const of = classes.length > 0 ? classes : documentClasses
  const all = of.flatMap((name) => Object.entries(typesOf(name)))
  return Object.fromEntries(all.sort(([one], [other]) => (one < other ? -1 : 1)))
}

/** How many steps an expression without a fault may take. */
export const celSteps = (expression: string): number => boundOf(evaluating.parse(expression).ast).steps

/** What keeps an expression from being saved, or null: its grammar, its types, or how long it may run. */
export function celFault(expression: string, types: FieldTypes): CelFault | null {
  const checker = checkerFor(types)
  const names: Names = { fields: Object.keys(types), line: Object.keys(line), money: Object.keys(money) }
  try {
    const { valid, type, error } = checker.check(expression)
    if (!valid) return explained(error ?? { message: 'not valid' }, expression, names)
    if (type !== 'bool' && type !== 'dyn')
      return { at: 0, message: `It must say true or false, but this is of type ${type}.` }
    const { ast } = checker.parse(expression)
    const misspelt = misspeltHas(ast, names)
    if (misspelt) return misspelt
    const bound = boundOf(ast)
    if (bound.fault) return { at: bound.fault.at.start, message: bound.fault.message }
    const message = tooLong(bound)
    return message === null ? null : { at: 0, message }
  } catch (error) {
    return explained(error as CelError, expression, names)
  }
}

export type Facts = { class: string; fields: Record<string, unknown>; lines: unknown[] }

const compiled = new Map<string, ParseResult>()
const mostCompiled = 1000

/** True, false, or `error` where it cannot be said on this document. */
export function decide(expression: string, facts: Facts): boolean | 'error' {
  try {
    let run = compiled.get(expression)
    if (!run) {
      run = evaluating.parse(expression)
      if (compiled.size >= mostCompiled) compiled.clear()
      compiled.set(expression, run)
    }
    const answer: unknown = run(facts)
    return typeof answer === 'boolean' ? answer : 'error'
  } catch {
    return 'error'
  }
}
