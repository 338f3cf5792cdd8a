// Pure: what people's decisions say of each field of a document, beside what the machine had read.
import type { Correction, Extraction, Field, FieldValue, LineItem } from '@countersign/contract/extraction'
import type { TaskDecision, TaskKind } from '@countersign/contract/review'

export type TaskDone = { kind: TaskKind; field: string | null; decision: TaskDecision | null }
export type Verdict = 'right' | 'wrong' | 'missed' | 'extra' | 'unseen'
export type Outcome = { field: string; verdict: Verdict; confidence: number | null; taught: boolean }

export type Decisions = {
  asRead: Extraction
  final: Extraction
  corrections: readonly Correction[]
  /** Tasks that people did, in this run. */
  tasks: readonly TaskDone[]
}

/** Every field was in front of somebody who answered for the whole. */
function wholeSeen({ corrections, tasks }: Decisions): boolean {
  const said = corrections.some(
    ({ field, after }) => field === null && (after === 'approve' || after === 'enter'),
  )
  return (
    said ||
    tasks.some(({ kind, field, decision }) => kind !== 'approval' && field === null && decision === 'confirm')
  )
}

/** Names of the fields that a person answered for. */
export function seenFields(decisions: Decisions): Set<string> {
  const { corrections, tasks, asRead, final } = decisions
  const seen = new Set<string>()
  for (const { field } of corrections) if (field !== null) seen.add(field)
  for (const { field, decision } of tasks)
    if (field !== null && decision !== null && decision !== 'reject') seen.add(field)
  if (wholeSeen(decisions)) for (const { name } of [...asRead.fields, ...final.fields]) seen.add(name)
  return seen
}

const sameValue = (one: FieldValue, other: FieldValue): boolean =>
  typeof one === 'string' || typeof other === 'string'
    ? one === other
    : one.minor === other.minor && (one.currency === other.currency || one.currency === null)

const isTaught = ({ why }: Field): boolean => why?.[0]?.reason.startsWith('taught') === true

/** Whether somebody named the lines anew, or answered for the whole. */
export const linesSeen = (decisions: Decisions): boolean =>
  wholeSeen(decisions) || decisions.corrections.some(({ field }) => field === 'lines')

export const linesNamed = ({ corrections }: Decisions): boolean =>
  corrections.some(({ field }) => field === 'lines')

const lineKey = ({ description, quantity, unitPrice, amount }: LineItem): string =>
  [description, Number(quantity), Number(unitPrice), amount?.minor].join('|')

/** The lines count as one value: they are right as a whole, or somebody had to type. */
function lineOutcome(decisions: Decisions): Outcome[] {
  const [before, after] = [decisions.asRead.lines ?? [], decisions.final.lines ?? []]
  if (before.length + after.length === 0) return []
  const right = before.map(lineKey).join('\n') === after.map(lineKey).join('\n')
  const changed = before.length === 0 ? 'missed' : after.length === 0 ? 'extra' : 'wrong'
  return [
    {
      field: 'lines',
      verdict: linesSeen(decisions) ? (right ? 'right' : changed) : 'unseen',
      confidence: before.length === 0 ? null : Math.min(...before.map(({ confidence }) => confidence)),
      taught: before.some(({ why }) => why?.[0]?.reason.startsWith('taught') === true),
    },
  ]
}

export function outcomesOf(decisions: Decisions): Outcome[] {
  const { asRead, final } = decisions
  const seen = seenFields(decisions)
  const names = new Set([...asRead.fields, ...final.fields].map(({ name }) => name))
  const ofFields = [...names].map((field): Outcome => {
    const before = asRead.fields.find(({ name }) => name === field)
    const after = final.fields.find(({ name }) => name === field)
    return {
      field,
      verdict: seen.has(field) ? verdictOf(before, after) : ('unseen' as const),
      confidence: before?.confidence ?? null,
      taught: before !== undefined && isTaught(before),
    }
  })
  return [...ofFields, ...lineOutcome(decisions)]
}

function verdictOf(before: Field | undefined, after: Field | undefined): Verdict {
  if (before === undefined) return 'missed'
  if (after === undefined) return 'extra'
  return sameValue(before.value, after.value) ? 'right' : 'wrong'
}
