// What a workflow makes of values: objections of its rules, the way the document goes, and who has to approve.
import type { Verdict } from '@countersign/contract/dry-run'
import type { DocumentClass, Extraction, FieldValue, Finding } from '@countersign/contract/extraction'
import type { Route, RuleExample, Workflow, WorkflowRule } from '@countersign/contract/workflow'
import { decide, type Facts } from './cel/cel.ts'
import { longestText, mostLines } from './cel/cel-bounds.ts'

type Values = Pick<Extraction, 'class' | 'fields'> & {
  lines?: unknown
  novelty?: { score: number } | undefined
}

/** Money as `{minor, currency}` with minor as int; everything else as its canonical text. */
const factOf = (value: FieldValue): unknown =>
  typeof value === 'string'
    ? value.slice(0, longestText)
    : { minor: BigInt(value.minor), currency: value.currency ?? '' }

const decimals = new Set(['quantity', 'unitPrice', 'taxRate'])

/** What a line does not say is not there, so that has() tells. */
function lineFacts(line: Record<string, unknown>): Record<string, unknown> {
  const facts = Object.entries(line).flatMap(([name, value]): [string, unknown][] => {
    if (name === 'minor' && typeof value === 'number') return [[name, BigInt(value)]]
    if (name === 'amount' && typeof value === 'object' && value !== null && 'minor' in value)
      return [['minor', BigInt(Number(value.minor))]]
    if (decimals.has(name) && value !== null && value !== '' && Number.isFinite(Number(value)))
      return [[name, Number(value)]]
    return typeof value === 'string' && !decimals.has(name) ? [[name, value.slice(0, longestText)]] : []
  })
  return Object.fromEntries(facts)
}

/** Null where there are more lines than an expression may go through: then it cannot be said. */
export function factsOf({ class: name, fields, lines, novelty }: Values): Facts | null {
  const given = Array.isArray(lines) ? (lines as Record<string, unknown>[]) : []
  if (given.length > mostLines) return null
  return {
    class: name,
    // What a person entered is nothing that could surprise the machine.
    novelty: novelty?.score ?? 0,
    fields: Object.fromEntries(fields.map((field) => [field.name, factOf(field.value)])),
    lines: given.map(lineFacts),
  }
}

export const factsOfExample = (example: RuleExample, fallback: DocumentClass): Facts => ({
  class: example.class ?? fallback,
  novelty: 0,
  fields: Object.fromEntries(Object.entries(example.fields).map(([name, value]) => [name, factOf(value)])),
  lines: (example.lines ?? []).map(lineFacts),
})

/** A doubt of the machine, which a person's look settles; all others are facts about the values. */
export const isDoubt = (rule: string): boolean =>
  /^(field\.uncertain|class\.uncertain|document\.too_long|read\.|date\.ambiguous|amount\.ambiguous)/.test(
    rule,
  )

const answerOf = (expression: string, facts: Facts | null) =>
  facts === null ? 'error' : decide(expression, facts)

type Rule = Omit<WorkflowRule, 'examples'>

function objection(rule: Rule, message: string, { fields }: Values): Finding {
  const field = fields.find(({ name }) => rule.fields.includes(name))
  const [evidence] = field?.evidence ?? []
  const [first] = rule.fields
  return {
    rule: rule.id,
    severity: rule.severity ?? 'error',
    message,
    ...(first ? { field: first } : {}),
    ...(evidence ? { page: evidence.page, box: evidence.box } : {}),
  }
}

const concerns = (classes: readonly DocumentClass[] | undefined, name: DocumentClass): boolean =>
  !classes || classes.length === 0 || classes.includes(name)

/** Why an expression says neither true nor false: mostly it asks for what the document does not have. */
function undecided({ id, check }: Pick<Rule, 'id' | 'check'>, { fields, lines }: Values): string {
  const count = Array.isArray(lines) ? lines.length : 0
  const found = new Set(fields.map(({ name }) => name))
  const asked = [...new Set([...check.matchAll(/\bfields\.(\w+)/g)].map(([, name = '']) => name))]
  const missing = asked.filter((name) => !found.has(name)).map((name) => `"${name}"`)
  const because =
    count > mostLines
      ? `it has ${count} lines, and rules go through at most ${mostLines}`
      : missing.length > 0
        ? `${missing.join(' and ')} ${missing.length > 1 ? 'were' : 'was'} not found`
        : 'a value is not of the kind it expects'
  return `The rule "${id}" could not be evaluated on this document: ${because}. Look at it yourself.`
}

/** False is an objection; so is an expression that cannot be evaluated: doubt holds the document. */
export function applyRules(rules: readonly Rule[], values: Values): Finding[] {
  if (rules.length === 0) return []
  const facts = factsOf(values)
  return rules.flatMap((rule) => {
    if (!concerns(rule.classes, values.class)) return []
    const answer = answerOf(rule.check, facts)
    if (answer === true) return []
    const message = answer
      ? undecided(rule, values)
      : (rule.message ?? `The rule "${rule.id}" does not hold.`)
    return [objection(rule, message, values)]
  })
}

/** Those that say true or false of these values; of values that are not all there yet, others ask for what is to come. */
export function decidable<T extends Pick<Rule, 'check'>>(rules: readonly T[], values: Values): T[] {
  const facts = factsOf(values)
  return rules.filter(({ check }) => answerOf(check, facts) !== 'error')
}

type Decider = Pick<Workflow, 'review' | 'approve'>

/** By the first risk that holds; otherwise errors go to a person and the rest goes through. */
export function routeOf({ review }: Decider, values: Values, findings: readonly Finding[]): Route {
  const errors = findings.some(({ severity }) => severity === 'error')
  const facts = review?.risk?.length ? factsOf(values) : null
  const risk = review?.risk?.find(
    ({ classes, when }) => concerns(classes, values.class) && answerOf(when, facts) !== false,
  )
  if (!risk) return errors ? 'review' : 'straightThrough'
  // Facts about the values hold a document whatever its risk.
  return risk.route === 'straightThrough' && errors ? 'review' : risk.route
}

/** Doubt that a workflow lets pass for documents of little risk is told, and holds nothing. */
export function withoutDoubts({ review }: Decider, values: Values, findings: readonly Finding[]): Finding[] {
  if (!review?.risk?.length) return [...findings]
  const facts = factsOf(values)
  const risk = review.risk.find(
    ({ classes, when }) => concerns(classes, values.class) && answerOf(when, facts) !== false,
  )
  // What cannot be told is no ground to let anything pass.
  if (risk?.route !== 'straightThrough' || answerOf(risk.when, facts) !== true) return [...findings]
  return findings.map((finding) =>
    finding.rule === 'field.uncertain' ? { ...finding, severity: 'warning' as const } : finding,
  )
}

export type Level = { by: string; of: number }

/** Who has to approve, level after level; none means that the workflow itself does. */
export function approvalsOf({ approve = [] }: Decider, values: Values): Level[] {
  const facts = approve.some(({ when }) => when !== undefined) ? factsOf(values) : null
  return approve
    .filter(({ when }) => when === undefined || answerOf(when, facts) !== false)
    .map(({ by, of = 1 }) => ({ by, of }))
}

const named = ({ rule, field }: Finding) => (field ? { rule, field } : { rule })

/** Which way a document goes and what made it so; the log and a dry run name rules and fields, never values. */
export function verdictOf(workflow: Decider, values: Values, found: readonly Finding[]): Verdict {
  const errors = found.filter(({ severity }) => severity === 'error')
  return {
    route: routeOf(workflow, values, found),
    errors: errors.map(named),
    approvals: approvalsOf(workflow, values),
  }
}
