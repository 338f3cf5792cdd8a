// Keeps the list of erasures while the service runs, and goes through it after a restore.
import { type App, openApp, type Settings } from '../app.ts'
import { type Db, withSystem } from '../db/sql.ts'
import { eraseDocument } from '../documents/life.ts'
import type { Log } from '../platform/log.ts'
import { loop } from '../platform/loop.ts'
import { type Erasure, findState, noteErasures } from './erasures.store.ts'

type Keeping = { db: Db; file: string; log: Pick<Log, 'warn'>; pollMs?: number }

/** Looks every two seconds: cheaper than a transaction for each event, and erasing is not in a hurry to be listed. */
export function startErasureNotes({ db, file, log, pollMs = 2_000 }: Keeping) {
  const noteAll = async () => {
    while (await noteErasures(db, file));
  }
  const failure = 'erasures could not be written down; trying again'
  const noting = loop({ pauseMs: pollMs, log, failure, work: noteAll })
  noting.now()
  return {
    async stop() {
      await noting.stop()
      await noteAll().catch((err) => log.warn({ err }, failure))
    },
  }
}

export type ErasedAgain = { erased: number; already: number; unknown: number }

/** Erases again what was erased after the backup. A hold in the backup was lifted before that, so it is passed over. */
export async function eraseAgain(app: App, erasures: readonly Erasure[]): Promise<ErasedAgain> {
  const counts = { erased: 0, already: 0, unknown: 0 }
  for (const { account, document } of erasures) {
    const state = await withSystem(app.archive.db, (tx) => findState(tx, account, document))
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

/** The same on an installation that nobody has started yet; what came of it, as a sentence. */
export async function eraseListed(settings: Settings, erasures: readonly Erasure[]): Promise<string> {
  const app = await openApp(settings)
  try {
    const { erased, already, unknown } = await eraseAgain(app, erasures)
    const rest = unknown > 0 ? `, ${unknown} are not in the backup` : ''
    return `Erasures: ${erased} done again, ${already} were done${rest}.`
  } finally {
    await app.close()
  }
}
