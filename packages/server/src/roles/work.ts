// The working role: runs jobs, gives events their positions, sends webhooks, sweeps.
import { setInterval } from 'node:timers'
import { type App, buildPublisher, buildRunner, openApp, resumableOf, type Settings } from '../app.ts'
import { listenAt } from '../db/listen.ts'
import { sweepBlobs, sweepDeliveries, sweepIdempotency } from '../documents/sweeper.ts'
import { sequencerLag, startSequencer } from '../events/sequencer.ts'
import { finishUploads, sweepUploads } from '../intake/resumable/sweeper.ts'
import { erasuresFile } from '../moves/erasures.store.ts'
import { startErasureNotes } from '../moves/erasures.ts'
import { settleDead } from '../pipeline/dead.ts'
import { lookAt, type Runner } from '../pipeline/runner.ts'
import { liveAsChild } from '../platform/child.ts'
import { loop } from '../platform/loop.ts'
import { startTracing } from '../platform/telemetry.ts'
import type { Job } from '../ports/job-queue.ts'
import { applyRetention, sealOldParticulars } from '../retention/retention.ts'
import { ensureSealKey } from '../sign/signer.ts'
import { findWorkflow } from '../workflows/workflows.ts'
import { refuseOwner } from './database.ts'

const reportMs = 2000
const sweepMs = 3_600_000
/** Also for a service that never runs for an hour. */
const firstSweepMs = 60_000
const renewMs = 24 * 3_600_000
const settleMs = 15_000
const finishMs = 15_000

export async function work(settings: Settings): Promise<void> {
  const { config, log } = settings
  await refuseOwner(settings.databaseUrl)
  const tracing = startTracing({ otlpUrl: config.otlpUrl, role: 'work' })
  const app = await openApp(settings)
  const runner = buildRunner(app)
  const sequencer = startSequencer({ db: app.archive.db, log, listen: listenAt(app.databaseUrl) })
  const publisher = buildPublisher(app)
  const run = (job: Job, signal: AbortSignal) => {
    noteWait(app, job)
    return lookAt(runner, job, signal)
  }
  const worker = await app.queue.work(run, { concurrency: config.workers })
  const erasures = startErasureNotes({
    db: app.archive.db,
    file: erasuresFile(app.data),
    log,
    listen: listenAt(app.databaseUrl),
  })
  const timers = startTimers(app, runner)
  const finishing = loop({
    work: async () => void (await finishUploads(resumableOf(app), log)),
    pauseMs: finishMs,
    log,
    failure: 'uploads could not be finished; they are looked at again',
  })
  finishing.now()
  liveAsChild({
    async cleanUp() {
      for (const timer of timers) clearInterval(timer)
      await finishing.stop()
      await worker.stop()
      await runner.close()
      await sequencer.stop()
      await publisher.stop()
      await erasures.stop()
      await app.close()
      await tracing.stop()
    },
  })
  log.info('working')
}

function startTimers(app: App, runner: Runner): NodeJS.Timeout[] {
  const { log } = app
  const report = () => void reportMetrics(app).catch((err) => log.debug({ err }, 'metrics'))
  const settle = () =>
    void settleDead(runner).catch((err) => log.warn({ err }, 'dead letters could not be looked at'))
  return [
    setInterval(report, reportMs),
    setTimeout(() => void sweepAll(app), firstSweepMs),
    setInterval(() => void sweepAll(app), sweepMs),
    setInterval(() => void renewSealKey(app), renewMs),
    setInterval(settle, settleMs),
  ]
}

/** Harmless when several workers do it at once. */
async function sweepAll(app: App): Promise<void> {
  const { archive, recorder, clock, config, log } = app
  const { webhookBodyDays: bodyDays, webhookDays: days } = config
  try {
    const sealed = await sealOldParticulars(archive)
    if (sealed > 0) log.info({ documents: sealed }, 'put what was said about older documents under their keys')
    const removed = await applyRetention({ archive, recorder, workflow: findWorkflow, log })
    if (removed) log.info(removed, 'retention')
    const uploads = await sweepUploads(resumableOf(app))
    const swept = await sweepBlobs({ db: archive.db, blobs: archive.blobs, clock })
    const keys = await sweepIdempotency({ db: archive.db, clock })
    const messages = await sweepDeliveries({ db: archive.db, clock, bodyDays, days })
    log.info({ ...swept, idempotencyKeys: keys, uploads, ...messages }, 'swept')
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

/** Later attempts wait for their backoff, which says nothing about how busy the service is. */
function noteWait({ clock, metrics }: App, { attempt, tier, enqueuedAt }: Job): void {
  if (attempt > 1) return
  metrics.queueWaitSeconds.observe({ tier }, Math.max(0, clock().getTime() - enqueuedAt.getTime()) / 1000)
}

async function reportMetrics({ queue, archive, metrics }: App): Promise<void> {
  for (const [tier, { waiting, oldestSeconds }] of Object.entries(await queue.lag())) {
    metrics.queueWaiting.set({ tier }, waiting)
    metrics.queueOldestSeconds.set({ tier }, oldestSeconds)
  }
  metrics.sequencerLagSeconds.set(await sequencerLag(archive.db))
  process.send?.({ type: 'metrics', snapshot: await metrics.snapshot() })
}
