import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { codeAt, secretOf } from './totp.ts'

describe('time-based one-time codes', () => {
  it('are those of RFC 6238, appendix B', () => {
    const secret = Buffer.from('12345678901234567890')
    for (const [seconds, code] of [
      [59, '287082'],
      [1111111109, '081804'],
      [1111111111, '050471'],
      [20000000000, '353130'],
    ] as const)
      assert.equal(codeAt(secret, new Date(seconds * 1000)), code)
  })

  it('read secrets in base 32, with spaces and in small letters too', () => {
    assert.deepEqual(secretOf('gezd gnbv gy3t qojq GEZDGNBVGY3TQOJQ'), Buffer.from('12345678901234567890'))
    assert.throws(() => secretOf('0189'), /base 32/)
  })
})
