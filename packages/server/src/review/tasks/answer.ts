// A person's answer to one task: about a field, about the document, or an approval.
import type { Extraction } from '@countersign/contract/extraction'
import type { ReviewTask, TaskAnswer } from '@countersign/contract/review'
import { type Tx, withAccount } from '../../db/sql.ts'
import { Problem } from '../../platform/problem.ts'
import { applyCorrections, ownFieldsOf, settledByLooking } from '../corrections.ts'
import { writeDecision } from '../decision.ts'
import { findingsAfter, stillToDo } from '../settle.ts'
import {
  barOf,
  type Desk,
  isReading,
  markDone,
  openSitting,
  personOf,
  refuseBarred,
  refuseClaimed,
  type Sitting,
  type Who,
} from '../sitting.ts'
import { answerApproval } from './approval.ts'
import { closeTasks, findTask, lockTask, type TaskRow, toTask } from './tasks.store.ts'

export type Answering = Who & { taskId: string; answer: TaskAnswer; about: 'reading' | 'approval' }

export function answerTask(desk: Desk, answering: Answering): Promise<ReviewTask> {
  const { taskId, answer, about, ...who } = answering
  const { accountId } = who
  return withAccount(desk.archive.db, accountId, async (tx) => {
    const { documentId } = await findTask(tx, accountId, taskId)
    // Whoever decides about a document waits for whoever is deciding about it.
    const sitting = await openSitting(tx, accountId, { desk, who, documentId })
    const task = await lockTask(tx, accountId, taskId)
    if (!isRepeated(task, sitting, answer)) {
      refuseUnfit(task, { answer, about })
      refuseClaimed([task], sitting)
      refuseBarred([task], barOf(sitting))
      await (about === 'approval' ? answerApproval : answerReading)(sitting, task, answer)
    }
    return shown(tx, { desk, who, taskId })
  })
}

async function shown(tx: Tx, { desk, who, taskId }: { desk: Desk; who: Who; taskId: string }) {
  const person = await personOf(tx, who, desk.archive)
  return toTask(await findTask(tx, who.accountId, taskId), { person, now: desk.recorder.clock() })
}

/** The same answer by the same person again is no mistake. Throws `task.closed` for any other. */
function isRepeated(task: TaskRow, { person }: Sitting, { decision }: TaskAnswer): boolean {
  if (task.state === 'open') return false
  if (task.state === 'done' && task.decision === decision && task.decidedBy?.equals(person.mark)) return true
  throw new Problem(
    'task.closed',
    task.state === 'done'
      ? 'Somebody was faster: the task is done. Take the next one.'
      : 'The task is no longer needed: the document has moved on. Take the next one.',
  )
}

function refuseUnfit(task: TaskRow, { answer, about }: Pick<Answering, 'answer' | 'about'>): void {
  const unfit = (detail: string) => new Problem('task.decision_unfit', detail)
  if (task.kind === 'entry') throw unfit(`Enter the values: POST /v1/documents/${task.documentId}/entry.`)
  if ((task.kind === 'approval') !== (about === 'approval'))
    throw unfit(
      task.kind === 'approval'
        ? `This task is an approval: POST /v1/tasks/${task.id}/approval.`
        : `This task is about values: POST /v1/tasks/${task.id}/decision.`,
    )
  const { decision, value, reason } = answer
  const takes = about === 'approval' ? ['approve', 'reject'] : ['confirm', 'correct', 'remove', 'reject']
  if (!takes.includes(decision)) throw unfit(`The task takes ${takes.join(', ')}, not "${decision}".`)
  if (decision === 'reject' && !reason) throw unfit('Rejecting needs a "reason".')
  if (decision === 'correct' && value === undefined && !answer.class)
    throw unfit('Correcting needs a "value", or a "class" where the task is about the document.')
  if (task.field === null && (decision === 'remove' || value !== undefined))
    throw unfit(
      'The task is about the document as a whole. Confirm it, give its "class", or correct fields by the review of the document.',
    )
}

async function answerReading(sitting: Sitting, task: TaskRow, answer: TaskAnswer): Promise<void> {
  const { extraction, document } = sitting
  if (document.state !== 'in_review' || !extraction)
    throw new Problem('document.invalid_transition', `The document is ${document.state}, not in review.`)
  const { decision, reason } = answer
  const said = saidOf(task, answer, extraction)
  const about = { by: 'review', task: task.id, kind: task.kind, field: task.field, decision }
  await close(sitting, task, answer)
  if (decision === 'reject')
    return writeDecision(sitting, { event: 'document.rejected', data: about, reason, said })
  const overridden = overriddenBy(sitting, task, answer)
  const after = valuesAfter(sitting, extraction, { task, answer })
  const corrected = decision !== 'confirm' && task.field !== null ? [task.field] : []
  const findings = findingsAfter(sitting, after, corrected)
  const waits = sitting.tasks.some((one) => one.state === 'open' && isReading(one))
  const tasks = stillToDo(sitting, after, findings)
  return writeDecision(sitting, {
    event: waits || tasks.length > 0 ? 'document.reviewed' : 'document.validated',
    data: { ...about, corrected, overridden },
    reason,
    said,
    after: { ...after, findings },
    tasks,
    ...(answer.class && task.field === null ? { set: { class: answer.class } } : {}),
  })
}

async function close(sitting: Sitting, { id }: TaskRow, { decision }: TaskAnswer): Promise<void> {
  const { tx, accountId, person, at } = sitting
  await closeTasks(tx, accountId, { ids: [id], person, decision, at })
  markDone(sitting, [id], decision)
}

/** Facts are not talked away by looking: letting them stand needs a reason, and the log names the rules. */
function overriddenBy({ extraction }: Sitting, task: TaskRow, { decision, reason }: TaskAnswer): string[] {
  if (decision !== 'confirm') return []
  const facts = task.rules.filter((rule) => !settledByLooking({ rule }))
  if (facts.length === 0 || reason) return facts
  const found = extraction?.findings.find(
    ({ rule, field }) => facts.includes(rule) && (field ?? null) === task.field,
  )
  throw new Problem(
    'review.unresolved',
    `${found?.message ?? `The rule ${facts[0]} objects.`} Correct it, or confirm it with a "reason".`,
    { errors: facts.map((rule) => ({ path: task.field ?? '', message: rule })) },
  )
}

function valuesAfter(
  { workflow }: Sitting,
  before: Extraction,
  { task: { field }, answer }: { task: TaskRow; answer: TaskAnswer },
): Extraction {
  if (field === null) return { ...before, class: answer.class ?? before.class, classConfidence: 1 }
  if (answer.decision === 'confirm')
    return {
      ...before,
      fields: before.fields.map((one) => (one.name === field ? { ...one, confidence: 1 } : one)),
    }
  const value = answer.decision === 'remove' ? null : (answer.value ?? null)
  return {
    ...before,
    fields: applyCorrections(before.fields, [{ field, value }], ownFieldsOf(workflow, before)),
  }
}

function saidOf({ field }: TaskRow, answer: TaskAnswer, before: Extraction) {
  const { decision, value, reason } = answer
  const changes = field !== null && (decision === 'correct' || decision === 'remove')
  return [
    {
      field,
      before: before.fields.find(({ name }) => name === field) ?? null,
      after: changes ? (value ?? null) : (answer.class ?? decision),
      why: reason ?? null,
    },
  ]
}
