import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hasLetters } from './language-letters.ts'

describe('the letters of languages', () => {
  it('say whether a recogniser can write one', () => {
    const alphabet = [...'abcdefghijklmnopqrstuvwxyzäöü']
    assert.equal(hasLetters(alphabet, 'en'), true)
    assert.equal(hasLetters(alphabet, 'de'), false)
    assert.equal(hasLetters([...alphabet, 'ß'], 'de'), true)
    assert.equal(hasLetters(alphabet, 'xx'), false)
  })
})
