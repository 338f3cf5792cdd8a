// Pure: what still stands in the way once people have looked, and what that asks of whom.
import type { Extraction, Finding } from '@countersign/contract/extraction'
import { routeOf } from '../domain/rules.ts'
import { type NewTask, secondLooks, tasksFor } from '../domain/tasks.ts'
import { settledByLooking } from './corrections.ts'
import { doneIn, isOpen, isReading, type Sitting } from './sitting.ts'

const keyOf = ({ rule, field }: Pick<Finding, 'rule' | 'field'>) => `${rule} ${field ?? ''}`
const isError = ({ severity }: Finding) => severity === 'error'

type Looking = Pick<Sitting, 'desk' | 'workflow' | 'document' | 'asRead' | 'tasks' | 'at'>

export const judgingOf = ({ workflow, at }: Pick<Looking, 'workflow' | 'at'>) => ({
  workflow,
  today: at.toISOString().slice(0, 10),
})

/** Objections that no look at the values alone makes: of what came with the document, of other documents. */
function fromOutside(sitting: Looking): Finding[] {
  const { asRead, desk } = sitting
  if (!asRead) return []
  const own = new Set(desk.judge(asRead, judgingOf(sitting)).map(keyOf))
  return asRead.findings.filter((finding) => !settledByLooking(finding) && !own.has(keyOf(finding)))
}

/** What a person let stand although a rule objects, and fields whose values are not those that were objected to. */
function settledIn({ tasks }: Looking, corrected: readonly string[]) {
  const done = tasks.filter(({ state }) => state === 'done')
  const waived = done.flatMap(({ decision, rules, field }) =>
    decision === 'confirm' ? rules.map((rule) => keyOf({ rule, ...(field ? { field } : {}) })) : [],
  )
  const changed = done.flatMap(({ decision, field }) =>
    field !== null && (decision === 'correct' || decision === 'remove') ? [field] : [],
  )
  return { waived: new Set(waived), changed: new Set([...changed, ...corrected]) }
}

/** Everything that is to be said about the values as they are now; what people let stand is a warning. */
export function findingsAfter(sitting: Looking, after: Extraction, corrected: readonly string[]): Finding[] {
  const { waived, changed } = settledIn(sitting, corrected)
  const outside = fromOutside(sitting).filter(({ field }) => field === undefined || !changed.has(field))
  const all = [...outside, ...sitting.desk.judge(after, judgingOf(sitting))]
  const unique = [
    ...new Map(all.map((finding) => [`${keyOf(finding)} ${finding.message}`, finding])).values(),
  ]
  return unique.map((finding) =>
    isError(finding) && waived.has(keyOf(finding)) ? { ...finding, severity: 'warning' as const } : finding,
  )
}

const needsTwo = ({ workflow, asRead }: Looking, after: Extraction): boolean =>
  [asRead, after].some((values) => values !== null && routeOf(workflow, values, []) === 'twoReviewers')

/** What people have to do before the document can go on; nothing means that it can. */
export function stillToDo(sitting: Looking, after: Extraction, findings: readonly Finding[]): NewTask[] {
  if (sitting.tasks.some((task) => isOpen(task) && isReading(task))) return []
  const { workflow } = sitting
  if (findings.some(isError)) return tasksFor(workflow, after, { findings, route: 'review' })
  return needsTwo(sitting, after) ? secondLooks(workflow, after, doneIn(sitting.tasks)) : []
}
