// A person at a document: everything a decision needs, opened and locked in one transaction.
import type { Document } from '@countersign/contract/document'
import type { Extraction, Finding } from '@countersign/contract/extraction'
import type { TaskDecision } from '@countersign/contract/review'
import type { Workflow } from '@countersign/contract/workflow'
import type { Tx } from '../db/sql.ts'
import { findDocument, lockDocumentRow } from '../documents/documents.store.ts'
import type { Archive } from '../documents/holdings.ts'
import { accountKey, documentKey } from '../documents/keys.ts'
import { type Recorder, typesSince } from '../documents/record.ts'
import { findAsRead, findExtraction } from '../documents/results.store.ts'
import { changesDocument } from '../domain/document.ts'
import { barred, type Done, type FourEyes } from '../domain/tasks.ts'
import type { Circumstances } from '../events/append.ts'
import { Problem } from '../platform/problem.ts'
import type { DataKey } from '../ports/blob-store.ts'
import { identify, lacks, type Person, sayer } from './reviewers/person.ts'
import { type TaskRow, tasksOfRun } from './tasks/tasks.store.ts'

export type Judging = { workflow: Workflow; today: string }

export type Desk = {
  archive: Archive
  recorder: Recorder
  /** The version that a document started with. */
  workflow(tx: Tx, accountId: string, of: { name: string; version: number }): Promise<Workflow>
  /** Everything the workflow objects to in these values. */
  judge(extraction: Extraction, judging: Judging): Finding[]
  eyes: FourEyes
}

/** Who decides. `onBehalfOf` is the person a key acts for. */
export type Who = { accountId: string; onBehalfOf: string | null; circumstances: Circumstances }

export type Sitting = Who & {
  desk: Desk
  tx: Tx
  at: Date
  document: Document
  key: DataKey
  workflow: Workflow
  person: Person
  /** Null before anybody or anything has found values. */
  extraction: Extraction | null
  /** As the machine left it. */
  asRead: Extraction | null
  tasks: TaskRow[]
}

export const nameOf = (who: Pick<Who, 'onBehalfOf' | 'circumstances'>): string => sayer(who).name

export async function personOf(tx: Tx, who: Who, { kms }: Pick<Archive, 'kms'>): Promise<Person> {
  return identify(tx, who.accountId, { ...sayer(who), accountKey: await accountKey(tx, who.accountId, kms) })
}

export async function openSitting(
  tx: Tx,
  accountId: string,
  { desk, who, documentId }: { desk: Desk; who: Who; documentId: string },
): Promise<Sitting> {
  const { archive, recorder } = desk
  await lockDocumentRow(tx, accountId, documentId)
  const document = await findDocument(tx, accountId, { id: documentId, kms: archive.kms })
  const key = await documentKey(tx, accountId, { documentId, kms: archive.kms })
  const of = { documentId, run: document.run, key }
  const named = { name: document.workflow, version: document.workflowVersion }
  return {
    ...who,
    desk,
    tx,
    at: recorder.clock(),
    document,
    key,
    workflow: await desk.workflow(tx, accountId, named),
    person: await personOf(tx, who, archive),
    extraction: await findExtraction(tx, accountId, of),
    asRead: await findAsRead(tx, accountId, of),
    tasks: await tasksOfRun(tx, accountId, of),
  }
}

export const isOpen = ({ state }: TaskRow): boolean => state === 'open'
export const isReading = ({ kind }: TaskRow): boolean => kind === 'field' || kind === 'second'

/** What has been decided so far, for the rules about who may do what. */
export const doneIn = (tasks: readonly TaskRow[]): Done[] =>
  tasks.flatMap(({ state, kind, field, decision, decidedBy, decidedThrough }) =>
    state === 'done' && decidedBy
      ? [{ kind, field, decision, by: hex(decidedBy), through: decidedThrough && hex(decidedThrough) }]
      : [],
  )

const hex = (mark: Buffer): string => mark.toString('hex')

type Bar = { person: Person; done: readonly Done[]; eyes: FourEyes }

/** Throws `task.same_person` or `task.skill_missing` where one of them is for somebody else. */
export function refuseBarred(
  tasks: readonly Pick<TaskRow, 'kind' | 'field' | 'skill'>[],
  { person, done, eyes }: Bar,
): void {
  const reader = { by: hex(person.mark), through: hex(person.through) }
  for (const task of tasks) {
    const why = barred(task, { reader, done, eyes })
    if (why) throw new Problem('task.same_person', why)
    refuseUnskilled([task], person)
  }
}

/** Throws `task.skill_missing` where one of them asks for what the person is not trusted with. */
export function refuseUnskilled(tasks: readonly Pick<TaskRow, 'skill'>[], person: Person): void {
  const task = tasks.find((one) => lacks(person, one))
  if (task)
    throw new Problem(
      'task.skill_missing',
      `The task needs the skill "${task.skill}". Leave it to somebody who has it, or have it added under /v1/reviewers.`,
    )
}

export const barOf = ({ person, tasks, desk }: Pick<Sitting, 'person' | 'tasks' | 'desk'>): Bar => ({
  person,
  done: doneIn(tasks),
  eyes: desk.eyes,
})

/** Throws `document.changed`, unless all that happened since was noted only: a task claimed, a hold placed. */
export async function refuseChanged(
  { tx, accountId, document }: Pick<Sitting, 'tx' | 'accountId' | 'document'>,
  ifMatch: string,
): Promise<void> {
  const seen = Number(/^"v(\d{1,9})"$/.exec(ifMatch)?.[1] ?? Number.NaN)
  if (seen === document.version) return
  const since =
    seen >= 1 && seen < document.version
      ? await typesSince(tx, accountId, { documentId: document.id, version: seen })
      : ['document.reopened']
  if (!since.some(changesDocument)) return
  throw new Problem(
    'document.changed',
    `The document is at version "v${document.version}" now. Fetch it again, look at the changes, and decide anew.`,
  )
}

/** Throws `task.claimed` where somebody else is at one of them. */
export function refuseClaimed(
  tasks: readonly TaskRow[],
  { person, at }: Pick<Sitting, 'person' | 'at'>,
): void {
  const taken = tasks.find(
    ({ claimedBy, claimedUntil }) =>
      claimedBy !== null && claimedUntil !== null && claimedUntil > at && !claimedBy.equals(person.mark),
  )
  if (taken)
    throw new Problem(
      'task.claimed',
      `Somebody else is at task ${taken.id} until ${taken.claimedUntil?.toISOString()}. Take another, or wait until it is free.`,
    )
}

/** As if it had been read from the table again. */
export function markDone(sitting: Sitting, ids: readonly string[], decision: TaskDecision): void {
  const { mark: decidedBy, through: decidedThrough } = sitting.person
  const decidedAt = sitting.at
  const changed = (row: TaskRow): TaskRow =>
    ids.includes(row.id) ? { ...row, state: 'done', decision, decidedBy, decidedThrough, decidedAt } : row
  const rows = sitting.tasks.map(changed)
  // In the order of decisions, as the table gives them.
  sitting.tasks = [
    ...rows.filter((row) => !ids.includes(row.id)),
    ...rows.filter((row) => ids.includes(row.id)),
  ]
}
