import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { attackSet } from '@countersign/fixtures/attacks/attacks'
import { withFlippedBit } from '@countersign/fixtures/attacks/bytes'
import { makePaper } from '@countersign/fixtures/attacks/paper'
import { verifyPdf } from '../verify.ts'
import { testSigners } from './testing.ts'

const verdictOn = (bytes: Uint8Array, options: { trusted: Uint8Array[]; at: Date }) =>
  verifyPdf(bytes, options).then(
    ({ verdict, summary }) => `${verdict}: ${summary}`,
    (error: Error & { code?: string }) => `refused: ${error.code}`,
  )

describe('the attack set', () => {
  it('sees through every attack and accuses no honest file', async () => {
    const { sign, ...options } = await testSigners()
    const wrong: string[] = []
    for (const { name, kind, make } of attackSet) {
      const verdict = await verdictOn(await make(sign), options)
      if (verdict.startsWith('passed') !== (kind === 'honest')) wrong.push(`${kind} "${name}": ${verdict}`)
    }
    assert.deepEqual(wrong, [])
  })

  it('notices single bits that were changed anywhere in a signed file', async () => {
    const { sign, ...options } = await testSigners()
    const signed = await sign(makePaper())
    for (let seed = 1; seed <= 50; seed += 1) {
      const { bytes, at } = withFlippedBit(signed, seed)
      assert.doesNotMatch(await verdictOn(bytes, options), /^passed/, `byte ${at}`)
    }
  })
})
