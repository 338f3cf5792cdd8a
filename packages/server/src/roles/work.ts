// The working role: runs jobs, gives events their positions, sends webhooks, and does the chores.
import { type App, buildPublisher, buildRunner, openApp, type Settings, workersOf } from '../app.ts'
import { listenAt } from '../db/listen.ts'
import { startSequencer } from '../events/sequencer.ts'
import { erasuresFile } from '../moves/erasures.store.ts'
import { startErasureNotes } from '../moves/erasures.ts'
import { lookAt } from '../pipeline/runner.ts'
import { liveAsChild } from '../platform/child.ts'
import { startTracing } from '../platform/telemetry.ts'
import type { Job } from '../ports/job-queue.ts'
import { envelopeEvidence } from '../proof/evidence/make.ts'
import { startChores } from './chores.ts'
import { refuseOwner } from './database.ts'
import { buildEnvelopes } from './envelopes.ts'
import { startEvidence } from './evidence.ts'
import { evidenceMakerOf } from './parts/evidence-maker.ts'
import { learnerOf } from './parts/learning.ts'

export async function work(settings: Settings): Promise<void> {
  const { config, log } = settings
  await refuseOwner(settings.databaseUrl)
  const tracing = startTracing({ otlpUrl: config.otlpUrl, role: 'work' })
  const app = await openApp(settings)
  const runner = buildRunner(app)
  const { db } = app.archive
  const listen = listenAt(app.databaseUrl)
  const sequencer = startSequencer({ db, log, listen })
  const publisher = buildPublisher(app)
  const { maker, close } = evidenceMakerOf(app, runner.ports.engine)
  const envelopes = buildEnvelopes(app, {
    ports: runner.ports,
    evidence: (asked) => envelopeEvidence(maker, asked),
  })
  const evidenceLog = await startEvidence(app)
  const erasures = startErasureNotes({ db, file: erasuresFile(app.data), log })
  const run = (job: Job, signal: AbortSignal) => {
    noteWait(app, job)
    return lookAt(runner, job, signal)
  }
  const worker = await app.queue.work(run, { concurrency: workersOf(config) })
  const learner = learnerOf(app)
  const chores = startChores(app, runner, runner.desk)
  liveAsChild({
    async cleanUp() {
      await chores.stop()
      await learner.stop()
      await worker.stop()
      await envelopes.stop()
      await close()
      await runner.close()
      await sequencer.stop()
      await publisher.stop()
      await evidenceLog.stop()
      await erasures.stop()
      await app.close()
      await tracing.stop()
    },
  })
  log.info('working')
}

/** Later attempts wait for their backoff, which says nothing about how busy the service is. */
function noteWait({ clock, metrics }: App, { attempt, tier, enqueuedAt }: Job): void {
  if (attempt > 1) return
  metrics.queueWaitSeconds.observe({ tier }, Math.max(0, clock().getTime() - enqueuedAt.getTime()) / 1000)
}
