import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Duration } from '@countersign/contract/retention'
import { Value } from 'typebox/value'
import { addDuration, judgeRetention, type Resting } from './retention.ts'

const day = (iso: string) => new Date(`${iso}T12:00:00.000Z`)
const after = (iso: string, duration: string) => addDuration(day(iso), duration)?.toISOString().slice(0, 10)
const resting: Resting = {
  workflow: 'invoice',
  class: 'invoice',
  state: 'completed',
  settledAt: day('2026-01-31'),
  expiresAt: null,
  removed: [],
}

describe('how long a document is kept', () => {
  test('months and years are those of the calendar, and end with the month', () => {
    assert.equal(after('2026-01-31', 'P1M'), '2026-02-28')
    assert.equal(after('2024-02-29', 'P1Y'), '2025-02-28')
    assert.equal(after('2024-02-29', 'P4Y'), '2028-02-29')
    assert.equal(after('2026-11-30', 'P1Y3M'), '2028-02-29')
    assert.equal(after('2026-03-01', 'P2W1D'), '2026-03-16')
    assert.equal(after('2026-03-01', 'PT36H'), '2026-03-03')
    assert.equal(addDuration(day('2026-03-01'), 'forever'), null)
  })

  test('what is no duration is refused before it is stored', () => {
    for (const good of ['P30D', 'P10Y', 'P1Y6M', 'PT1H', 'P1DT12H', 'forever'])
      assert.ok(Value.Check(Duration, good), good)
    for (const bad of ['', 'P', 'PT', 'P1', '30D', 'P-1D', 'P1.5D', 'P1DT', 'p1d', 'P99999Y', 'P1D '])
      assert.ok(!Value.Check(Duration, bad), bad)
  })

  test('without rules nothing is ever due', () => {
    const verdict = judgeRetention(resting, [], day('2226-01-01'))
    assert.deepEqual(verdict, { erase: null, trim: [], next: null })
  })

  test('each artifact has its own time, and the next one is known', () => {
    const rules = [{ keep: { original: 'P30D', layout: 'P10D', document: 'P10Y' } }]
    const on = (iso: string, removed: Resting['removed'] = []) =>
      judgeRetention({ ...resting, removed }, rules, day(iso))
    assert.deepEqual(on('2026-02-01'), { erase: null, trim: [], next: day('2026-02-10') })
    assert.deepEqual(on('2026-02-10'), { erase: null, trim: ['layout'], next: day('2026-03-02') })
    assert.deepEqual(on('2026-03-02', ['layout']), {
      erase: null,
      trim: ['original'],
      next: day('2036-01-31'),
    })
    assert.equal(on('2036-01-31').erase, 'retention')
  })

  test('the first rule that matches and names the thing decides', () => {
    const rules = [
      { states: ['rejected' as const], keep: { document: 'P1D' } },
      { classes: ['invoice' as const], keep: { document: 'forever' } },
      { keep: { document: 'P5D', original: 'P1D' } },
    ]
    const now = day('2026-03-01')
    assert.equal(judgeRetention({ ...resting, state: 'rejected' }, rules, now).erase, 'retention')
    assert.deepEqual(judgeRetention(resting, rules, now), { erase: null, trim: ['original'], next: null })
    assert.equal(judgeRetention({ ...resting, class: null }, rules, now).erase, 'retention')
    const elsewhere = [{ workflows: ['archive'], keep: { document: 'P1D' } }]
    assert.equal(judgeRetention(resting, elsewhere, now).erase, null)
  })

  test('a document under way is left alone until the time its client gave is over', () => {
    const rules = [{ keep: { document: 'PT1S', original: 'PT1S' } }]
    const underWay: Resting = { ...resting, state: 'received', settledAt: null }
    assert.deepEqual(judgeRetention(underWay, rules, day('2026-03-01')), {
      erase: null,
      trim: [],
      next: null,
    })
    const given = { ...underWay, expiresAt: day('2026-03-02') }
    assert.deepEqual(judgeRetention(given, rules, day('2026-03-01')).next, day('2026-03-02'))
    assert.equal(judgeRetention(given, rules, day('2026-03-02')).erase, 'expired')
  })
})
