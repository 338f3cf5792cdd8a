// The worker role's part of publishing: follows the log, sends what is due. Any number of processes may run it.
import type { Listen } from '../db/listen.ts'
import { withSystem } from '../db/sql.ts'
import { eventsChannel } from '../events/sequencer.ts'
import { loop } from '../platform/loop.ts'
import { type DeliverOptions, deliver, type Observe } from './deliver.ts'
import { type FollowOptions, followEvents } from './follow.ts'
import { type Claim, claimDue, type DueDelivery } from './outbox.store.ts'

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
const usualPollMs = 1000
const silent: Observe = { deliveryLatency() {}, attempt() {}, lag() {} }

/** The messages being sent by this process, counted by endpoint. */
function messagesUnderWay() {
  const perEndpoint = new Map<string, number>()
  const all = new Set<Promise<void>>()
  const change = (endpointId: string, by: number) => {
    const count = (perEndpoint.get(endpointId) ?? 0) + by
    if (count > 0) perEndpoint.set(endpointId, count)
    else perEndpoint.delete(endpointId)
  }
  return {
    perEndpoint,
    count: () => all.size,
    add(endpointId: string, work: Promise<void>): Promise<void> {
      change(endpointId, 1)
      const tracked = work.finally(() => {
        change(endpointId, -1)
        all.delete(tracked)
      })
      all.add(tracked)
      return tracked
    },
    ended: () => Promise.all(all),
  }
}

/** Claims what is due whenever there is room for it, and sends it. */
function startSending(options: PublisherOptions & Pick<DeliverOptions, 'observe'>) {
  const { db, log, clock, timeoutMs, pollMs = usualPollMs, concurrency = 32, perEndpoint = 4 } = options
  const aborting = new AbortController()
  const attempts = { ...options, random: options.random ?? Math.random, attemptMs: timeoutMs + 5000 }
  const underWay = messagesUnderWay()
  const send = (due: DueDelivery) =>
    deliver(due, attempts, aborting.signal).catch((error: unknown) =>
      log.warn({ err: error, delivery: due.id }, 'an attempt could not be written down; it will be repeated'),
    )
  const claim = (): Claim => {
    const now = clock()
    const lockedUntil = new Date(now.getTime() + timeoutMs + claimMarginMs)
    const free = concurrency - underWay.count()
    return { now, lockedUntil, free, perEndpoint, sending: underWay.perEndpoint }
  }
  const sending = loop({
    pauseMs: pollMs,
    log,
    failure: 'due webhooks could not be fetched; trying again',
    wanted: () => underWay.count() < concurrency,
    work: async () => {
      for (const due of await withSystem(db, (tx) => claimDue(tx, claim())))
        void underWay.add(due.endpointId, send(due)).then(sending.now)
    },
  })
  return {
    now: sending.now,
    async stop() {
      await sending.stop()
      const timer = setTimeout(() => aborting.abort(), options.graceMs ?? 5000)
      await underWay.ended()
      clearTimeout(timer)
    },
  }
}

export function startPublisher(options: PublisherOptions): Publisher {
  const { log, observe = silent, pollMs = usualPollMs } = options
  const sending = startSending({ ...options, observe })
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
    },
  }
}
