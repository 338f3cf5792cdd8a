// May this upload come in? Decided before the first byte of its body is read.
import type { Tier } from '@countersign/contract/document'
import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import type { Config } from '../platform/config.ts'
import { Problem, type ProblemCode } from '../platform/problem.ts'
import type { Metrics } from '../platform/telemetry.ts'
import { createPlaces, type Leave, type Newcomer } from './places.ts'
import { createQueueDepth } from './queue-depth.ts'

/** What it is like for the service now. */
export type Readings = {
  /** Median delay of this process's event loop. */
  delayMs: number
  freeMb: number
  /** Jobs of all accounts that wait, and the age of the oldest due one. */
  queue: Readonly<Record<Tier, { waiting: number; oldestSeconds: number }>>
}

export type AdmissionSettings = Pick<
  Config,
  | 'accountQueue'
  | 'uploadsAtOnce'
  | 'uploadsWaiting'
  | 'uploadWaitSeconds'
  | 'overloadDelayMs'
  | 'overloadJobs'
  | 'overloadMinutes'
  | 'minFreeMb'
  | 'maxFileMb'
  | 'maxFiles'
>

export type AdmissionParts = {
  settings: AdmissionSettings
  readings: () => Promise<Readings>
  /** Jobs of an account that wait. */
  waiting: (accountId: string) => Promise<number>
  metrics: Pick<Metrics, 'refused' | 'uploadsUnderWay' | 'uploadsWaiting' | 'freeMegabytes'>
  /** From 0 to 1: spreads those who were refused at the same moment. */
  random: () => number
}

export type Admission = {
  /** Throws `service.disk_full`, `account.queue_full` or `service.overloaded`; else the upload has a place. */
  admit(upload: Newcomer & { bytes: number }): Promise<Leave>
}

/** What a route that asks `admits` can answer, for its reference. */
export const admissionProblems = [
  'account.queue_full',
  'service.overloaded',
  'service.disk_full',
] as const satisfies ProblemCode[]

const tiers: readonly Tier[] = ['realtime', 'standard', 'batch']
/** How far over a limit the service is when a tier is refused: batch first, realtime last. */
const bears: Record<Tier, number> = { batch: 1, standard: 1.5, realtime: 2 }

type Pressure = { reason: string; times: number }

/** How many times each limit is reached, for a tier: it does not suffer from the age of less urgent work. */
export function pressures({ delayMs, queue }: Readings, tier: Tier, settings: AdmissionSettings): Pressure[] {
  const waiting = tiers.reduce((sum, one) => sum + queue[one].waiting, 0)
  const above = tiers.slice(0, tiers.indexOf(tier) + 1)
  const oldestMinutes = Math.max(...above.map((one) => queue[one].oldestSeconds)) / 60
  const times = (value: number, limit: number) => (limit === 0 ? 0 : value / limit)
  return [
    { reason: 'delay', times: times(delayMs, settings.overloadDelayMs) },
    { reason: 'queue_depth', times: times(waiting, settings.overloadJobs) },
    { reason: 'queue_age', times: times(oldestMinutes, settings.overloadMinutes) },
  ]
}

const overloaded = (tier: Tier, seconds: number) =>
  new Problem(
    'service.overloaded',
    `The service has more to do than it can, so it takes no ${tier} uploads for the moment. Send this again after the time in Retry-After.`,
    { headers: { 'retry-after': String(seconds) } },
  )

const diskFull = (freeMb: number, { minFreeMb }: AdmissionSettings) =>
  new Problem(
    'service.disk_full',
    `Only ${Math.max(0, Math.floor(freeMb))} MB are free in the data folder, and ${minFreeMb} MB of them are kept for the database, so no uploads are taken. The operator must make room there. Reading and downloading still work.`,
    { headers: { 'retry-after': '60' } },
  )

export function createAdmission({ settings, readings, waiting, metrics, random }: AdmissionParts): Admission {
  const places = createPlaces({
    places: settings.uploadsAtOnce,
    room: settings.uploadsWaiting,
    waitMs: settings.uploadWaitSeconds * 1000,
  })
  const depth = createQueueDepth({ limit: settings.accountQueue, waiting })
  const spread = (seconds: number) => Math.ceil(seconds * (1 + random()))
  const refuse = (reason: string, tier: Tier, problem: Problem): never => {
    metrics.refused.inc({ reason, tier })
    throw problem
  }
  const show = () => {
    metrics.uploadsUnderWay.set(places.taken())
    metrics.uploadsWaiting.set(places.waiting())
  }

  function checkService(now: Readings, { tier, bytes }: { tier: Tier; bytes: number }): void {
    metrics.freeMegabytes.set(now.freeMb)
    // More than may come is refused by its size, whatever the disk is like.
    const largestMb = settings.maxFileMb * settings.maxFiles
    const announcedMb = bytes / 1_000_000 > largestMb ? 0 : bytes / 1_000_000
    if (settings.minFreeMb > 0 && now.freeMb - announcedMb < settings.minFreeMb)
      refuse('disk', tier, diskFull(now.freeMb, settings))
    const over = pressures(now, tier, settings).find(({ times }) => times >= bears[tier])
    if (over) refuse(over.reason, tier, overloaded(tier, spread(over.reason === 'delay' ? 5 : 30)))
  }

  async function takePlace(newcomer: Newcomer): Promise<Leave> {
    const entering = places.enter(newcomer)
    show()
    const leave = await entering
    show()
    if (leave === null) {
      const seconds = Math.min(60, Math.max(1, places.expectedMs() / 1000))
      return refuse('places', newcomer.tier, overloaded(newcomer.tier, spread(seconds)))
    }
    return () => {
      leave()
      show()
    }
  }

  return {
    async admit(upload) {
      checkService(await readings(), upload)
      await depth.add(upload.accountId).catch((error: unknown) => {
        if (error instanceof Problem) metrics.refused.inc({ reason: 'account_queue', tier: upload.tier })
        throw error
      })
      return takePlace(upload)
    },
  }
}

/** Only the address can tell the tier before the body is read; a form's own field comes too late. */
const tierOf = (query: unknown): Tier => {
  const { priority } = (query ?? {}) as { priority?: unknown }
  return tiers.find((tier) => tier === priority) ?? 'standard'
}

/** As `onRequest` of a route that takes uploads: it holds a place until its answer is out or its client is gone. */
export const admits =
  (admission: Admission): onRequestAsyncHookHandler =>
  async (request: FastifyRequest, { raw }) => {
    const gone = new AbortController()
    raw.once('close', () => gone.abort())
    const leave = await admission.admit({
      accountId: request.caller.accountId,
      tier: tierOf(request.query),
      bytes: Number(request.headers['content-length'] ?? 0) || 0,
      signal: gone.signal,
    })
    if (gone.signal.aborted) leave()
    raw.once('finish', leave)
    raw.once('close', leave)
  }
