import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testTime, testTrust } from '../sign/testing.ts'
import { stamp } from '../sign/timestamper.ts'
import { imprintOf } from '../trust/timestamp-token.ts'
import { examineToken } from './token.ts'

describe('a timestamp over bytes that are no PDF', () => {
  const data = Buffer.from('a checkpoint')
  const stamped = async () => {
    const { trust, root } = await testTrust()
    const { token } = await stamp(imprintOf(data, 'sha256'), { authorities: trust.timestamps })
    return { token, root: root.certificate }
  }

  it('is trusted where its certificate leads to a root that somebody trusts, and only there', async () => {
    const { token, root } = await stamped()
    const { at, problems } = examineToken(token, { data, trusted: [root] })
    assert.deepEqual([at, problems], [testTime, []])
    const { root: other } = await testTrust()
    assert.notDeepEqual(examineToken(token, { data, trusted: [other.certificate] }).problems, [])
    assert.notDeepEqual(examineToken(token, { data, trusted: [] }).problems, [])
  })

  it('is refused over other bytes', async () => {
    const { token, root } = await stamped()
    assert.throws(
      () => examineToken(token, { data: Buffer.from('another'), trusted: [root] }),
      /about another document/,
    )
  })
})
