// What the working role does beside jobs, again and again. Harmless when several workers do it at once.
import { type App, resumableOf, workflowsOf } from '../app.ts'
import { withSystem } from '../db/sql.ts'
import { sweepBlobs, sweepDeliveries, sweepIdempotency } from '../documents/sweeper.ts'
import { sequencerLag } from '../events/sequencer.ts'
import { finishUploads, sweepUploads } from '../intake/resumable/sweeper.ts'
import { settleDead } from '../pipeline/dead.ts'
import type { Runner } from '../pipeline/runner.ts'
import { loop } from '../platform/loop.ts'
import { bringForward } from '../publish/outbox.store.ts'
import { applyRetention, sealOldParticulars } from '../retention/retention.ts'
import { customerTroubles } from '../sign/customer/account-signer.ts'
import { type DeskPorts, lookAfterRequests } from '../sign/elsewhere/requests.ts'
import { sealTroubles } from '../sign/health.ts'
import { prolongDue } from '../sign/prolong/prolong.ts'
import { ensureSealKey } from '../sign/signer.ts'

type Chore = {
  everySeconds: number
  /** Before the first time; left out, it is done at once. */
  firstSeconds?: number
  work(): Promise<unknown>
  failure: string
}

const hour = 3600

const chores = (app: App, runner: Runner, desk: DeskPorts | null): Chore[] => [
  {
    everySeconds: 5,
    work: async () => desk && lookAfterRequests({ ...desk, log: app.log }),
    failure: 'requests to the signature service could not be looked after',
  },
  { everySeconds: 2, work: () => reportMetrics(app), failure: 'metrics could not be gathered' },
  {
    everySeconds: 15,
    work: () => settleDead(runner),
    failure: 'dead letters could not be looked at',
  },
  {
    everySeconds: 15,
    work: () => finishUploads(resumableOf(app), app.log),
    failure: 'uploads could not be finished; they are looked at again',
  },
  {
    everySeconds: 60,
    work: () => withSystem(app.archive.db, (tx) => bringForward(tx, app.clock())),
    failure: 'webhooks from before the clock was set back could not be looked for',
  },
  {
    everySeconds: hour,
    // Also for a service that never runs for an hour.
    firstSeconds: 60,
    work: () => sweep(app),
    failure: 'sweeping failed; it is tried again in an hour',
  },
  {
    everySeconds: hour,
    firstSeconds: 120,
    work: () => prolongSeals(app, runner),
    failure: 'timestamps of seals could not be looked after',
  },
  {
    everySeconds: 24 * hour,
    firstSeconds: 24 * hour,
    work: () => renewSealKey(app),
    failure: 'the seal certificate could not be looked after',
  },
  {
    everySeconds: 6 * hour,
    firstSeconds: 10,
    work: () => warnOfSeal(app, runner),
    failure: 'the key that seals could not be looked at',
  },
]

export function startChores(app: App, runner: Runner, desk: DeskPorts | null): { stop(): Promise<void> } {
  const running = chores(app, runner, desk).map(({ everySeconds, firstSeconds = 0, work, failure }) => {
    const again = loop({
      work: async () => void (await work()),
      pauseMs: everySeconds * 1000,
      log: app.log,
      failure,
    })
    const first = setTimeout(again.now, firstSeconds * 1000)
    return async () => {
      clearTimeout(first)
      await again.stop()
    }
  })
  return {
    async stop() {
      await Promise.all(running.map((stop) => stop()))
    },
  }
}

async function sweep(app: App): Promise<void> {
  const { archive, recorder, clock, config, log } = app
  const { webhookBodyDays: bodyDays, webhookDays: days } = config
  const { db, blobs } = archive
  const sealed = await sealOldParticulars(archive)
  const removed = await applyRetention({ archive, recorder, workflow: workflowsOf(app), log })
  if (removed) log.info(removed, 'retention')
  const uploads = await sweepUploads(resumableOf(app))
  const swept = await sweepBlobs({ db, blobs, clock })
  const idempotencyKeys = await sweepIdempotency({ db, clock })
  const messages = await sweepDeliveries({ db, clock, bodyDays, days })
  log.info({ ...swept, idempotencyKeys, uploads, ...messages, sealed }, 'swept')
}

/** A server may run for longer than a seal certificate is good for. */
function renewSealKey({ archive, kms, clock, newId, config }: App): Promise<unknown> {
  const { organisation, publicUrl } = config
  return ensureSealKey({ db: archive.db, kms, clock, newId, organisation, publicUrl })
}

async function prolongSeals({ archive, recorder, log }: App, { ports }: Runner): Promise<void> {
  const { engine, sealTrust: trust } = ports
  const prolonged = await prolongDue({ archive, recorder, engine, trust, log })
  if (prolonged > 0) log.info({ prolonged }, 'seals got a new timestamp')
}

/** Said long before a document waits for it. */
async function warnOfSeal({ archive, clock, log }: App, { ports }: Runner): Promise<void> {
  const keys = { signer: () => ports.sealSigner.own() }
  for (const trouble of await sealTroubles({ keys, trust: ports.sealTrust })) log.warn({ trouble }, 'seal')
  for (const trouble of await customerTroubles({ db: archive.db, clock }))
    log.warn(trouble, 'certificate of an account')
}

async function reportMetrics({ queue, archive, metrics }: App): Promise<void> {
  for (const [tier, { waiting, oldestSeconds }] of Object.entries(await queue.lag())) {
    metrics.queueWaiting.set({ tier }, waiting)
    metrics.queueOldestSeconds.set({ tier }, oldestSeconds)
  }
  metrics.sequencerLagSeconds.set(await sequencerLag(archive.db))
  process.send?.({ type: 'metrics', snapshot: await metrics.snapshot() }, () => undefined)
}
