// Where a worker's jobs come from and how an attempt at one ends.
import type { PgBoss } from 'pg-boss'
import { isOutage } from '../../platform/outage.ts'
import { isProblem } from '../../platform/problem.ts'
import { inTransaction, queueName } from './boss.ts'
import type { Attempt } from './leases.ts'
import { allowOneMore } from './pg-boss.store.ts'
import { noShares, share } from './share.ts'
import { beginTaking, listOffers, takeJobs } from './take.store.ts'
import type { JobSource } from './worker.ts'

const longestError = 1_000

export function jobSource(boss: PgBoss, accountJobs: number): JobSource {
  let shares = noShares
  return {
    async take(room) {
      const { taken, after } = await inTransaction(boss, async (db) => {
        await beginTaking(db)
        const offers = await listOffers(db, shares.turns, room.free)
        const { ids, after } = share(shares, offers, { ...room, accountJobs })
        return { taken: ids.length > 0 ? await takeJobs(db, ids) : [], after }
      })
      shares = after
      return taken
    },
    async touch(attempts) {
      const answer: { settled?: string[] } = await boss.touch(queueName, attempts)
      return new Set(answer.settled)
    },
    // Deleted, not completed: nobody asks for done jobs, and an update would leave as much to vacuum.
    done: async (attempt: Attempt) => void (await boss.deleteJob(queueName, attempt)),
    async failed(attempt, error) {
      if (isOutage(error)) await allowOneMore(boss.getDb(), attempt)
      await boss.fail(queueName, attempt, { message: inShort(error) })
    },
  }
}

/** The code, not the message, which may quote a document; the log has the rest. */
function inShort(error: unknown): string {
  if (isProblem(error)) return `${error.code}: ${error.message}`.slice(0, longestError)
  if (error instanceof Error) return 'code' in error ? `${error.name} ${String(error.code)}` : error.name
  return 'unknown'
}
