// Approvals: separate from correction, level after level, each by another person.
import type { TaskAnswer } from '@countersign/contract/review'
import { approvalsOf } from '../../domain/rules.ts'
import { approvalTasks } from '../../domain/tasks.ts'
import { Problem } from '../../platform/problem.ts'
import { writeDecision } from '../decision.ts'
import { isOpen, markDone, type Sitting } from '../sitting.ts'
import { needsOf, packetMembers } from './packet.store.ts'
import { closeTasks, type TaskRow } from './tasks.store.ts'

export async function answerApproval(sitting: Sitting, task: TaskRow, answer: TaskAnswer): Promise<void> {
  const { document, tx, accountId, person, at } = sitting
  if (document.state !== 'validated')
    throw new Problem('document.invalid_transition', `The document is ${document.state}, not to be approved.`)
  const { decision, reason } = answer
  if (decision === 'approve') await refuseIncomplete(sitting)
  await closeTasks(tx, accountId, { ids: [task.id], person, decision, at })
  markDone(sitting, [task.id], decision)
  const data = { by: 'people', task: task.id, level: task.level, skill: task.skill }
  const said = [{ field: null, before: null, after: decision, why: reason ?? null }]
  if (decision === 'reject') return writeDecision(sitting, { event: 'document.rejected', data, reason, said })
  return goOn(sitting, { level: task.level ?? 1, written: { data, reason, said } })
}

type Going = {
  level: number
  written: Pick<Parameters<typeof writeDecision>[1], 'data' | 'reason' | 'said'>
}

/** The last of a level asks the next one; the last of all lets the document go. */
async function goOn(sitting: Sitting, { level, written }: Going): Promise<void> {
  const { workflow, extraction, tasks } = sitting
  if (tasks.some((task) => isOpen(task) && task.kind === 'approval'))
    return writeDecision(sitting, { ...written, event: 'document.approval_given' })
  const levels = approvalsOf(workflow, extraction ?? { class: 'other', fields: [] })
  const next = levels[level]
  if (next)
    return writeDecision(sitting, {
      ...written,
      event: 'document.approval_given',
      tasks: approvalTasks(next, level + 1),
    })
  return writeDecision(sitting, {
    ...written,
    event: 'document.approved',
    data: { ...written.data, levels: levels.length },
  })
}

/** Throws `review.packet_incomplete` naming what has not come, or has not passed validation yet. */
async function refuseIncomplete({ workflow, tx, accountId, document }: Sitting): Promise<void> {
  if (!workflow.packet) return
  const needs = needsOf(workflow, await packetMembers(tx, accountId, document.id))
  const missing = needs.flatMap(({ classes, count, found }) =>
    found >= count ? [] : [`${classes.join(' or ')} (${found} of ${count})`],
  )
  if (missing.length > 0)
    throw new Problem(
      'review.packet_incomplete',
      `The packet is not complete. What is missing or not validated yet: ${missing.join(', ')}. Upload it with the same packet id, or reject.`,
    )
}
