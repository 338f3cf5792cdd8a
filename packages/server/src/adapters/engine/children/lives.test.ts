import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createLives } from './lives.ts'

const outside = { surely: false, outside: true }
const byItself = { surely: false, outside: false }

describe('a page that costs readers their lives', () => {
  it('is tried again once where they died by themselves, twice where somebody else killed them', () => {
    const lives = createLives()
    assert.deepEqual(
      [1, 2].map(() => lives.lost(1, byItself)),
      [true, false],
    )
    assert.deepEqual(
      [1, 2, 3].map(() => lives.lost(2, outside)),
      [true, true, false],
    )
    assert.equal(lives.lost(3, { surely: true, outside: false }), false)
  })

  it('says nothing about the other pages, until there are too many of its kind', () => {
    const lives = createLives()
    const tried = Array.from({ length: 25 }, (_, page) => lives.lost(page, outside))
    assert.deepEqual(tried.indexOf(false), 24)
    assert.ok(lives.allOutside())
  })
})
