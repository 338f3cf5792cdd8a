// The working role: runs jobs, gives events their positions, sends webhooks, sweeps.
import { setInterval } from 'node:timers'
import { type App, buildPublisher, buildRunner, openApp, type Settings } from '../app.ts'
import { listenAt } from '../db/listen.ts'
import { sweepBlobs, sweepDeliveries, sweepIdempotency } from '../documents/sweeper.ts'
import { sequencerLag, startSequencer } from '../events/sequencer.ts'
import { settleDead } from '../pipeline/dead.ts'
import { lookAt } from '../pipeline/runner.ts'
import { liveAsChild } from '../platform/child.ts'
import { startTracing } from '../platform/telemetry.ts'
import { applyRetention } from '../retention/retention.ts'
import { ensureSealKey } from '../sign/signer.ts'
import { findWorkflow } from '../workflows/workflows.ts'
import { refuseOwner } from './database.ts'

const reportMs = 2000
const sweepMs = 3_600_000
/** Also for a service that never runs for an hour. */
const firstSweepMs = 60_000
const renewMs = 24 * 3_600_000
const settleMs = 15_000

export async function work(settings: Settings): Promise<void> {
  const { config, log } = settings
  await refuseOwner(settings.databaseUrl)
  const tracing = startTracing({ otlpUrl: config.otlpUrl, role: 'work' })
  const app = await openApp(settings)
  const runner = buildRunner(app)
  const sequencer = startSequencer({ db: app.archive.db, log, listen: listenAt(app.databaseUrl) })
  const publisher = buildPublisher(app)
  const worker = await app.queue.work((job, signal) => lookAt(runner, job, signal), {
    concurrency: config.workers,
  })
  const report = setInterval(
    () => void reportMetrics(app).catch((err) => log.debug({ err }, 'metrics')),
    reportMs,
  )
  const firstSweep = setTimeout(() => void sweepAll(app), firstSweepMs)
  const sweep = setInterval(() => void sweepAll(app), sweepMs)
  const renew = setInterval(() => void renewSealKey(app), renewMs)
  const settle = setInterval(
    () => void settleDead(runner).catch((err) => log.warn({ err }, 'dead letters could not be looked at')),
    settleMs,
  )
  liveAsChild({
    async cleanUp() {
      for (const timer of [report, firstSweep, sweep, renew, settle]) clearInterval(timer)
      await worker.stop()
      await runner.close()
      await sequencer.stop()
      await publisher.stop()
      await app.close()
      await tracing.stop()
    },
  })
  log.info('working')
}

/** Harmless when several workers do it at once. */
async function sweepAll({ archive, recorder, clock, config, log }: App): Promise<void> {
  const { webhookBodyDays: bodyDays, webhookDays: days } = config
  try {
    const removed = await applyRetention({ archive, recorder, workflow: findWorkflow, log })
    if (removed) log.info(removed, 'retention')
    const swept = await sweepBlobs({ db: archive.db, blobs: archive.blobs, clock })
    const keys = await sweepIdempotency({ db: archive.db, clock })
    const messages = await sweepDeliveries({ db: archive.db, clock, bodyDays, days })
    log.info({ ...swept, idempotencyKeys: keys, ...messages }, 'swept')
  } catch (err) {
    log.warn({ err }, 'sweeping failed; it is tried again in an hour')
  }
}

/** A server may run for longer than a seal certificate is good for. */
async function renewSealKey({ archive, kms, clock, newId, config, log }: App): Promise<void> {
  const ports = { db: archive.db, kms, clock, newId, organisation: config.organisation }
  await ensureSealKey(ports).catch((err) =>
    log.error({ err }, 'the seal certificate could not be looked after'),
  )
}

async function reportMetrics({ queue, archive, metrics }: App): Promise<void> {
  for (const [tier, { waiting, oldestSeconds }] of Object.entries(await queue.lag())) {
    metrics.queueWaiting.set({ tier }, waiting)
    metrics.queueOldestSeconds.set({ tier }, oldestSeconds)
  }
  metrics.sequencerLagSeconds.set(await sequencerLag(archive.db))
  process.send?.({ type: 'metrics', snapshot: await metrics.snapshot() })
}
