// A person at a document: everything a decision needs, opened and locked in one transaction.
import type { Document } from '@countersign/contract/document'
import type { Extraction, Finding } from '@countersign/contract/extraction'
import type { TaskDecision } from '@countersign/contract/review'
import type { Workflow } from '@countersign/contract/workflow'
import type { Tx } from '../db/sql.ts'
import { findDocument, lockDocumentRow } from '../documents/documents.store.ts'
import type { Archive } from '../documents/holdings.ts'
import { accountKey, documentKey } from '../documents/keys.ts'
import type { Recorder } from '../documents/record.ts'
import { findAsRead, findExtraction } from '../documents/results.store.ts'
import type { Done } from '../domain/tasks.ts'
import type { Circumstances } from '../events/append.ts'
import { keyedHash } from '../platform/cipher.ts'
import { Problem } from '../platform/problem.ts'
import type { DataKey } from '../ports/blob-store.ts'
import { type TaskRow, tasksOfRun } from './tasks/tasks.store.ts'

export type Judging = { workflow: Workflow; today: string }

export type Desk = {
  archive: Archive
  recorder: Recorder
  /** The version that a document started with. */
  workflow(tx: Tx, accountId: string, of: { name: string; version: number }): Promise<Workflow>
  /** Everything the workflow objects to in these values. */
  judge(extraction: Extraction, judging: Judging): Finding[]
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
  person: Buffer
  /** Null before anybody or anything has found values. */
  extraction: Extraction | null
  /** As the machine left it. */
  asRead: Extraction | null
  tasks: TaskRow[]
}

export const nameOf = ({ onBehalfOf, circumstances }: Pick<Who, 'onBehalfOf' | 'circumstances'>): string =>
  onBehalfOf ?? circumstances.actor.id

/** The same person has the same mark in all documents of an account, and none outside it. */
export async function personOf(tx: Tx, who: Who, { kms }: Pick<Archive, 'kms'>): Promise<Buffer> {
  return keyedHash(await accountKey(tx, who.accountId, kms), `person ${nameOf(who)}`)
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
  tasks.flatMap(({ state, kind, field, decision, decidedBy }) =>
    state === 'done' && decidedBy ? [{ kind, field, decision, by: decidedBy.toString('hex') }] : [],
  )

/** Throws `task.claimed` where somebody else is at one of them. */
export function refuseClaimed(
  tasks: readonly TaskRow[],
  { person, at }: Pick<Sitting, 'person' | 'at'>,
): void {
  const taken = tasks.find(
    ({ claimedBy, claimedUntil }) =>
      claimedBy !== null && claimedUntil !== null && claimedUntil > at && !claimedBy.equals(person),
  )
  if (taken)
    throw new Problem(
      'task.claimed',
      `Somebody else is at task ${taken.id} until ${taken.claimedUntil?.toISOString()}. Take another, or wait until it is free.`,
    )
}

/** As if it had been read from the table again. */
export function markDone(sitting: Sitting, ids: readonly string[], decision: TaskDecision): void {
  const { person: decidedBy, at: decidedAt } = sitting
  const changed = (row: TaskRow): TaskRow =>
    ids.includes(row.id) ? { ...row, state: 'done', decision, decidedBy, decidedAt } : row
  const rows = sitting.tasks.map(changed)
  // In the order of decisions, as the table gives them.
  sitting.tasks = [
    ...rows.filter((row) => !ids.includes(row.id)),
    ...rows.filter((row) => ids.includes(row.id)),
  ]
}
