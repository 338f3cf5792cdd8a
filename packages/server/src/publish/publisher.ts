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
    /** Messages under way in this process: in all, for one account, to one endpoint. */
    concurrency?: number
    perAccount?: number
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

/** Claims what is due whenever there is room for it, and sends it. */
function startSending(options: PublisherOptions & Pick<DeliverOptions, 'observe'>) {
  const { db, log, clock, timeoutMs, pollMs = usualPollMs } = options
  const { concurrency = 128, perAccount = 32, perEndpoint = 8 } = options
  const aborting = new AbortController()
  const attempts = { ...options, random: options.random ?? Math.random, attemptMs: timeoutMs + 5000 }
  /** Messages under way, with their endpoint. */
  const underWay = new Map<Promise<void>, string>()
  const send = async (due: DueDelivery) => {
    const message = deliver(due, attempts, aborting.signal).catch((error: unknown) =>
      log.warn({ err: error, delivery: due.id }, 'an attempt could not be written down; it will be repeated'),
    )
    underWay.set(message, due.endpointId)
    await message
    underWay.delete(message)
    sending.now()
  }
  const claim = (): Claim => {
    const now = clock()
    const lockedUntil = new Date(now.getTime() + timeoutMs + claimMarginMs)
    const shares = { free: concurrency - underWay.size, perAccount, perEndpoint }
    return { now, lockedUntil, ...shares, sending: [...underWay.values()] }
  }
  const sending = loop({
    pauseMs: pollMs,
    log,
    failure: 'due webhooks could not be fetched; trying again',
    wanted: () => underWay.size < concurrency,
    work: async () => {
      for (const due of await withSystem(db, (tx) => claimDue(tx, claim()))) void send(due)
    },
  })
  return {
    now: sending.now,
    async stop() {
      await sending.stop()
      const timer = setTimeout(() => aborting.abort(), options.graceMs ?? 5000)
      await Promise.all(underWay.keys())
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
