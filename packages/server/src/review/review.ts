// A person's decision on a held document as a whole: corrections, then approve or reject, in one transaction.

import type { Document } from '@countersign/contract/document'
import type { Extraction, Finding } from '@countersign/contract/extraction'
import type { CorrectedLine } from '@countersign/contract/review'
import { withAccount } from '../db/sql.ts'
import { findDocument } from '../documents/documents.store.ts'
import { Problem } from '../platform/problem.ts'
import { afterReview, type FieldCorrection, ownFieldsOf } from './corrections.ts'
import { type Said, writeDecision } from './decision.ts'
import { withLines } from './lines.ts'
import { findingsAfter, stillToDo } from './settle.ts'
import {
  barOf,
  type Desk,
  isOpen,
  isReading,
  markDone,
  openSitting,
  refuseBarred,
  refuseChanged,
  refuseClaimed,
  refuseUnskilled,
  type Sitting,
  type Who,
} from './sitting.ts'
import { closeTasks, insertTasks, type TaskRow, tasksOfRun } from './tasks/tasks.store.ts'

export type Decision = {
  decision: 'approve' | 'reject'
  corrections: readonly FieldCorrection[]
  /** All lines as they are on the paper; left out: they stand as they were read. */
  lines?: readonly CorrectedLine[] | undefined
  reason?: string | undefined
  /** Approve although findings about the values still stand; needs a reason. */
  override?: boolean | undefined
}

export type Reviewing = Decision & Who & { documentId: string; ifMatch: string }

export function reviewDocument(desk: Desk, reviewing: Reviewing): Promise<Document> {
  const { accountId, documentId } = reviewing
  return withAccount(desk.archive.db, accountId, async (tx) => {
    const sitting = await openSitting(tx, accountId, { desk, who: whoOf(reviewing), documentId })
    const { document, extraction } = sitting
    await refuseChanged(sitting, reviewing.ifMatch)
    if (document.state !== 'in_review')
      throw new Problem('document.invalid_transition', `The document is ${document.state}, not in review.`)
    if (!extraction)
      throw new Problem('extraction.not_found', 'There is nothing to review: the document has no extraction.')
    if (reviewing.decision === 'reject') await reject(sitting, reviewing, extraction)
    else await approve(sitting, reviewing, extraction)
    return findDocument(tx, accountId, { id: documentId, kms: desk.archive.kms })
  })
}

const whoOf = ({ accountId, onBehalfOf, circumstances }: Who): Who => ({
  accountId,
  onBehalfOf,
  circumstances,
})

async function reject(sitting: Sitting, reviewing: Reviewing, before: Extraction): Promise<void> {
  const open = sitting.tasks.filter((task) => isOpen(task) && isReading(task))
  // Whoever is at it would lose what they are doing; who may not answer a task does not end it either.
  refuseClaimed(open, sitting)
  refuseUnskilled(open, sitting.person)
  await writeDecision(sitting, {
    event: 'document.rejected',
    data: { by: 'review', corrected: namesIn(reviewing), overridden: [] },
    reason: reviewing.reason,
    said: saidIn(reviewing, before),
    after: {
      ...before,
      fields: afterReview(before, reviewing.corrections, ownFieldsOf(sitting.workflow, before)).fields,
      ...(reviewing.lines && { lines: withLines(before, reviewing.lines).lines ?? [] }),
    },
  })
}

const namesIn = ({ corrections, lines }: Decision): string[] => [
  ...corrections.map(({ field }) => field),
  ...(lines ? ['lines'] : []),
]

async function approve(sitting: Sitting, reviewing: Reviewing, before: Extraction): Promise<void> {
  const open = sitting.tasks.filter((task) => isOpen(task) && isReading(task))
  refuseClaimed(open, sitting)
  refuseBarred(open, barOf(sitting))
  const looked = afterReview(before, reviewing.corrections, ownFieldsOf(sitting.workflow, before))
  const after = reviewing.lines ? withLines(looked, reviewing.lines) : looked
  const findings = findingsAfter(sitting, after, namesIn(reviewing))
  const errors = findings.filter(({ severity }) => severity === 'error')
  refuseUnresolved(errors, reviewing)
  await closeAll(sitting, open, reviewing)
  // An override is the person's word on all that still stands.
  const waived = findings.map((finding) => ({
    ...finding,
    severity: finding.severity === 'error' ? ('warning' as const) : finding.severity,
  }))
  const tasks = stillToDo(sitting, after, waived)
  await writeDecision(sitting, {
    event: tasks.length > 0 ? 'document.reviewed' : 'document.validated',
    data: { by: 'review', corrected: namesIn(reviewing), overridden: errors.map(({ rule }) => rule) },
    reason: reviewing.reason,
    said: saidIn(reviewing, before),
    after: { ...after, findings },
    tasks,
  })
}

/** Throws `review.unresolved` where values still contradict each other and nobody insists. */
function refuseUnresolved(errors: readonly Finding[], { override, reason }: Decision): void {
  const [first] = errors
  if (!first || (override && reason)) return
  throw new Problem(
    'review.unresolved',
    `The values still do not pass: ${first.message} Correct them, or approve with "override": true and a "reason".`,
    {
      errors: errors.map((finding) => ({
        path: finding.field ?? '',
        message: `${finding.rule}: ${finding.message}`,
      })),
    },
  )
}

/** A decision about the whole is one about each task, and about the document where a corrected field had none. */
async function closeAll(sitting: Sitting, open: readonly TaskRow[], reviewing: Decision): Promise<void> {
  const { tx, accountId, document, at, person, desk } = sitting
  const corrected = new Set(namesIn(reviewing))
  const unasked = [...corrected].some((field) => !open.some((task) => task.field === field))
  if (open.length === 0 || (unasked && !open.some(({ field }) => field === null)))
    await insertTasks(tx, accountId, {
      ...{ documentId: document.id, run: document.run, class: document.class, magnitude: null, at },
      tasks: [{ kind: 'field', field: null, rules: [], skill: null, level: null }],
      newId: desk.recorder.newId,
    })
  sitting.tasks = await tasksOfRun(tx, accountId, { documentId: document.id, run: document.run })
  const mine = sitting.tasks.filter((task) => isOpen(task) && isReading(task))
  const isCorrected = ({ field }: TaskRow) => (field === null ? unasked : corrected.has(field))
  for (const decision of ['confirm', 'correct'] as const) {
    const ids = mine.filter((task) => isCorrected(task) === (decision === 'correct')).map(({ id }) => id)
    await closeTasks(tx, accountId, { ids, person, decision, at })
    markDone(sitting, ids, decision)
  }
}

/** The decision first, then each field it changed. */
function saidIn(reviewing: Decision, before: Extraction): Said[] {
  const { decision, reason, corrections, lines } = reviewing
  const counted = lines && { before: before.lines ?? [], after: withLines(before, lines).lines ?? [] }
  return [
    { field: null, before: null, after: decision, why: reason ?? null },
    ...(counted ? [{ field: 'lines', before: null, after: null, why: reason ?? null, lines: counted }] : []),
    ...corrections.map(({ field, value, reason: why }) => ({
      field,
      before: before.fields.find(({ name }) => name === field) ?? null,
      after: value,
      why: why ?? null,
    })),
  ]
}
