// Whose job is next: tiers by weight, accounts in turn. Pure; what it remembers from look to look is handed in and out.
import type { Tier } from '@countersign/contract/document'

/** Of 21 starts while every tier has jobs waiting; what an idle tier leaves goes to the others by the same measure. */
export const weights: Record<Tier, number> = { realtime: 16, standard: 4, batch: 1 }

/** The most urgent first. */
export const tiers: readonly Tier[] = ['realtime', 'standard', 'batch']

/** An account that has jobs waiting in a tier. */
export type Offer = {
  tier: Tier
  accountId: string
  /** Its jobs that run now, of all tiers. */
  running: number
  /** Due jobs, the longest due first. */
  ids: readonly string[]
}

/**
 * Start-time fair queueing (Goyal, Vin, Cheng 1996): a tier's next job is stamped 1/weight after its last one, but never
 * before the clock, which shows the stamp that started last; the lowest stamp starts. So a tier that comes back from
 * idleness starts at once and has saved nothing up.
 */
export type Shares = {
  clock: number
  stamps: Record<Tier, number>
  /** The account that was served last; the look goes on behind it. */
  turns: Record<Tier, string>
}

export const noShares: Shares = {
  clock: 0,
  stamps: { realtime: 1 / weights.realtime, standard: 1 / weights.standard, batch: 1 / weights.batch },
  turns: { realtime: '', standard: '', batch: '' },
}

export type Room = { free: number; freeForBatch: number; accountJobs: number }

/** `offers` stand in the order of turns, beginning behind the account that was served last. */
export function share(
  before: Shares,
  offers: readonly Offer[],
  room: Room,
): { ids: string[]; after: Shares } {
  const after: Shares = { ...before, stamps: { ...before.stamps }, turns: lookOn(before, offers, room) }
  const line = [...offers]
  const ids: string[] = []
  let { freeForBatch } = room
  while (ids.length < room.free) {
    const next = nextOffer(after, line, { ...room, freeForBatch })
    if (!next) break
    const [id = '', ...rest] = next.ids
    ids.push(id)
    if (next.tier === 'batch') freeForBatch -= 1
    after.turns[next.tier] = next.accountId
    after.clock = stampOf(after, next.tier)
    after.stamps[next.tier] = after.clock + 1 / weights[next.tier]
    serve(line, { ...next, ids: rest })
  }
  return { ids, after }
}

const stampOf = ({ clock, stamps }: Shares, tier: Tier): number => Math.max(clock, stamps[tier])

const mayStart = ({ ids, running }: Offer, { accountJobs }: Room): boolean =>
  ids.length > 0 && running < accountJobs

/** A look sees only so many accounts; where none of them may start, the next look begins behind them. */
function lookOn({ turns }: Shares, offers: readonly Offer[], room: Room): Shares['turns'] {
  const next = { ...turns }
  for (const tier of tiers) {
    const seen = offers.filter((offer) => offer.tier === tier)
    if (!seen.some((offer) => mayStart(offer, room))) next[tier] = seen.at(-1)?.accountId ?? turns[tier]
  }
  return next
}

/** Of the tier with the lowest stamp the account with the fewest running jobs, and of these whose turn it is. */
function nextOffer(shares: Shares, line: readonly Offer[], room: Room): Offer | undefined {
  const startable = line.filter(
    (offer) => mayStart(offer, room) && (offer.tier !== 'batch' || room.freeForBatch > 0),
  )
  const [tier] = tiers
    .filter((each) => startable.some((offer) => offer.tier === each))
    .sort((one, other) => stampOf(shares, one) - stampOf(shares, other))
  return startable
    .filter((offer) => offer.tier === tier)
    .reduce<Offer | undefined>(
      (best, offer) => (best && best.running <= offer.running ? best : offer),
      undefined,
    )
}

/** The account goes to the end of the line and has one more job running, whichever tier it is looked at for. */
function serve(line: Offer[], offer: Offer): void {
  const at = line.findIndex(({ tier, accountId }) => tier === offer.tier && accountId === offer.accountId)
  line.splice(at, 1)
  line.push(offer)
  for (const [index, each] of line.entries())
    if (each.accountId === offer.accountId) line[index] = { ...each, running: each.running + 1 }
}
