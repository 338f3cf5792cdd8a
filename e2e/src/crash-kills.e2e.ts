// Random kills of every process of an installation while documents come in.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { runKills } from './kills/run.ts'

describe('kill -9 of anything at any moment', () => {
  test('loses nothing, doubles nothing, and everything comes back by itself', async (t) => {
    const outcome = await runKills({
      documents: 24,
      kills: 8,
      seed: 3,
      everyMs: 400,
      patienceMs: 120_000,
      say: (line) => t.diagnostic(line),
    })
    const { lost, double, replayDifferences, left, acknowledged, documents } = outcome
    assert.deepEqual(
      { lost, double, replayDifferences, left },
      { lost: [], double: [], replayDifferences: [], left: [] },
    )
    assert.deepEqual([acknowledged, documents], [24, 24])
    const faults = Object.keys(outcome.refusals).filter((refusal) => refusal.startsWith('500'))
    assert.deepEqual(faults, [], 'an outage is told as 503, never as a fault of ours')
  })
})
