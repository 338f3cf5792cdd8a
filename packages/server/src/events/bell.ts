// Wakes those who wait for events of their account: one query for all waiters of the process, none while nobody waits.
import type { Listen } from '../db/listen.ts'
import type { Db } from '../db/sql.ts'
import type { Log } from '../platform/log.ts'
import { loop } from '../platform/loop.ts'
import { accountsAfter } from './events.store.ts'
import { eventsChannel } from './sequencer.ts'

/** `rung` resolves when something may be new, when waiting was ended, or when the bell stops. */
export type Place = { rung: Promise<void>; leave(): void }

export type Bell = {
  /** Take the place first and read the log then, so that nothing falls between reading and waiting. */
  wait(accountId: string): Place
  stop(): Promise<void>
}

export type BellOptions = {
  db: Db
  log: Log
  /** With it, the sequencer's NOTIFY rings; asking the log then only covers what was not heard. */
  listen?: Listen | undefined
  pollMs?: number
}

type Waiter = { accountId: string; ring(): void }

export function startBell({ db, log, listen, pollMs = listen ? 2000 : 100 }: BellOptions): Bell {
  const waiters = new Set<Waiter>()
  let known: number | null = null
  let stopped = false
  const look = async () => {
    const { accountIds, position } = await accountsAfter(db, known)
    for (const waiter of [...waiters]) if (!accountIds || accountIds.includes(waiter.accountId)) waiter.ring()
    known = position
  }
  const looking = loop({
    work: look,
    wanted: () => waiters.size > 0,
    pauseMs: pollMs,
    log,
    failure: 'the log could not be asked for new events; asking again',
  })
  const listener = listen?.(eventsChannel, looking.now)
  return {
    wait(accountId) {
      const { promise, resolve } = Promise.withResolvers<void>()
      const ring = () => {
        waiters.delete(waiter)
        resolve()
      }
      const waiter: Waiter = { accountId, ring }
      if (stopped) resolve()
      else if (waiters.add(waiter).size === 1) looking.now()
      return { rung: promise, leave: ring }
    },
    async stop() {
      stopped = true
      for (const waiter of [...waiters]) waiter.ring()
      await listener?.stop()
      await looking.stop()
    },
  }
}
