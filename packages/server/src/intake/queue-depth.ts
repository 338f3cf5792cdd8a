// How many jobs of each account wait, asked rarely: in between, what was let in is added.
import { monotonicMs } from '../platform/clock.ts'
import { Problem } from '../platform/problem.ts'

export type QueueDepth = {
  /** Counts one more document; throws `account.queue_full` when the account has as many waiting as it may. */
  add(accountId: string): Promise<void>
}

type Options = {
  limit: number
  /** Asks the queue. */
  waiting: (accountId: string) => Promise<number>
  now?: () => number
  restMs?: number
}

type Depth = {
  counted: number
  /** Let in since it was counted. */
  added: number
  countedAt: number
  nextAt: number
  /** Jobs that were done in a second, smoothed; 0 while unknown. */
  perSecond: number
  counting: Promise<void> | undefined
}

/** Times its rest: older than this, a count says nothing. */
const longIdle = 10
const mostRemembered = 10_000
const unknownSeconds = 30
const longestSeconds = 300

function learn(depth: Depth, { counted, added, at }: { counted: number; added: number; at: number }): void {
  const seconds = (at - depth.countedAt) / 1000
  if (depth.countedAt > 0 && seconds > 0) {
    const done = Math.max(0, depth.counted + added - counted) / seconds
    depth.perSecond = depth.perSecond === 0 ? done : depth.perSecond * 0.7 + done * 0.3
  }
  depth.counted = counted
  depth.added -= added
  depth.countedAt = at
}

function full({ counted, added, perSecond }: Depth, limit: number): Problem {
  const over = counted + added - limit + 1
  const seconds = perSecond > 0 ? Math.ceil(over / perSecond) : unknownSeconds
  return new Problem(
    'account.queue_full',
    `${limit} documents of the account wait already. Send more after the time in Retry-After; nothing that was accepted is lost.`,
    { headers: { 'retry-after': String(Math.min(longestSeconds, Math.max(1, seconds))) } },
  )
}

export function createQueueDepth({ limit, waiting, now = monotonicMs, restMs = 1000 }: Options): QueueDepth {
  const depths = new Map<string, Depth>()

  async function count(accountId: string, depth: Depth): Promise<void> {
    const { added } = depth
    const began = now()
    try {
      learn(depth, { counted: await waiting(accountId), added, at: began })
    } finally {
      depth.counting = undefined
      const ended = now()
      // A slow question may take a twentieth of the time, not more.
      depth.nextAt = ended + Math.max(restMs, 20 * (ended - began))
    }
  }

  function depthOf(accountId: string): Depth {
    const found = depths.get(accountId)
    const depth = found ?? {
      counted: 0,
      added: 0,
      countedAt: 0,
      nextAt: 0,
      perSecond: 0,
      counting: undefined,
    }
    depths.delete(accountId)
    depths.set(accountId, depth)
    if (depths.size > mostRemembered) depths.delete(depths.keys().next().value as string)
    return depth
  }

  return {
    async add(accountId) {
      if (limit === 0) return
      const depth = depthOf(accountId)
      const late = now() - depth.nextAt
      if (late >= 0) depth.counting ??= count(accountId, depth)
      if (depth.countedAt === 0 || late >= longIdle * restMs) await depth.counting
      // Whoever does not wait for the count does not see it fail either; it is asked again.
      else depth.counting?.catch(() => {})
      if (depth.counted + depth.added >= limit) throw full(depth, limit)
      depth.added += 1
    },
  }
}
