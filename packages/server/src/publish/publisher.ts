// The worker role's part of publishing: follows the log, sends what is due. Any number of processes may run it.
import type { Listen } from '../db/listen.ts'
import { withSystem } from '../db/sql.ts'
import { eventsChannel } from '../events/sequencer.ts'
import { loop } from '../platform/loop.ts'
import { type DeliverOptions, deliver, type Observe } from './deliver.ts'
import { type FollowOptions, followEvents } from './follow.ts'
import { claimDue } from './outbox.store.ts'

export type PublisherOptions = FollowOptions &
  Omit<DeliverOptions, 'observe' | 'random' | 'attemptMs' | 'log'> & {
    log: DeliverOptions['log']
    /** Longest an attempt can take: the time limit that `outbound` was made with. */
    timeoutMs: number
    /** With it, the sequencer's NOTIFY wakes the publisher; else it looks every `pollMs`. */
    listen?: Listen | undefined
    observe?: Observe | undefined
    random?: () => number
    pollMs?: number
    /** Messages under way in this process, in all and to one endpoint. */
    concurrency?: number
    perEndpoint?: number
    /** How long stopping waits for messages under way. */
    graceMs?: number
  }

export type Publisher = {
  /** Look now: something happened. */
  signal(): void
  stop(): Promise<void>
}

// A claim outlives the longest attempt by this; a process that was frozen longer finds its claim too short to send.
const claimMarginMs = 30_000
const silent: Observe = { deliveryLatency() {}, attempt() {}, lag() {} }

type UnderWay = { total: number; perEndpoint: Map<string, number>; all: Set<Promise<void>> }

function track(underWay: UnderWay, endpointId: string, work: Promise<void>, done: () => void): void {
  const change = (by: number) => {
    underWay.total += by
    const count = (underWay.perEndpoint.get(endpointId) ?? 0) + by
    if (count > 0) underWay.perEndpoint.set(endpointId, count)
    else underWay.perEndpoint.delete(endpointId)
  }
  change(1)
  const tracked = work.finally(() => {
    change(-1)
    underWay.all.delete(tracked)
    done()
  })
  underWay.all.add(tracked)
}

export function startPublisher(options: PublisherOptions): Publisher {
  const { db, log, clock, timeoutMs, pollMs = 1000, concurrency = 32, perEndpoint = 4 } = options
  const { observe = silent, random = Math.random, graceMs = 5000 } = options
  const attemptMs = timeoutMs + 5000
  const deliverOptions: DeliverOptions = { ...options, observe, random, attemptMs }
  const underWay: UnderWay = { total: 0, perEndpoint: new Map(), all: new Set() }
  const aborting = new AbortController()

  const sending = loop({
    pauseMs: pollMs,
    log,
    failure: 'due webhooks could not be fetched; trying again',
    wanted: () => underWay.total < concurrency,
    work: async () => {
      const now = clock()
      const claim = {
        now,
        lockedUntil: new Date(now.getTime() + timeoutMs + claimMarginMs),
        free: concurrency - underWay.total,
        perEndpoint,
        sending: underWay.perEndpoint,
      }
      for (const due of await withSystem(db, (tx) => claimDue(tx, claim))) {
        const work = deliver(due, deliverOptions, aborting.signal).catch((error: unknown) =>
          log.warn({ err: error, delivery: due.id }, 'an attempt could not be written down'),
        )
        track(underWay, due.endpointId, work, () => sending.now())
      }
    },
  })
  const following = loop({
    pauseMs: pollMs,
    log,
    failure: 'the log could not be followed for webhooks; trying again',
    work: async () => {
      const followed = await followEvents(options)
      if (!followed) return
      observe.lag(followed.lag)
      if (followed.made > 0) sending.now()
      if (followed.lag > 0) following.now()
    },
  })
  const signal = () => {
    following.now()
    sending.now()
  }
  const listener = options.listen?.(eventsChannel, signal)
  signal()
  return {
    signal,
    async stop() {
      await listener?.stop()
      await Promise.all([following.stop(), sending.stop()])
      const timer = setTimeout(() => aborting.abort(), graceMs)
      await Promise.all(underWay.all)
      clearTimeout(timer)
    },
  }
}
