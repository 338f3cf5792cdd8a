// So many uploads are taken in at a time. Further ones wait a little, the urgent first; when too many wait, batch goes.
import type { Tier } from '@countersign/contract/document'
import { monotonicMs } from '../platform/clock.ts'

export type Newcomer = { accountId: string; tier: Tier; signal?: AbortSignal | undefined }
/** Gives the place back; more than once changes nothing. */
export type Leave = () => void
export type Places = {
  /** Null: there was no place in time, or others were more urgent. */
  enter(newcomer: Newcomer): Promise<Leave | null>
  /** When trying again makes sense. */
  expectedMs(): number
  taken(): number
  waiting(): number
}

type Waiting = Newcomer & { answer(leave: Leave | null): void }
type Options = { places: number; room: number; waitMs: number }

const rank: Record<Tier, number> = { batch: 0, standard: 1, realtime: 2 }
/** Of the places, so that slow uploads of one account leave some to the others. */
const mostOfOneAccount = 0.75

function countOf(waiting: readonly Waiting[], accountId: string): number {
  let count = 0
  for (const one of waiting) if (one.accountId === accountId) count += 1
  return count
}

/** Who goes when the room is full: the least urgent, of the account that has most of them, the latest. */
function leastUrgent(waiting: readonly Waiting[], newcomer: Newcomer): Waiting | undefined {
  const lowest = Math.min(...waiting.map(({ tier }) => rank[tier]))
  if (waiting.length === 0 || lowest > rank[newcomer.tier]) return undefined
  const candidates = waiting.filter(({ tier }) => rank[tier] === lowest)
  const counts = new Map<string, number>()
  for (const { accountId } of candidates) counts.set(accountId, (counts.get(accountId) ?? 0) + 1)
  const [worst = '', most = 0] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? []
  const fair = lowest < rank[newcomer.tier] || most > countOf(candidates, newcomer.accountId) + 1
  return fair ? candidates.findLast(({ accountId }) => accountId === worst) : undefined
}

type Holding = ReturnType<typeof createHolding>

/** Who has how many places. */
function createHolding(places: number, afterwards: () => void) {
  const held = new Map<string, number>()
  const share = Math.ceil(places * mostOfOneAccount)
  let taken = 0
  let meanMs = 100
  const of = (accountId: string) => held.get(accountId) ?? 0
  function give(accountId: string, since: number): void {
    taken -= 1
    meanMs += (monotonicMs() - since - meanMs) / 20
    if (of(accountId) > 1) held.set(accountId, of(accountId) - 1)
    else held.delete(accountId)
    afterwards()
  }
  return {
    of,
    mayEnter: ({ accountId }: Newcomer) => taken < places && of(accountId) < share,
    take({ accountId }: Newcomer): Leave {
      const since = monotonicMs()
      taken += 1
      held.set(accountId, of(accountId) + 1)
      let left = false
      return () => {
        if (!left) give(accountId, since)
        left = true
      }
    },
    taken: () => taken,
    expectedMs: (waiting: number) => (meanMs * (waiting + 1)) / places,
  }
}

/** The most urgent; among those, of the account that has the fewest places; among those, the first. */
function nextOf(waiting: readonly Waiting[], holding: Holding): Waiting | undefined {
  let best: Waiting | undefined
  for (const one of waiting) {
    if (!holding.mayEnter(one)) continue
    const urgency = best ? rank[one.tier] - rank[best.tier] : 1
    if (!best || urgency > 0 || (urgency === 0 && holding.of(one.accountId) < holding.of(best.accountId)))
      best = one
  }
  return best
}

export function createPlaces({ places, room, waitMs }: Options): Places {
  const waiting: Waiting[] = []
  const holding = createHolding(places, () => {
    for (let one = nextOf(waiting, holding); one; one = nextOf(waiting, holding))
      one.answer(holding.take(one))
  })

  function wait(newcomer: Newcomer): Promise<Leave | null> {
    const { promise, resolve } = Promise.withResolvers<Leave | null>()
    const giveUp = () => one.answer(null)
    const timer = setTimeout(giveUp, waitMs)
    const one: Waiting = {
      ...newcomer,
      answer(leave) {
        clearTimeout(timer)
        newcomer.signal?.removeEventListener('abort', giveUp)
        waiting.splice(waiting.indexOf(one), 1)
        resolve(leave)
      },
    }
    waiting.push(one)
    newcomer.signal?.addEventListener('abort', giveUp)
    return promise
  }

  return {
    async enter(newcomer) {
      // Whoever waits and might enter has been let in already.
      if (holding.mayEnter(newcomer)) return holding.take(newcomer)
      if (newcomer.signal?.aborted) return null
      if (waiting.length >= room) {
        const victim = leastUrgent(waiting, newcomer)
        if (!victim) return null
        victim.answer(null)
      }
      return wait(newcomer)
    },
    expectedMs: () => holding.expectedMs(waiting.length),
    taken: holding.taken,
    waiting: () => waiting.length,
  }
}
