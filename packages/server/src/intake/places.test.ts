import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Tier } from '@countersign/contract/document'
import { createPlaces, type Leave } from './places.ts'

type Given = { name: string; leave: Leave | null }

/** Enters and writes down, in order, who was given a place (or was sent away). */
function door(options: Parameters<typeof createPlaces>[0]) {
  const places = createPlaces(options)
  const answered: Given[] = []
  const enter = (name: string, tier: Tier = 'standard', accountId = 'a', signal?: AbortSignal) =>
    places.enter({ accountId, tier, signal }).then((leave) => {
      answered.push({ name, leave })
      return leave
    })
  const settled = () => new Promise(setImmediate)
  const inside = () => answered.filter(({ leave }) => leave).map(({ name }) => name)
  const sentAway = () => answered.filter(({ leave }) => !leave).map(({ name }) => name)
  return { places, enter, settled, inside, sentAway }
}

const waitMs = 60_000

describe('places for uploads', () => {
  test('no more than there are places come in at a time, and every one comes in at last', async () => {
    const { places, enter } = door({ places: 4, room: 1000, waitMs })
    let most = 0
    const one = async (index: number) => {
      const leave = await enter(`${index}`, 'standard', `account ${index % 7}`)
      most = Math.max(most, places.taken())
      await new Promise(setImmediate)
      leave?.()
      leave?.()
      return leave !== null
    }
    const all = await Promise.all(Array.from({ length: 300 }, (_, index) => one(index)))
    assert.ok(all.every(Boolean))
    assert.equal(most, 4)
    assert.deepEqual([places.taken(), places.waiting()], [0, 0])
  })

  test('the urgent come in first; in a tier the account that has least', async () => {
    const { enter, settled, inside } = door({ places: 2, room: 10, waitMs })
    const first = await enter('first', 'standard', 'a')
    const second = await enter('second', 'standard', 'b')
    void enter('batch', 'batch', 'c')
    void enter('again b', 'standard', 'b')
    void enter('again a', 'standard', 'a')
    void enter('urgent', 'realtime', 'a')
    first?.()
    await settled()
    assert.deepEqual(inside(), ['first', 'second', 'urgent'])
    second?.()
    await settled()
    assert.deepEqual(inside(), ['first', 'second', 'urgent', 'again b'])
  })

  test('one account leaves some places to the others', async () => {
    const { places, enter, settled, inside } = door({ places: 4, room: 10, waitMs })
    for (let index = 0; index < 6; index++) void enter(`a${index}`)
    await settled()
    assert.deepEqual([places.taken(), places.waiting()], [3, 3])
    await enter('other', 'batch', 'b')
    assert.deepEqual(inside(), ['a0', 'a1', 'a2', 'other'])
  })

  test('when too many wait batch goes, then standard; realtime only for want of others', async () => {
    const { enter, settled, sentAway } = door({ places: 1, room: 3, waitMs })
    await enter('inside')
    const tiers = [
      'batch',
      'standard',
      'batch',
      'standard',
      'realtime',
      'realtime',
      'realtime',
      'realtime',
    ] as const
    for (const [index, tier] of tiers.entries()) {
      void enter(`${tier} ${index}`, tier)
      await settled()
    }
    void enter('late batch', 'batch')
    await settled()
    assert.deepEqual(sentAway(), [
      'batch 2',
      'batch 0',
      'standard 3',
      'standard 1',
      'realtime 7',
      'late batch',
    ])
  })

  test('an account that fills the room makes way for one that waits with few', async () => {
    const { enter, settled, sentAway } = door({ places: 1, room: 4, waitMs })
    await enter('inside')
    const names = ['flood 0', 'flood 1', 'flood 2', 'flood 3', 'flood 4', 'other 0', 'other 1', 'other 2']
    for (const name of names) {
      void enter(name, 'standard', name.slice(0, 5))
      await settled()
    }
    assert.deepEqual(sentAway(), ['flood 4', 'flood 3', 'flood 2', 'other 2'])
  })

  test('whoever waited too long or went away leaves the room', async () => {
    const { places, enter } = door({ places: 1, room: 3, waitMs: 20 })
    const gone = new AbortController()
    await enter('inside')
    const late = enter('late')
    const away = enter('away', 'standard', 'a', gone.signal)
    gone.abort()
    assert.equal(await away, null)
    assert.equal(places.waiting(), 1)
    assert.equal(await late, null)
    assert.equal(places.waiting(), 0)
  })
})
