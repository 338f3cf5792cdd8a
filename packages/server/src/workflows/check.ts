// Everything that is wrong with a definition, each with its place: for the API, the command line and what ships.
import { type DocumentClass, documentClasses } from '@countersign/contract/extraction'
import { NewWorkflow, type WorkflowFault, type WorkflowRule } from '@countersign/contract/workflow'
import { classDefinitions } from '@countersign/understand/classes/classes'
import { Value } from 'typebox/value'
import { celFault, celSteps, decide, type FieldTypes, fieldTypesOf } from '../domain/cel/cel.ts'
import { type FieldType, fieldType, knownFields } from '../domain/fields.ts'
import { conditionFault, planFaults } from '../domain/plan/plan-faults.ts'
import { factsOfExample } from '../domain/rules.ts'
import { lineAndColumn, pointerPart, readJson } from './json-text.ts'

export type Checked = { faults: WorkflowFault[]; workflow: NewWorkflow | null }

const mostFaults = 50
const longestSource = 200_000
const tooLarge: Checked = {
  faults: [{ path: '', message: 'A workflow has at most 200,000 characters.' }],
  workflow: null,
}

const usual = Object.fromEntries(knownFields.map((name) => [name, fieldType(name)]))

/** What each class is known to have, and the names that any class may get. */
function typesOf(name: DocumentClass): FieldTypes {
  const { required, fields = {} } = classDefinitions[name] as {
    required: readonly string[]
    fields?: Readonly<Record<string, { type?: FieldType }>>
  }
  const needed = Object.fromEntries(required.map((one) => [one, fieldType(one)]))
  const own = Object.entries(fields).map(([one, { type }]) => [one, type ?? fieldType(one)] as const)
  return { ...usual, ...needed, ...Object.fromEntries(own) }
}

/** These only say again, and less clearly, what another fault says. */
const echoes = new Set(['anyOf', 'const', 'boolean'])

function schemaFaults(definition: unknown): WorkflowFault[] {
  const faults = [...Value.Errors(NewWorkflow, definition)].flatMap((error) => {
    const {
      keyword,
      params,
      instancePath: path,
      message,
    } = error as {
      keyword: string
      params: Record<string, unknown>
      instancePath: string
      message: string
    }
    const unknown = params.additionalProperties
    if (keyword === 'additionalProperties' && Array.isArray(unknown))
      return unknown.map((name) => ({
        path: `${path}/${pointerPart(String(name))}`,
        message: `A workflow has no "${String(name).slice(0, 60)}" here.`,
      }))
    if (keyword === 'enum' && Array.isArray(params.allowedValues))
      return [{ path, message: `It must be one of ${params.allowedValues.join(', ')}.` }]
    return echoes.has(keyword) ? [] : [{ path, message: `It ${message}.` }]
  })
  return faults.length > 0 ? faults : [{ path: '', message: 'It is not a workflow.' }]
}

type Expression = { path: string; text: string; classes: readonly DocumentClass[] }

function expressionsOf({ understand, validate, review, approve }: NewWorkflow): Expression[] {
  const all = understand?.classes ?? []
  const rules = validate?.rules ?? []
  return [
    ...rules.map(({ check, classes }, at) => ({
      path: `/validate/rules/${at}/check`,
      text: check,
      classes: classes ?? all,
    })),
    ...(review?.risk ?? []).map(({ when, classes }, at) => ({
      path: `/review/risk/${at}/when`,
      text: when,
      classes: classes ?? all,
    })),
    ...(approve ?? []).flatMap(({ when }, at) =>
      when === undefined ? [] : [{ path: `/approve/${at}/when`, text: when, classes: all }],
    ),
  ]
}

function envelopeFaults({ sign, understand }: NewWorkflow): WorkflowFault[] {
  const plan = sign?.envelope
  if (!plan) return []
  const types = fieldTypesOf(understand?.classes ?? [], typesOf)
  const faults = planFaults(plan, { types, kind: 'workflow', documents: 1 })
  return [
    ...conditionFault('/sign/envelope/when', plan.when, types),
    ...faults.map(({ path, message }) => ({ path: `/sign/envelope${path}`, message })),
  ]
}

/** A workflow may have a hundred rules; together they may take about a third of a second. */
const mostStepsInAll = 10_000_000

function expressionFaults(workflow: NewWorkflow): WorkflowFault[] {
  const expressions = expressionsOf(workflow)
  const faults = expressions.flatMap(({ path, text, classes }) => {
    const fault = celFault(text, fieldTypesOf(classes, typesOf))
    return fault ? [{ path, message: `${fault.message} (character ${fault.at + 1} of the expression)` }] : []
  })
  faults.push(...envelopeFaults(workflow))
  if (faults.length > 0) return faults
  const steps = expressions.reduce((all, { text }) => all + celSteps(text), 0)
  if (steps <= mostStepsInAll) return []
  const message = `All expressions together may take ${steps.toLocaleString('en')} steps, more than ${mostStepsInAll.toLocaleString('en')}. Have fewer rules that go through the lines of a document.`
  return [{ path: '/validate/rules', message }]
}

function exampleFaults(rule: WorkflowRule, at: number, fallback: DocumentClass): WorkflowFault[] {
  const path = `/validate/rules/${at}/examples`
  const tried = (['passes', 'fails'] as const).map((name) => ({
    name,
    answer: decide(rule.check, factsOfExample(rule.examples[name], fallback)),
  }))
  return tried.flatMap(({ name, answer }) => {
    if (answer === 'error')
      return [
        {
          path: `${path}/${name}`,
          message: `The rule "${rule.id}" cannot be evaluated on this example. Give it every field that the rule asks for, or let the rule ask has() first.`,
        },
      ]
    if (answer === (name === 'passes')) return []
    const said = answer ? 'holds' : 'does not hold'
    return [
      { path: `${path}/${name}`, message: `The rule "${rule.id}" ${said} on the example that ${name}.` },
    ]
  })
}

function ruleFaults(workflow: NewWorkflow, broken: ReadonlySet<string>): WorkflowFault[] {
  const { rules = [] } = workflow.validate ?? {}
  const seen = new Set<string>()
  const [first = 'other'] = workflow.understand?.classes ?? []
  return rules.flatMap((rule, at) => {
    const twice = seen.has(rule.id)
    seen.add(rule.id)
    const again = { path: `/validate/rules/${at}/id`, message: `There are two rules "${rule.id}".` }
    // An expression with a fault of its own would only fail again.
    if (broken.has(`/validate/rules/${at}/check`)) return twice ? [again] : []
    const [own = first] = rule.classes ?? []
    return [...(twice ? [again] : []), ...exampleFaults(rule, at, own)]
  })
}

const isClass = (name: string): name is DocumentClass => documentClasses.some((known) => known === name)

function nameFaults({ validate, understand, sign, approve, packet }: NewWorkflow): WorkflowFault[] {
  const classOf = (key: string) => key.split('.')[0] ?? ''
  const keys = (part: 'confidence' | 'required') =>
    Object.keys(validate?.[part] ?? {})
      .filter((key) => !isClass(part === 'confidence' ? classOf(key) : key))
      .map((key) => ({
        path: `/validate/${part}/${pointerPart(key)}`,
        message: `"${key.slice(0, 60)}" begins with no class of documents. There are: ${documentClasses.join(', ')}.`,
      }))
  const needless = (path: string, what: string) => ({
    path,
    message: `${what} needs the values of the document: add "understand" and "validate".`,
  })
  return [
    ...keys('confidence'),
    ...keys('required'),
    ...(validate && !understand ? [needless('/validate', 'Validation')] : []),
    ...(approve?.length && !validate ? [needless('/approve', 'Approval')] : []),
    ...(sign && !validate ? [needless('/sign', 'A seal')] : []),
    ...(packet && !approve?.length
      ? [
          {
            path: '/packet',
            message: 'Whether a packet is complete is asked when it is approved: add "approve".',
          },
        ]
      : []),
  ]
}

/** Faults of a definition as JSON; no place in a text is known. */
export function checkDefinition(definition: unknown): Checked {
  if (JSON.stringify(definition).length > longestSource) return tooLarge
  if (!Value.Check(NewWorkflow, definition))
    return { faults: schemaFaults(definition).slice(0, mostFaults), workflow: null }
  const expressions = expressionFaults(definition)
  const broken = new Set(expressions.map(({ path }) => path))
  const faults = [...nameFaults(definition), ...expressions, ...ruleFaults(definition, broken)]
  return { faults: faults.slice(0, mostFaults), workflow: faults.length === 0 ? definition : null }
}

/** What is not there cannot be pointed at: its nearest surroundings can. */
function placeOf(places: ReadonlyMap<string, number>, path: string): number {
  for (let at = path; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const place = places.get(at)
    if (place !== undefined) return place
    if (at === '') return 0
  }
}

/** Faults of a file, each with line and column, in the order in which they stand there. */
export function checkSource(source: string): Checked {
  if (source.length > longestSource) return tooLarge
  const text = source.startsWith('\ufeff') ? source.slice(1) : source
  const read = readJson(text)
  if (read.fault)
    return {
      faults: [{ path: '', message: read.fault.message, ...lineAndColumn(text, read.fault.at) }],
      workflow: null,
    }
  const { faults, workflow } = checkDefinition(read.value)
  const placed = faults
    .map((fault) => ({ at: placeOf(read.places, fault.path), fault }))
    .sort((one, other) => one.at - other.at)
    .map(({ at, fault }) => ({ ...fault, ...lineAndColumn(text, at) }))
  return { faults: placed, workflow }
}
