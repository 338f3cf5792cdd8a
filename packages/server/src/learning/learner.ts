// Follows the log for decisions of people and learns from them, document by document, beside the jobs.
import type { Listen } from '../db/listen.ts'
import { withAccount } from '../db/sql.ts'
import { eventsChannel } from '../events/sequencer.ts'
import type { Log } from '../platform/log.ts'
import { loop } from '../platform/loop.ts'
import { claimDueLesson, type Due, followForLearning, settleDue } from './due.store.ts'
import { type Learner, learnFrom } from './learn.ts'

export type LearnerOptions = Learner & { log: Log; listen?: Listen; pauseMs?: number }

const mostAttempts = 5

/** Learns everything that is due; gives back how many documents that were. */
export async function learnDue(options: LearnerOptions): Promise<number> {
  const { archive, clock } = options
  while (await followForLearning(archive.db, clock()));
  let learned = 0
  for (;;) {
    const due = await claimDueLesson(archive.db, clock())
    if (!due) return learned
    await learnOne(options, due)
    learned += 1
  }
}

/** What cannot be learned from after some attempts is let go: the document itself is none the worse. */
async function learnOne(options: LearnerOptions, due: Due): Promise<void> {
  const { archive, log } = options
  try {
    await learnFrom(options, due)
  } catch (err) {
    log.warn({ err, document: due.documentId }, 'nothing could be learned from a document')
    if (due.attempts < mostAttempts) return
  }
  await withAccount(archive.db, due.accountId, (tx) => settleDue(tx, due.accountId, due))
}

export function startLearner(options: LearnerOptions): { stop(): Promise<void> } {
  const { log, listen, pauseMs = 5_000 } = options
  const learning = loop({
    work: async () => void (await learnDue(options)),
    pauseMs,
    log,
    failure: 'learning stopped for a moment',
  })
  learning.now()
  const listener = listen?.(eventsChannel, learning.now)
  return {
    async stop() {
      await listener?.stop()
      await learning.stop()
    },
  }
}
