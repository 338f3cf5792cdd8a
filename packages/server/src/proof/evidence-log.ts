// The worker role's part of the log that nobody can rewrite: grows the tree, signs checkpoints, shows them around.
import type { Listen } from '../db/listen.ts'
import { withSystem } from '../db/sql.ts'
import { eventsChannel } from '../events/sequencer.ts'
import { monotonicMs } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { loop } from '../platform/loop.ts'
import { newestCheckpoint } from './checkpoints.store.ts'
import { type SigningPorts, signCheckpoint } from './checkpoints.ts'
import { type Showing, showCheckpoint } from './showing.ts'
import { growTree } from './tree.ts'

export type EvidenceLogOptions = SigningPorts &
  Omit<Showing, 'clock'> & {
    log: Log
    listen: Listen
    /** Least time between two checkpoints. */
    restMs: number
    observe: { lag(events: number): void; refused(by: string): void }
    pollMs?: number
  }

/** Events that come in this time go into the tree together. */
const gatherMs = 1000

async function signAndShow(options: EvidenceLogOptions): Promise<void> {
  const { db, signer, log, observe } = options
  const signed = await signCheckpoint(options, options.restMs)
  if (signed.outcome === 'refused') {
    observe.refused('signer')
    log.error({ origin: signer.key.name }, `no checkpoint is signed: ${signed.why}`)
    return
  }
  const newest = await withSystem(db, (tx) => newestCheckpoint(tx, signer.key.name))
  if (!newest) return
  for (const { by, outcome, why } of await showCheckpoint(options, newest)) {
    if (outcome === 'refused') observe.refused(by)
    log[outcome === 'refused' ? 'error' : 'warn'](
      { by, size: newest.size },
      `the checkpoint was not kept: ${why}`,
    )
  }
}

export function startEvidenceLog(options: EvidenceLogOptions): { stop(): Promise<void> } {
  const { db, log, listen, observe, restMs, pollMs = 5000 } = options
  let signedMs = Number.NEGATIVE_INFINITY
  let gathering: NodeJS.Timeout | undefined
  const signing = loop({
    pauseMs: Math.max(restMs, 100),
    log,
    failure: 'a checkpoint of the log could not be signed or shown; trying again',
    work: () => {
      signedMs = monotonicMs()
      return signAndShow(options)
    },
  })
  const growing = loop({
    pauseMs: pollMs,
    log,
    failure: 'the tree of the log could not be grown; trying again',
    work: async () => {
      const growth = await growTree(db)
      if (!growth) return
      observe.lag(growth.lag)
      if (growth.lag > 0) growing.now()
      else if (growth.added > 0 && monotonicMs() - signedMs >= restMs) signing.now()
    },
  })
  const gather = () => {
    gathering ??= setTimeout(() => {
      gathering = undefined
      growing.now()
    }, gatherMs)
  }
  const bell = listen(eventsChannel, gather)
  growing.now()
  signing.now()
  return {
    async stop() {
      await bell.stop()
      clearTimeout(gathering)
      await growing.stop()
      await signing.stop()
    },
  }
}
