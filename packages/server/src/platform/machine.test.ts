import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readersFor, thisMachine } from './machine.ts'

describe('the number of readers', () => {
  it('is that of the cores, as far as memory reaches, and never one alone', () => {
    assert.equal(readersFor({ cores: 16, memoryMb: 64_000 }), 16)
    assert.equal(readersFor({ cores: 16, memoryMb: 6_500 }), 6)
    assert.equal(readersFor({ cores: 1, memoryMb: 900 }), 2)
  })

  it('is found for the machine it runs on', () => {
    const { cores, memoryMb } = thisMachine()
    assert.ok(cores >= 1 && memoryMb > 100 && memoryMb < 100_000_000, `${cores} cores, ${memoryMb} MB`)
  })
})
