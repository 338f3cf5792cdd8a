// The working role: runs jobs, gives events their positions, sends webhooks, sweeps.
import { setInterval } from 'node:timers'
import { buildPublisher, buildRunner, openApp, type Settings } from '../app.ts'
import { sequencerLag, startSequencer } from '../events/sequencer.ts'
import { lookAt } from '../pipeline/runner.ts'
import { liveAsChild } from '../platform/child.ts'
import { startTracing } from '../platform/telemetry.ts'
import { refuseOwner } from './database.ts'

const reportMs = 2000

export async function work(settings: Settings): Promise<void> {
  const { config, log } = settings
  await refuseOwner(settings.databaseUrl)
  const tracing = startTracing({ otlpUrl: config.otlpUrl, role: 'work' })
  const app = await openApp(settings)
  const runner = buildRunner(app)
  const sequencer = startSequencer({ db: app.archive.db, log })
  const publisher = buildPublisher(app)
  const worker = await app.queue.work((job, signal) => lookAt(runner, job, signal), {
    concurrency: config.workers,
  })
  const report = setInterval(
    () => void reportMetrics(app).catch((err) => log.debug({ err }, 'metrics')),
    reportMs,
  )
  liveAsChild({
    async cleanUp() {
      clearInterval(report)
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

async function reportMetrics({
  queue,
  archive,
  metrics,
}: Awaited<ReturnType<typeof openApp>>): Promise<void> {
  for (const [tier, { waiting, oldestSeconds }] of Object.entries(await queue.lag())) {
    metrics.queueWaiting.set({ tier }, waiting)
    metrics.queueOldestSeconds.set({ tier }, oldestSeconds)
  }
  metrics.sequencerLagSeconds.set(await sequencerLag(archive.db))
  process.send?.({ type: 'metrics', snapshot: await metrics.snapshot() })
}
