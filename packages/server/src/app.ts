// The composition root: the only file that chooses adapters.

import { join } from 'node:path'
import { sniff } from '@countersign/ocr/sniff'
import { createAuthenticate } from './access/authenticate.ts'
import { keyRoutes } from './access/keys.routes.ts'
import { diskBlobStore } from './adapters/blob/disk.ts'
import { localEngine } from './adapters/engine/local.ts'
import { fileKms } from './adapters/key/file.ts'
import { pgBossQueue } from './adapters/queue/pg-boss.ts'
import { type Connection, connect } from './db/sql.ts'
import { documentRoutes } from './documents/documents.routes.ts'
import type { Archive } from './documents/holdings.ts'
import type { Recorder } from './documents/record.ts'
import { createHttp } from './http/server.ts'
import { intakeRoutes } from './intake/intake.routes.ts'
import type { Runner } from './pipeline/runner.ts'
import { type Clock, systemClock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import { idsWith, type NewId } from './platform/ids.ts'
import type { Log } from './platform/log.ts'
import { createMetrics, inSpan, type Metrics } from './platform/telemetry.ts'
import type { JobQueue } from './ports/job-queue.ts'
import type { Kms } from './ports/kms.ts'
import { reviewRoutes } from './review/review.routes.ts'
import { sealSigner } from './sign/signer.ts'
import { judge } from './validate/validate.stage.ts'
import { currentWorkflow, defaultWorkflow, findWorkflow } from './workflows/workflows.ts'

export type Settings = {
  config: Config
  /** Absolute data folder. */
  data: string
  /** For the service role. */
  databaseUrl: string
  log: Log
}

export type App = Settings & {
  connection: Connection
  archive: Archive & { blobs: ReturnType<typeof diskBlobStore> }
  kms: Kms
  queue: JobQueue
  recorder: Recorder
  clock: Clock
  newId: NewId
  metrics: Metrics
  close(): Promise<void>
}

export const masterKeyFile = (data: string): string => join(data, 'master.key')
export const blobFolder = (data: string): string => join(data, 'blobs')

/** Everything both roles need. The master key must be there: it is made by `up`, and only for an empty installation. */
export async function openApp(settings: Settings): Promise<App> {
  const { config, data, databaseUrl, log } = settings
  const clock = systemClock
  const newId = idsWith(clock)
  const kms = await fileKms(masterKeyFile(data), { create: false })
  const connection = connect(databaseUrl, {
    max: 12,
    onError: (err) => log.warn({ err }, 'a database connection broke'),
  })
  const queue = await pgBossQueue({ url: databaseUrl, accountJobs: config.accountJobs, log })
  return {
    ...settings,
    connection,
    kms,
    queue,
    clock,
    newId,
    archive: { db: connection.db, kms, blobs: diskBlobStore(blobFolder(data)) },
    recorder: { queue, clock, newId },
    metrics: createMetrics({ processMetrics: true }),
    async close() {
      await queue.close()
      await connection.close()
    },
  }
}

export async function buildHttp(app: App) {
  const { archive, recorder, config, metrics, clock, newId, log, kms } = app
  const { db } = archive
  const http = createHttp({ config, log, authenticate: createAuthenticate({ db, clock }), metrics, newId })
  const intake = {
    archive,
    recorder,
    metrics,
    sniff,
    limits: {
      maxFileBytes: config.maxFileMb * 1_000_000,
      idleMs: config.uploadIdleSeconds * 1000,
      maxFiles: config.maxFiles,
    },
    workflow: (name = defaultWorkflow) => currentWorkflow(name),
  }
  await intakeRoutes(http, intake)
  documentRoutes(http, { archive, recorder, publicUrl: config.publicUrl })
  reviewRoutes(http, {
    archive,
    recorder,
    judge: (extraction, document) =>
      judge(extraction, {
        workflow: findWorkflow(document.workflow, document.workflowVersion),
        today: clock().toISOString().slice(0, 10),
      }),
  })
  keyRoutes(http, { db, kms, clock, newId })
  return http
}

export function buildRunner({
  archive,
  recorder,
  config,
  metrics,
  clock,
  log,
  kms,
}: App): Runner & { close(): Promise<void> } {
  const engine = localEngine({
    children: config.readers,
    memoryMb: config.readerMemoryMb,
    pageSeconds: config.pageSeconds,
    maxPages: config.maxPages,
    maxPageMegapixels: config.maxPageMegapixels,
    log,
  })
  return {
    archive,
    recorder,
    metrics,
    log,
    ports: { blobs: archive.blobs, engine, clock, sealSigner: sealSigner({ db: archive.db, kms }) },
    workflow: findWorkflow,
    inSpan,
    close: () => engine.close(),
  }
}
