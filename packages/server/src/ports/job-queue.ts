import type { DocumentState, Tier } from '@countersign/contract/document'

/** What the queue needs of a transaction: it writes its row with the caller's own. */
export type SqlExecutor = { execute(text: string, values: readonly unknown[]): Promise<{ rows: unknown[] }> }

/** A document reached a state; somebody should look whether a stage follows. */
export type NewJob = {
  accountId: string
  documentId: string
  state: DocumentState
  run: number
  version: number
  tier: Tier
  traceparent: string | null
}
/** `lastAttempt`: if the handler throws now, the job becomes a dead letter. */
export type Job = NewJob & { id: string; attempt: number; lastAttempt: boolean; enqueuedAt: Date }

export type DeadJob = {
  id: string
  accountId: string
  documentId: string
  state: DocumentState
  run: number
  failedAt: Date
  error: string
}

export interface JobQueue {
  /** Writes the job inside the caller's transaction: it exists if and only if that commits. */
  enqueue(tx: SqlExecutor, job: NewJob): Promise<void>
  /**
   * Hands due jobs to `handler`, at most `concurrency` at a time. While every tier has jobs waiting, 16 realtime and 4
   * standard jobs start for each of batch; an idle tier's share goes to the others, and its first job is next when it
   * comes back. Within a tier the account with the fewest running jobs is next, and of those with as many each in turn.
   * A job whose handler throws is retried with backoff, then becomes a dead letter; one whose worker dies is
   * taken over within 45 s. `signal` in the handler aborts when the lease is lost. Returns a function that stops taking jobs and waits.
   */
  work(
    handler: (job: Job, signal: AbortSignal) => Promise<void>,
    options: { concurrency: number },
  ): Promise<{ stop(): Promise<void> }>
  /** Jobs that wait, by tier, and the age in seconds of the oldest due one. Counts them all: not for every request. */
  lag(): Promise<Record<Tier, { waiting: number; oldestSeconds: number }>>
  /** Rejects where jobs can be neither written nor taken. Costs the same however many wait. */
  check(): Promise<void>
  listDead(accountId: string | null, limit: number): Promise<DeadJob[]>
  /** How many jobs of the account wait. */
  waiting(accountId: string): Promise<number>
  /**
   * Inside the caller's transaction: the document's jobs and dead letters are gone with its commit. The signal of one
   * that runs aborts at its next sign of life.
   */
  cancel(tx: SqlExecutor, documentId: string): Promise<void>
  /** Puts a dead letter of the account back; `job.not_found` when it is not there. */
  redrive(accountId: string, id: string): Promise<void>
  close(): Promise<void>
}
