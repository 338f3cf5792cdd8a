import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Tier } from '@countersign/contract/document'
import { noShares, type Offer, type Shares, share, tiers } from './share.ts'

const room = { free: 1, freeForBatch: 1, accountJobs: 8 }

/** Jobs named after their tier and account, as many as are ever taken. */
const offer = (tier: Tier, accountId = 'acc_1', running = 0): Offer => ({
  tier,
  accountId,
  running,
  ids: Array.from({ length: 8 }, () => `${tier} ${accountId}`),
})

/** Each job is over before the next is taken. */
function startOneByOne(times: number, offersAt: (turn: number, shares: Shares) => Offer[]): string[] {
  let shares = noShares
  return Array.from({ length: times }, (_, turn) => {
    const { ids, after } = share(shares, offersAt(turn, shares), room)
    shares = after
    return ids[0] ?? 'nothing'
  })
}

const countOf = (started: string[], tier: string) => started.filter((id) => id.startsWith(tier)).length

/** As the look does it: those behind the last first. */
function inTurn(tier: Tier, accounts: readonly string[], shares: Shares): Offer[] {
  const split = accounts.indexOf(shares.turns[tier]) + 1
  return [...accounts.slice(split), ...accounts.slice(0, split)].map((id) => offer(tier, id))
}

describe('the share of a tier', () => {
  it('is its weight while every tier has jobs waiting', () => {
    const started = startOneByOne(210, () => tiers.map((tier) => offer(tier)))
    assert.deepEqual(
      tiers.map((tier) => countOf(started, tier)),
      [160, 40, 10],
    )
  })

  it('goes to the others while it is idle', () => {
    const started = startOneByOne(50, () => [offer('standard'), offer('batch')])
    assert.deepEqual([countOf(started, 'standard'), countOf(started, 'batch')], [40, 10])
  })

  it('cannot be saved up: what comes back from idleness gets no more than its share', () => {
    const started = startOneByOne(1_021, (turn) =>
      turn < 1_000 ? [offer('standard')] : tiers.map((tier) => offer(tier)),
    )
    const after = started.slice(1_000)
    assert.equal(countOf(after, 'batch'), 1)
    assert.ok(countOf(after, 'realtime') >= 15)
  })

  it('lets a realtime job start before whatever else has waited', () => {
    const backlog = [offer('standard'), offer('batch')]
    const started = startOneByOne(100, (turn) =>
      turn % 10 === 9 ? [...backlog, offer('realtime')] : backlog,
    )
    for (let turn = 9; turn < 100; turn += 10) assert.match(started[turn] ?? '', /^realtime/)
  })

  it('never gives batch two places in a row while realtime waits', () => {
    const started = startOneByOne(300, (turn) => [offer('batch'), ...(turn >= 20 ? [offer('realtime')] : [])])
    const rest = started.slice(20)
    assert.ok(countOf(rest, 'batch') > 0)
    assert.ok(rest.every((id, at) => !(id.startsWith('batch') && rest[at + 1]?.startsWith('batch'))))
  })

  it('is not lost by a tier that may not start for a while', () => {
    let shares = noShares
    const offers = [offer('standard'), offer('batch')]
    for (let turn = 0; turn < 40; turn += 1)
      shares = share(shares, offers, { ...room, freeForBatch: 0 }).after
    assert.match(share(shares, offers, room).ids[0] ?? '', /^batch/)
  })

  it('leaves no place empty that somebody could use', () => {
    const { ids } = share(noShares, [offer('batch')], { ...room, free: 3, freeForBatch: 2 })
    assert.deepEqual(ids.length, 2)
    assert.equal(share(noShares, [offer('standard')], { ...room, free: 3 }).ids.length, 3)
  })
})

describe('the turn of an account', () => {
  it('comes before those that have more jobs running', () => {
    const { ids } = share(
      noShares,
      [offer('standard', 'acc_a', 3), offer('standard', 'acc_b', 1), offer('standard', 'acc_c', 2)],
      { ...room, free: 4 },
    )
    const accounts = ids.map((id) => id.split(' ')[1])
    assert.deepEqual(accounts, ['acc_b', 'acc_c', 'acc_b', 'acc_a'])
  })

  it('comes round, however many jobs of the others wait and however few places there are', () => {
    const accounts = ['acc_a', 'acc_b', 'acc_c']
    const started = startOneByOne(30, (_, shares) => inTurn('standard', accounts, shares))
    for (const account of accounts)
      assert.equal(started.filter((id) => id.endsWith(account)).length, 10, account)
  })

  it('is over at the limit of running jobs, counted over all tiers', () => {
    const offers = [offer('realtime', 'acc_a', 6), offer('standard', 'acc_a', 6)]
    assert.equal(share(noShares, offers, { ...room, free: 5 }).ids.length, 2)
    assert.deepEqual(share(noShares, [offer('standard', 'acc_a', 8)], room).ids, [])
  })

  it('is passed on where none of those in sight may start, so that the next look sees others', () => {
    const full = [offer('standard', 'acc_a', 8), { ...offer('standard', 'acc_b'), ids: [] }]
    assert.equal(share(noShares, full, room).after.turns.standard, 'acc_b')
  })
})
