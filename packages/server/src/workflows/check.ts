// Everything that is wrong with a definition, each with its place: for the API, the command line and what ships.
import type { DocumentClass } from '@countersign/contract/extraction'
import { NewWorkflow, type WorkflowFault, type WorkflowRule } from '@countersign/contract/workflow'
import { Value } from 'typebox/value'
import { celFault, celSteps, decide } from '../domain/cel/cel.ts'
import { conditionFault, planFaults } from '../domain/plan/plan-faults.ts'
import { factsOfExample, isDoubt } from '../domain/rules.ts'
import { nameFaults, typesFor, warningsOf } from './check-names.ts'
import { schemaFaults } from './check-schema.ts'
import { lineAndColumn, placeInText, readJson } from './json-text.ts'

/** With any fault there is no workflow; a warning is for who wrote it, and stands in the way of nothing. */
export type Checked = { faults: WorkflowFault[]; warnings: WorkflowFault[]; workflow: NewWorkflow | null }

/** `at`: from which character of the text at `path` on. */
type Placed = WorkflowFault & { at?: number }
type Found = { faults: Placed[]; warnings: Placed[]; workflow: NewWorkflow | null }

const mostFaults = 50
const longestSource = 200_000
const tooLarge: Checked = {
  faults: [{ path: '', message: 'A workflow has at most 200,000 characters.' }],
  warnings: [],
  workflow: null,
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

function envelopeFaults(workflow: NewWorkflow): Placed[] {
  const plan = workflow.sign?.envelope
  if (!plan) return []
  const types = typesFor(workflow, workflow.understand?.classes ?? [])
  const faults = planFaults(plan, { types, kind: 'workflow', documents: 1 })
  return [
    ...conditionFault('/sign/envelope/when', plan.when, types),
    ...faults.map(({ path, message }) => ({ path: `/sign/envelope${path}`, message })),
  ]
}

/** A workflow may have a hundred rules; together they may take about a third of a second. */
const mostStepsInAll = 10_000_000

function expressionFaults(workflow: NewWorkflow): Placed[] {
  const expressions = expressionsOf(workflow)
  const faults: Placed[] = expressions.flatMap(({ path, text, classes }) => {
    const fault = celFault(text, typesFor(workflow, classes))
    return fault ? [{ path, ...fault }] : []
  })
  faults.push(...envelopeFaults(workflow))
  if (faults.length > 0) return faults
  const steps = expressions.reduce((all, { text }) => all + celSteps(text), 0)
  if (steps <= mostStepsInAll) return []
  const message = `All expressions together may take ${steps.toLocaleString('en')} steps, more than ${mostStepsInAll.toLocaleString('en')}. Have fewer rules that go through the lines of a document.`
  return [{ path: '/validate/rules', message }]
}

function exampleFaults(rule: WorkflowRule, at: number, fallback: DocumentClass): Placed[] {
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

function ruleFaults(workflow: NewWorkflow, broken: ReadonlySet<string>): Placed[] {
  const { rules = [] } = workflow.validate ?? {}
  const seen = new Set<string>()
  const [first = 'other'] = workflow.understand?.classes ?? []
  return rules.flatMap((rule, at) => {
    const twice = seen.has(rule.id)
    seen.add(rule.id)
    const doubt = {
      path: `/validate/rules/${at}/id`,
      message: `"${rule.id}" is what a doubt of the machine is called, which a look at the document settles. Give the rule a name of its own.`,
    }
    if (isDoubt(rule.id)) return [doubt]
    const again = { path: `/validate/rules/${at}/id`, message: `There are two rules "${rule.id}".` }
    // An expression with a fault of its own would only fail again.
    if (broken.has(`/validate/rules/${at}/check`)) return twice ? [again] : []
    const [own = first] = rule.classes ?? []
    return [...(twice ? [again] : []), ...exampleFaults(rule, at, own)]
  })
}

function findFaults(definition: unknown): Found {
  if (!Value.Check(NewWorkflow, definition))
    return { faults: schemaFaults(definition).slice(0, mostFaults), warnings: [], workflow: null }
  const expressions = expressionFaults(definition)
  const broken = new Set(expressions.map(({ path }) => path))
  const faults = [...nameFaults(definition), ...expressions, ...ruleFaults(definition, broken)]
  return {
    faults: faults.slice(0, mostFaults),
    warnings: warningsOf(definition).slice(0, mostFaults),
    workflow: faults.length === 0 ? definition : null,
  }
}

const withCharacter = ({ at, ...fault }: Placed): WorkflowFault =>
  at === undefined ? fault : { ...fault, message: `${fault.message} (character ${at + 1} of the expression)` }

/** Faults of a definition as JSON; no place in a text is known. */
export function checkDefinition(definition: unknown): Checked {
  if (JSON.stringify(definition).length > longestSource) return tooLarge
  const { faults, warnings, workflow } = findFaults(definition)
  return { faults: faults.map(withCharacter), warnings: warnings.map(withCharacter), workflow }
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
      warnings: [],
      workflow: null,
    }
  const { faults, warnings, workflow } = findFaults(read.value)
  const inPlace = (found: readonly Placed[]): WorkflowFault[] =>
    found
      .map(({ at, ...fault }) => {
        const place = placeOf(read.places, fault.path)
        return { fault, place: at === undefined ? place : placeInText(text, place, at) }
      })
      .sort((one, other) => one.place - other.place)
      .map(({ fault, place }) => ({ ...fault, ...lineAndColumn(text, place) }))
  return { faults: inPlace(faults), warnings: inPlace(warnings), workflow }
}
