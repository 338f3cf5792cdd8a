// Thresholds, required fields, arithmetic and the workflow's own rules. An error waits for a person.
import type { Extraction, Finding } from '@countersign/contract/extraction'
import type { Workflow } from '@countersign/contract/workflow'
import { check } from '@countersign/understand/check'
import { confidenceWith, defaultRequired } from '@countersign/understand/classes/classes'
import { applyRules } from '../domain/rules.ts'
import type { Outcome, Stage } from '../ports/stage.ts'

/** All objections to the values, as read or as corrected. `today` is an ISO date. */
export function judge(
  extraction: Extraction,
  { workflow, today }: { workflow: Workflow; today: string },
): Finding[] {
  const { rules = [], confidence = {}, required = {} } = workflow.validate ?? {}
  return [
    ...check(extraction, {
      confidence: confidenceWith(confidence),
      required: { ...defaultRequired, ...required },
      today,
    }),
    ...applyRules(rules, extraction),
  ]
}

/** A field whose reading is in doubt already says why; that it is also uncertain adds nothing. */
function withoutEchoes(findings: readonly Finding[]): Finding[] {
  const doubted = new Set(findings.filter(({ rule }) => rule.startsWith('read.')).map(({ field }) => field))
  return findings.filter(({ rule, field }) => rule !== 'field.uncertain' || !doubted.has(field))
}

export const validate: Stage = {
  name: 'validate',
  async run({ document, workflow, holdings, ports }): Promise<Outcome> {
    const extraction = await holdings.extraction()
    if (!extraction) throw new Error(`document ${document.id} is understood but has no extraction`)
    const today = ports.clock().toISOString().slice(0, 10)
    const findings = withoutEchoes([...extraction.findings, ...judge(extraction, { workflow, today })])
    const errors = findings.filter((finding) => finding.severity === 'error')
    // The log names rule and field, never a value.
    const named = errors.map(({ rule, field }) => (field ? { rule, field } : { rule }))
    return {
      event: errors.length > 0 ? 'document.held' : 'document.validated',
      data: { errors: named.slice(0, 50), warnings: findings.length - errors.length },
      findings,
    }
  },
}
