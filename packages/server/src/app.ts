// The composition root: the only file that chooses adapters.

import { constants } from 'node:fs'
import { access, mkdir } from 'node:fs/promises'
import manifest from '../package.json' with { type: 'json' }
import { createAuthenticate } from './access/authenticate.ts'
import { diskBlobStore } from './adapters/blob/disk.ts'
import { fileKms } from './adapters/key/file.ts'
import { pgBossQueue } from './adapters/queue/pg-boss.ts'
import { listenAt } from './db/listen.ts'
import { missingMigrations } from './db/migrate.ts'
import { type Connection, connect } from './db/sql.ts'
import type { Archive } from './documents/holdings.ts'
import type { Recorder } from './documents/record.ts'
import { waysOf } from './envelopes/proofs/ways.ts'
import { awaitedEnvelopes } from './envelopes/routing/awaited.ts'
import { startBell } from './events/bell.ts'
import { declareRoutes, type RouteParts } from './http/routes.ts'
import { createHttp } from './http/server.ts'
import { createAdmission } from './intake/admission.ts'
import type { Resumable } from './intake/resumable/resumable.ts'
import type { Runner } from './pipeline/runner.ts'
import { type Clock, systemClock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import { idsWith, type NewId } from './platform/ids.ts'
import type { Log } from './platform/log.ts'
import { readersFor, thisMachine } from './platform/machine.ts'
import { createOutbound } from './platform/outbound.ts'
import { freeMegabytes, loopDelay, remembered } from './platform/pressure.ts'
import { createMetrics, inSpan, type Metrics, type MetricsSnapshot } from './platform/telemetry.ts'
import type { JobQueue } from './ports/job-queue.ts'
import type { Kms } from './ports/kms.ts'
import { startPublisher } from './publish/publisher.ts'
import { atOnceOf, engineOf } from './roles/parts/at-once.ts'
import { evidenceMakerOf } from './roles/parts/evidence-maker.ts'
import { typeHere } from './roles/parts/file-types.ts'
import { learningOf } from './roles/parts/learning.ts'
import { precedentsOf } from './roles/parts/precedents.ts'
import { languageFaultOf } from './roles/parts/read-model.ts'
import { signatureDeskOf } from './roles/parts/signatures.ts'
import { blobFolder, masterKeyFile } from './roles/places.ts'
import { accountSignerOf, buildTrust, logKeyOf, signInOf } from './roles/trust.ts'
import { type DeskPorts, signatureDesk } from './sign/elsewhere/requests.ts'
import { judge } from './validate/validate.stage.ts'
import { warmOnListen } from './validate/warm-up.ts'
import { currentWorkflow, findWorkflow, isAnnounced, workflowOf } from './workflows/workflows.ts'

/** Longest that a statement may take: none of ours takes a second. */
const answerWithinMs = 15_000

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

/** Everything both roles need. The master key must be there: it is made by `up`, and only for an empty installation. */
export async function openApp(settings: Settings): Promise<App> {
  const { config, data, databaseUrl, log } = settings
  const clock = systemClock
  const newId = idsWith(clock)
  const kms = await fileKms(masterKeyFile(data), { create: false })
  const connection = connect(databaseUrl, {
    max: 12,
    answerWithinMs,
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

/** Metrics of the other processes of this installation, as they last sent them. */
type Others = () => Promise<readonly MetricsSnapshot[]>

export async function buildHttp(app: App, { others }: { others?: Others } = {}) {
  const { archive, recorder, config, metrics, clock, newId, log, kms } = app
  const { db } = archive
  const http = createHttp({ config, log, authenticate: createAuthenticate({ db, clock }), metrics, newId })
  const { admission, stop } = admissionOf(app)
  http.addHook('onClose', async () => stop())
  const outbound = outboundOf(config)
  const { verify, validate, engine, maker, desk, signIn, close } = await besideOf(app)
  http.addHook('onClose', close)
  if (config.validateWarm) warmOnListen(http, validate, log)
  const bell = startBell({ db, log, listen: listenAt(app.databaseUrl) })
  http.addHook('preClose', () => bell.stop())
  http.addHook('onClose', () => outbound.close())
  await declareRoutes(http, {
    intake: { ...intakeOf(app), admission },
    resumable: { ...resumableOf(app), admission },
    documents: { archive, recorder, workflow: currentWorkflow, languageFault: languageFaultOf(config) },
    results: { archive },
    review: deskOf(app),
    events: { db, bell },
    proofs: { db, logKey: logKeyOf(app), open: config.logPublic },
    evidence: { archive, maker },
    webhooks: { db, kms, outbound, clock, newId },
    deliveries: { db, clock },
    certificates: { db, kms, clock, newId, engine, installation: accountSignerOf(app, desk).identity },
    envelopes: { archive, scribe: recorder, ways: waysOf(config) },
    ceremony: { archive, scribe: recorder, engine, signIn, publicUrl: config.publicUrl },
    signatures: { archive, desk },
    ...{ verify, validate, holds: { archive, recorder } },
    suppliers: { db, kms, clock, newId, idleMs: config.uploadIdleSeconds * 1000 },
    learning: { archive, clock, newId },
    retention: { db, clock },
    jobs: { archive, recorder },
    workflows: { db, kms, clock, judge },
    keys: { db, kms, clock, newId },
    health: {
      checks: readinessOf(app),
      ...{ metrics, metricsPublic: config.metricsPublic },
      ...(others ? { others } : {}),
    },
    docs: { version: manifest.version },
  })
  return http
}

/** What works beside the server: readers, what makes certificates of completion, the desk of a signature service. */
async function besideOf(app: App) {
  const { close, ...readers } = await atOnceOf(app)
  const evidence = evidenceMakerOf(app, readers.engine)
  const desk = signatureDeskOf(app)
  const signIn = signInOf(app)
  return {
    ...readers,
    ...{ maker: evidence.maker, desk, signIn },
    async close() {
      await desk?.close()
      await signIn?.close()
      await close()
      await evidence.close()
    },
  }
}

const intakeOf = ({ archive, recorder, metrics, config }: App) => ({
  archive,
  recorder,
  metrics,
  sniff: typeHere,
  limits: {
    maxFileBytes: config.maxFileMb * 1_000_000,
    idleMs: config.uploadIdleSeconds * 1000,
    maxFiles: config.maxFiles,
  },
  workflow: currentWorkflow,
  languageFault: languageFaultOf(config),
})

function admissionOf({ queue, config, metrics, data }: App) {
  const delay = loopDelay()
  const free = remembered(() => freeMegabytes(data), { restMs: 1000 })
  const lag = remembered(() => queue.lag(), { restMs: 2000 })
  const admission = createAdmission({
    settings: config,
    readings: async () => ({ delayMs: delay.ms(), freeMb: await free(), queue: await lag() }),
    waiting: (accountId) => queue.waiting(accountId),
    metrics,
    random: Math.random,
  })
  return { admission, stop: delay.stop }
}

/** For both roles: the working one finishes what a server that died could not. */
export const resumableOf = (app: App): Resumable => ({
  intake: intakeOf(app),
  keepMs: app.config.uploadHours * 3_600_000,
  mostOpen: app.config.maxOpenUploads,
})

/** Of any account, by the version that a document started with. */
export const workflowsOf =
  ({ archive }: Pick<App, 'archive'>): Runner['workflow'] =>
  (accountId, of) =>
    findWorkflow(archive.db, accountId, of)

const deskOf = ({ archive, recorder, config }: App): RouteParts['review'] => ({
  archive,
  recorder,
  workflow: workflowOf,
  judge,
  eyes: config.fourEyes,
})

/** What must hold for documents to be taken in. */
const readinessOf = ({ archive, queue, data }: App) => ({
  database: () => archive.db.selectNoFrom((of) => of.lit(1).as('one')).execute(),
  migrations: async () => {
    const missing = await missingMigrations(archive.db)
    if (missing.length > 0)
      throw new Error(`The database lacks ${missing.join(', ')}. Run: countersign migrate`)
  },
  queue: () => queue.check(),
  blobs: async () => {
    await mkdir(blobFolder(data), { recursive: true, mode: 0o700 })
    await access(blobFolder(data), constants.W_OK)
  },
})

const outboundOf = (config: Config) =>
  createOutbound({
    allowPrivate: config.webhookAllowPrivate,
    allowHttp: config.webhookAllowHttp,
    timeoutMs: config.webhookTimeoutSeconds * 1000,
    maxResponseBytes: 64_000,
  })

/** Follows the log and sends what is due; ends what is under way when stopped. */
export function buildPublisher({ archive, config, metrics, clock, newId, log, kms, databaseUrl }: App) {
  const outbound = outboundOf(config)
  const publisher = startPublisher({
    db: archive.db,
    kms,
    outbound,
    clock,
    newId,
    log,
    publicUrl: config.publicUrl,
    announces: (tx, { accountId, workflow: name, workflowVersion: version }) =>
      isAnnounced(tx, accountId, { name, version }),
    timeoutMs: config.webhookTimeoutSeconds * 1000,
    listen: listenAt(databaseUrl),
    observe: {
      deliveryLatency: (seconds) => metrics.deliverySeconds.observe(seconds),
      attempt: (outcome) => metrics.deliveryAttempts.inc({ outcome }),
      lag: (events) => metrics.publisherLag.set(events),
    },
  })
  return {
    async stop() {
      await publisher.stop()
      await outbound.close()
    },
  }
}

/** How many readers, and how many jobs at a time, this process has. */
export const readersOf = ({ readers }: Config): number => readers || readersFor(thisMachine())
export const workersOf = (config: Config): number => config.workers || readersOf(config)

export function buildRunner(app: App): Runner & { desk: DeskPorts | null; close(): Promise<void> } {
  const { archive, recorder, config, metrics, clock, log, kms } = app
  const engine = engineOf(app, readersOf(config))
  const trust = buildTrust({ archive, config, kms, clock })
  const desk = signatureDeskOf(app)
  const { signer: sealSigner } = accountSignerOf(app, desk)
  return {
    archive,
    recorder,
    metrics,
    log,
    desk,
    ports: {
      ...{ blobs: archive.blobs, engine, clock, sealSigner, sealTrust: trust.trust },
      precedents: precedentsOf(archive),
      learning: learningOf(app),
      signatureDesk: desk && signatureDesk(desk),
      envelopes: awaitedEnvelopes(archive, waysOf(config)),
    },
    workflow: workflowsOf(app),
    inSpan,
    async close() {
      await engine.close()
      await trust.close()
      await desk?.close()
    },
  }
}
