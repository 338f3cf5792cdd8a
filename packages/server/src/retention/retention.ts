// Removes what has been kept long enough: whole documents, or artifacts of them. One process at a time does it.
import type { ArtifactKind, RetentionRule } from '@countersign/contract/retention'
import type { Workflow } from '@countersign/contract/workflow'
import { sql } from 'kysely'
import { withAccount, withSystem } from '../db/sql.ts'
import { lockDocumentRow } from '../documents/documents.store.ts'
import type { Archive } from '../documents/holdings.ts'
import { eraseDocument } from '../documents/life.ts'
import { type Recorder, recordEvent } from '../documents/record.ts'
import { judgeRetention, type Verdict } from '../domain/retention.ts'
import type { Circumstances } from '../events/append.ts'
import { lockFor } from '../platform/advisory-locks.ts'
import type { Log } from '../platform/log.ts'
import { isProblem } from '../platform/problem.ts'
import { deleteKinds, presentKinds } from './artifacts.store.ts'
import {
  accountWithUnsealed,
  type DueDocument,
  listDue,
  lookAgain,
  reconsiderSome,
  rulesOf,
} from './due.store.ts'
import { sealParticularsOf } from './unsealed.store.ts'

const retentionLock = lockFor('removing what has expired')
const atOnce = 500
/** What is left over is done in the next round; a round should end before that begins. */
const mostInARound = 20_000
const retryMs = 24 * 3_600_000

export type RetentionParts = {
  archive: Archive
  recorder: Recorder
  workflow(accountId: string, of: { name: string; version: number }): Promise<Workflow>
  log: Pick<Log, 'warn'>
}

export type RetentionCounts = { lookedAt: number; erased: number; trimmed: number; failed: number }

/** One round; null while another process is at it. */
export const applyRetention = (parts: RetentionParts): Promise<RetentionCounts | null> =>
  withSystem(parts.archive.db, async (tx) => {
    const lock = await sql<{
      held: boolean
    }>`select pg_try_advisory_xact_lock(${retentionLock}) as held`.execute(tx)
    return lock.rows[0]?.held ? round(parts) : null
  })

/** What an earlier version wrote in the clear. In parts: the sequencer waits for the oldest transaction. */
export async function sealOldParticulars({ db, kms }: Archive): Promise<number> {
  const limit = 200
  for (let sealed = 0; ; ) {
    const accountId = await withSystem(db, accountWithUnsealed)
    if (accountId === undefined) return sealed
    const done = await withAccount(db, accountId, (tx) => sealParticularsOf(tx, accountId, { kms, limit }))
    // The rest is being worked on by others, and is there the next time.
    if (done === 0) return sealed
    sealed += done
  }
}

async function round(parts: RetentionParts): Promise<RetentionCounts> {
  const { archive, recorder } = parts
  const counts = { lookedAt: 0, erased: 0, trimmed: 0, failed: 0 }
  const stuck: string[] = []
  const now = recorder.clock()
  while (await withSystem(archive.db, (tx) => reconsiderSome(tx, { now, limit: 5000 })));
  while (counts.lookedAt < mostInARound) {
    const due = await withSystem(archive.db, (tx) => listDue(tx, { now, limit: atOnce, except: stuck }))
    if (due.length === 0) break
    counts.lookedAt += due.length
    const accountIds = [...new Set(due.map(({ accountId }) => accountId))]
    const rules = await withSystem(archive.db, (tx) => rulesOf(tx, accountIds))
    stuck.push(...(await removeDue(parts, { due, rules, now, counts })))
  }
  return counts
}

type Batch = {
  due: readonly DueDocument[]
  rules: ReadonlyMap<string, RetentionRule[]>
  now: Date
  counts: RetentionCounts
}

/** Most documents only wait; those get their next time together. Gives back those that are still due. */
async function removeDue(parts: RetentionParts, { due, rules, now, counts }: Batch): Promise<string[]> {
  const next: { id: string; version: number; next: Date | null }[] = []
  const stuck: string[] = []
  for (const document of due) {
    const { id, version } = document
    try {
      const own = rules.get(document.accountId) ?? []
      const { workflow: name, workflowVersion } = document
      const { retain = [] } = await parts.workflow(document.accountId, { name, version: workflowVersion })
      const verdict = judgeRetention(document, [...own, ...retain], now)
      const done = await carryOut(parts, document, verdict)
      if (done) counts[done] += 1
      else next.push({ id, version, next: verdict.next })
    } catch (error) {
      // Held or changed between being looked at and being locked: its turn comes again by itself.
      if (!isProblem(error) || !error.code.startsWith('document.')) {
        counts.failed += 1
        parts.log.warn(
          { err: error, document: id },
          'what has expired could not be removed; tried again tomorrow',
        )
        next.push({ id, version, next: new Date(now.getTime() + retryMs) })
      }
      stuck.push(id)
    }
  }
  await withSystem(parts.archive.db, (tx) => lookAgain(tx, next))
  return stuck
}

const byRetention: Circumstances = {
  actor: { kind: 'system', id: 'countersign' },
  source: { channel: 'system' },
  traceparent: null,
}

type Done = 'erased' | 'trimmed' | null

async function carryOut(parts: RetentionParts, document: DueDocument, verdict: Verdict): Promise<Done> {
  const { archive, recorder } = parts
  const { accountId, run, version } = document
  if (verdict.erase) {
    const erased = await eraseDocument(archive, recorder, {
      accountId,
      documentId: document.id,
      circumstances: byRetention,
      reason: verdict.erase,
      seen: { run, version },
    })
    return erased ? 'erased' : null
  }
  if (verdict.trim.length === 0) return null
  return (await trimDocument(parts, document, verdict)) ? 'trimmed' : null
}

/** Removes artifacts and says so in the log; false where there are none of these, or the document has moved. */
async function trimDocument(
  { archive, recorder }: RetentionParts,
  { accountId, id: documentId, run, version }: DueDocument,
  { trim, next }: Verdict,
): Promise<boolean> {
  const gone = await withAccount(archive.db, accountId, async (tx) => {
    const row = await lockDocumentRow(tx, accountId, documentId)
    const kinds: ArtifactKind[] = await presentKinds(tx, accountId, { documentId, kinds: trim })
    if (row.legalHold || kinds.length === 0) return null
    const reached = await recordEvent(tx, accountId, {
      ...byRetention,
      documentId,
      event: 'document.trimmed',
      data: { artifacts: kinds },
      set: { removed: [...row.removed, ...kinds], retentionAt: next },
      expect: { run, version },
      recorder,
    })
    return reached && deleteKinds(tx, accountId, { documentId, kinds })
  })
  // A file that stays behind here has no row any more and is swept later.
  for (const id of gone ?? []) await archive.blobs.delete(id)
  return gone !== null
}
