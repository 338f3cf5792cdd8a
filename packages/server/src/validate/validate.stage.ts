// Thresholds, required fields, arithmetic and the workflow's own rules. An error waits for a person.
import type { Extraction, Finding } from '@countersign/contract/extraction'
import type { Workflow } from '@countersign/contract/workflow'
import { check } from '@countersign/understand/check'
import { checkFormat } from '@countersign/understand/checks/format'
import { checkLines } from '@countersign/understand/checks/lines'
import { confidenceWith, defaultRequired } from '@countersign/understand/classes/classes'
import { fingerprintOf } from '../domain/fingerprint.ts'
import { recipientFindings } from '../domain/plan/envelope-plan.ts'
import { applyRules, routeOf, withoutDoubts } from '../domain/rules.ts'
import { sellerOf } from '../domain/seller.ts'
import { tasksFor } from '../domain/tasks.ts'
import type { Outcome, Stage, StageInput } from '../ports/stage.ts'
import { duplicateFindings, supplierFindings } from './record-findings.ts'

/** What a workflow says of a field stays; what it says of a class may only be raised by what was learned. */
function learnedThresholds(
  { learned }: Extraction,
  said: Readonly<Record<string, number>>,
): Record<string, number> {
  const own = Object.entries(learned?.thresholds ?? {})
  return Object.fromEntries(
    own.map(([key, value]) => [key, Math.max(value, said[key.split('.')[0] ?? ''] ?? 0)]),
  )
}

/** With the account's own fields of the class that every document must have. */
function withTaught(
  { class: name, learned }: Extraction,
  required: Readonly<Record<string, readonly string[]>>,
): Readonly<Record<string, readonly string[]>> {
  const taught = (learned?.fields ?? []).flatMap((field) => (field.required ? [field.name] : []))
  return taught.length === 0 ? required : { ...required, [name]: [...(required[name] ?? []), ...taught] }
}

/** All objections to the values, as read or as corrected. `today` is an ISO date. */
export function judge(
  extraction: Extraction,
  { workflow, today }: { workflow: Workflow; today: string },
): Finding[] {
  const { rules = [], confidence = {}, required = {} } = workflow.validate ?? {}
  return [
    ...check(extraction, {
      confidence: confidenceWith({ ...learnedThresholds(extraction, confidence), ...confidence }),
      required: withTaught(extraction, { ...defaultRequired, ...required }),
      today,
    }),
    ...checkFormat(extraction.fields, today),
    // The XML's own sums were held against each other to the cent when it was read.
    ...(extraction.eInvoice ? [] : checkLines(extraction)),
    ...applyRules(rules, extraction),
  ]
}

/** A field whose reading is in doubt already says why; that it is also uncertain adds nothing. */
function withoutEchoes(findings: readonly Finding[]): Finding[] {
  const doubted = new Set(findings.filter(({ rule }) => rule.startsWith('read.')).map(({ field }) => field))
  return findings.filter(({ rule, field }) => rule !== 'field.uncertain' || !doubted.has(field))
}

/** Classes of which one is paid, or counted, once. */
const countedOnce = new Set<string>(['invoice', 'credit_note', 'receipt'])

/** Longer documents are compared by what their fields say: all their pages would have to be opened again. */
const mostPages = 50

/** What the account's own record says of it: had before, or from somebody it does not know. */
async function heldAgainstRecord(input: StageInput, extraction: Extraction) {
  const { accountId, document, workflow, holdings, ports } = input
  const pages = (document.pageCount ?? 0) > mostPages ? null : await holdings.pages()
  const fingerprint = fingerprintOf(extraction, pages)
  const counted = countedOnce.has(extraction.class)
  const facts = counted ? fingerprint : { ...fingerprint, number: null, total: null }
  const duplicates = await ports.precedents.duplicates(accountId, {
    ...{ documentId: document.id, run: document.run, facts },
    at: ports.clock(),
  })
  const mode = workflow.validate?.duplicates
  const findings = [
    ...duplicateFindings(document, { duplicates, mode }),
    ...(counted && extraction.class !== 'receipt'
      ? supplierFindings(extraction, await ports.precedents.suppliers(accountId, sellerOf(extraction.fields)))
      : []),
  ]
  return { fingerprint: facts, findings }
}

export const validate: Stage = {
  name: 'validate',
  async run(input): Promise<Outcome> {
    const { document, workflow, holdings, ports } = input
    const extraction = await holdings.extraction()
    if (!extraction) throw new Error(`document ${document.id} is understood but has no extraction`)
    const today = ports.clock().toISOString().slice(0, 10)
    const record = await heldAgainstRecord(input, extraction)
    const judged = judge(extraction, { workflow, today })
    const unknown = recipientFindings({ workflow, values: extraction, given: document.metadata })
    const all = withoutEchoes([...extraction.findings, ...judged, ...record.findings, ...unknown])
    const findings = withoutDoubts(workflow, extraction, all)
    const route = routeOf(workflow, extraction, findings)
    const errors = findings.filter((finding) => finding.severity === 'error')
    // The log names rule and field, never a value.
    const named = errors.map(({ rule, field }) => (field ? { rule, field } : { rule }))
    return {
      event: route === 'straightThrough' ? 'document.validated' : 'document.held',
      data: { route, errors: named.slice(0, 50), warnings: findings.length - errors.length },
      findings,
      fingerprint: record.fingerprint,
      ...(route === 'straightThrough' ? {} : { tasks: tasksFor(workflow, extraction, { findings, route }) }),
    }
  },
}
