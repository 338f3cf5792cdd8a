import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { calibrated } from './calibration.ts'

describe('The confidence of a word', () => {
  it('rises with what the networks say, from nearly nothing to nearly everything', () => {
    const values = Array.from({ length: 101 }, (_, i) => calibrated(i / 100))
    assert.ok(values.every((value, i) => i === 0 || value >= (values[i - 1] ?? 1)))
    assert.ok((values[0] ?? 1) < 0.05 && (values[100] ?? 0) > 0.99 && (values[100] ?? 2) <= 1)
  })

  it('is below what the networks say where they guess, and close to it where they are sure', () => {
    assert.ok(calibrated(0.6) < 0.6 && calibrated(0.5) < 0.45)
    assert.ok(calibrated(0.995) > 0.95)
  })
})
