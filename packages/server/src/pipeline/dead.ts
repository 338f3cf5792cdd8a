// A worker that died on a job's last attempt could not end its document: without this it would stand there for good.
import type { DocumentState } from '@countersign/contract/document'
import { withAccount } from '../db/sql.ts'
import { findDocumentRow } from '../documents/documents.store.ts'
import { recordEvent } from '../documents/record.ts'
import { next } from '../domain/document.ts'
import { bySystem } from '../events/append.ts'
import type { DeadJob } from '../ports/job-queue.ts'
import type { Runner } from './runner.ts'

const atOnce = 100

export const stageFailed = {
  code: 'stage.failed',
  detail: 'A stage failed again and again. The log says why; reopen the document to try again.',
} as const

export function canFail(state: DocumentState): boolean {
  try {
    return next(state, 'document.failed') === 'failed'
  } catch {
    return false
  }
}

/** Ends the documents of dead letters that still stand where their job left them. How many it ended. */
export async function settleDead(runner: Pick<Runner, 'archive' | 'recorder' | 'metrics'>): Promise<number> {
  let ended = 0
  for (const job of await runner.recorder.queue.listDead(null, atOnce))
    if (await settle(runner, job)) ended += 1
  return ended
}

const settle = (
  { archive, recorder, metrics }: Pick<Runner, 'archive' | 'recorder' | 'metrics'>,
  job: DeadJob,
): Promise<boolean> =>
  withAccount(archive.db, job.accountId, async (tx) => {
    const { state, run, version } = await findDocumentRow(tx, job.accountId, job.documentId)
    // It has moved on since, through a person or another job.
    if (run !== job.run || !canFail(state)) return false
    const { code, detail } = stageFailed
    const standing = await recordEvent(tx, job.accountId, {
      ...bySystem(null),
      documentId: job.documentId,
      event: 'document.failed',
      data: { code },
      set: { failureCode: code, failureDetail: detail },
      expect: { run, version },
      recorder,
    })
    if (standing) metrics.failures.inc({ code })
    return standing !== null
  })
