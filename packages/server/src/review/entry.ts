// Manual entry: the machine could not read a document, so a person types in what stands on it.
import type { Document } from '@countersign/contract/document'
import type { Extraction } from '@countersign/contract/extraction'
import type { ManualEntry } from '@countersign/contract/review'
import { withAccount } from '../db/sql.ts'
import { findDocument } from '../documents/documents.store.ts'
import { artifactExpired } from '../documents/life.ts'
import { entryTask } from '../domain/tasks.ts'
import { Problem } from '../platform/problem.ts'
import { applyCorrections, ownFieldsOf } from './corrections.ts'
import { type Said, writeDecision } from './decision.ts'
import { findingsAfter, stillToDo } from './settle.ts'
import {
  barOf,
  type Desk,
  isOpen,
  markDone,
  openSitting,
  refuseBarred,
  refuseChanged,
  refuseClaimed,
  type Sitting,
  type Who,
} from './sitting.ts'
import { closeTasks, insertTasks, tasksOfRun } from './tasks/tasks.store.ts'

export type Entering = Who & { documentId: string; ifMatch: string; entry: ManualEntry }

export function enterValues(desk: Desk, { documentId, ifMatch, entry, ...who }: Entering): Promise<Document> {
  const { accountId } = who
  return withAccount(desk.archive.db, accountId, async (tx) => {
    const sitting = await openSitting(tx, accountId, { desk, who, documentId })
    await refuseChanged(sitting, ifMatch)
    refuseUnenterable(sitting)
    await closeEntry(sitting)
    const extraction = extractionOf(sitting, entry)
    await writeEntered(sitting, entry, extraction)
    return findDocument(tx, accountId, { id: documentId, kms: desk.archive.kms })
  })
}

function refuseUnenterable({ document, workflow }: Sitting): void {
  if (document.state !== 'failed')
    throw new Problem(
      'document.invalid_transition',
      `The document is ${document.state}. Values are entered where reading failed; elsewhere they are corrected.`,
    )
  if (!workflow.validate)
    throw new Problem(
      'document.invalid_transition',
      `The workflow "${workflow.name}" takes no values. Reopen the document with another workflow.`,
    )
  if (document.removed.includes('original')) throw artifactExpired('original')
}

async function closeEntry(sitting: Sitting): Promise<void> {
  const { tx, accountId, document, workflow, at, person, desk } = sitting
  const of = { documentId: document.id, run: document.run }
  if (!sitting.tasks.some((task) => task.kind === 'entry' && isOpen(task)))
    await insertTasks(tx, accountId, {
      ...of,
      ...{ class: null, magnitude: null, at, tasks: [entryTask(workflow)] },
      newId: desk.recorder.newId,
    })
  sitting.tasks = await tasksOfRun(tx, accountId, of)
  const open = sitting.tasks.filter((task) => task.kind === 'entry' && isOpen(task))
  refuseClaimed(open, sitting)
  refuseBarred(open, barOf(sitting))
  const ids = open.map(({ id }) => id)
  await closeTasks(tx, accountId, { ids, person, decision: 'correct', at })
  markDone(sitting, ids, 'correct')
}

const extractionOf = ({ document, workflow }: Sitting, { class: name, fields }: ManualEntry): Extraction => ({
  documentId: document.id,
  run: document.run,
  class: name,
  classConfidence: 1,
  language: null,
  fields: applyCorrections(
    [],
    Object.entries(fields).map(([field, value]) => ({ field, value })),
    ownFieldsOf(workflow, null),
  ),
  findings: [],
})

/** Entered, and at once judged like any other values: what the rules object to is a task again. */
async function writeEntered(sitting: Sitting, entry: ManualEntry, entered: Extraction): Promise<void> {
  const findings = findingsAfter(sitting, entered, [])
  const tasks = stillToDo(sitting, entered, findings)
  const names = Object.keys(entry.fields)
  const said: Said[] = [
    { field: null, before: null, after: 'enter', why: entry.reason },
    ...names.map((field) => ({ field, before: null, after: entry.fields[field] ?? null, why: null })),
  ]
  await writeDecision(sitting, {
    event: 'document.entered',
    data: { by: 'review', fields: names, class: entry.class },
    reason: entry.reason,
    said,
    after: { ...entered, findings },
    tasks,
    set: { class: entry.class, failureCode: null, failureDetail: null },
  })
  if (tasks.length > 0) return
  await writeDecision(sitting, {
    event: 'document.validated',
    data: { by: 'review', corrected: [], overridden: [] },
    reason: undefined,
    said: [],
  })
}
