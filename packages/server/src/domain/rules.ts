// Rules of workflows: expressions of the Common Expression Language, which has no loops over unknown data and no I/O.
import type { Extraction, Finding } from '@countersign/contract/extraction'
import type { Workflow } from '@countersign/contract/workflow'
import { Environment } from '@marcbachmann/cel-js'

type Rule = NonNullable<Workflow['validate']>['rules'][number]

const environment = new Environment({ limits: { maxAstNodes: 2000, maxDepth: 50 } })
  .registerVariable('fields', 'map<string, dyn>')
  .registerVariable('class', 'string')
  .registerFunction('abs(int): int', (value: bigint) => (value < 0n ? -value : value))
  .registerFunction('abs(double): double', (value: number) => Math.abs(value))
  .registerFunction('round(double): int', (value: number) => BigInt(Math.round(value)))
  .registerFunction('sum(list<int>): int', (values: bigint[]) =>
    values.reduce((sum, value) => sum + value, 0n),
  )

/** Money as `{minor, currency}` with minor as int; everything else as its canonical text. */
function factsOf(extraction: Pick<Extraction, 'class' | 'fields'>) {
  const fields = extraction.fields.map(({ name, value }) => [
    name,
    typeof value === 'string' ? value : { minor: BigInt(value.minor), currency: value.currency ?? '' },
  ])
  return { class: extraction.class, fields: Object.fromEntries(fields) }
}

function objection(rule: Rule, message: string, extraction: Pick<Extraction, 'fields'>): Finding {
  const field = extraction.fields.find(({ name }) => rule.fields.includes(name))
  const [evidence] = field?.evidence ?? []
  return {
    rule: rule.id,
    severity: 'error',
    message,
    ...(rule.fields[0] ? { field: rule.fields[0] } : {}),
    ...(evidence ? { page: evidence.page, box: evidence.box } : {}),
  }
}

/** False is an objection; so is an expression that cannot be evaluated: doubt holds the document. */
export function applyRules(
  rules: readonly Rule[],
  extraction: Pick<Extraction, 'class' | 'fields'>,
): Finding[] {
  const facts = factsOf(extraction)
  return rules.flatMap((rule) => {
    try {
      const holds = environment.evaluate(rule.check, facts)
      return holds === true
        ? []
        : [objection(rule, rule.message ?? `The rule "${rule.id}" does not hold.`, extraction)]
    } catch {
      return [objection(rule, `The rule "${rule.id}" could not be evaluated on this document.`, extraction)]
    }
  })
}

/** What is wrong with an expression, or null; for checking a workflow before it is used. */
export function ruleError(check: string): string | null {
  try {
    const { valid, error } = environment.check(check)
    return valid ? null : (error?.message ?? 'not valid')
  } catch (error) {
    return error instanceof Error ? error.message : 'not valid'
  }
}
