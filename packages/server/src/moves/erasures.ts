// Keeps the list of erasures while the service runs, and goes through it after a restore.
import type { App } from '../app.ts'
import type { Listen } from '../db/listen.ts'
import { type Db, withSystem } from '../db/sql.ts'
import { eraseDocument } from '../documents/life.ts'
import { eventsChannel } from '../events/sequencer.ts'
import type { Log } from '../platform/log.ts'
import { loop } from '../platform/loop.ts'
import { type Erasure, findStanding, noteErasures } from './erasures.store.ts'

type Keeping = { db: Db; file: string; log: Pick<Log, 'warn'>; listen: Listen; pollMs?: number }

export function startErasureNotes({ db, file, log, listen, pollMs = 10_000 }: Keeping) {
  const noting = loop({
    pauseMs: pollMs,
    log,
    failure: 'erasures could not be written down; trying again',
    work: async () => {
      if (await noteErasures(db, file)) noting.now()
    },
  })
  const bell = listen(eventsChannel, noting.now)
  noting.now()
  return {
    async stop() {
      await bell.stop()
      await noting.stop()
    },
  }
}

export type ErasedAgain = { erased: number; already: number; unknown: number }

/** Erases again what was erased after the backup. A hold that was lifted before the erasure does not stand in its way. */
export async function eraseAgain(app: App, erasures: readonly Erasure[]): Promise<ErasedAgain> {
  const counts = { erased: 0, already: 0, unknown: 0 }
  for (const { account, document } of erasures) {
    const state = await withSystem(app.archive.db, (tx) => findStanding(tx, account, document))
    if (state === undefined) counts.unknown += 1
    else if (state === 'erased') counts.already += 1
    else {
      await eraseDocument(app.archive, app.recorder, {
        accountId: account,
        documentId: document,
        reason: 'restored',
        circumstances: {
          actor: { kind: 'system', id: 'countersign' },
          source: { channel: 'system' },
          traceparent: null,
        },
      })
      counts.erased += 1
    }
  }
  return counts
}
