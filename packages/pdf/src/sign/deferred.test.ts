import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { rawPdf, shown } from '../testing.ts'
import { verifyPdf } from '../verify.ts'
import { dataToSignLater, finishSignature } from './deferred.ts'
import { type PreparedSignature, prepareSignature } from './prepare.ts'
import { testTime, testTrust } from './testing.ts'

const file = () => rawPdf([{ content: shown('Later', [30, 150, 20]) }])

/** As it comes out of a database. */
function storedAndLoaded(prepared: PreparedSignature): PreparedSignature {
  const text = JSON.stringify({ ...prepared, bytes: Buffer.from(prepared.bytes).toString('base64') })
  const loaded = JSON.parse(text) as PreparedSignature & { bytes: string }
  return { ...loaded, bytes: new Uint8Array(Buffer.from(loaded.bytes, 'base64')) }
}

describe('a signature by a key that answers later', () => {
  it('is embedded at level B-LTA after its prepared file was stored and loaded again', async () => {
    const { root, trust, signer } = await testTrust()
    const { certificate, chain, algorithm, sign } = await signer('rsa2048')
    const prepared = await prepareSignature(file(), { at: testTime, reason: 'I agree' })
    const later = { certificate, chain, algorithm }
    const data = dataToSignLater(prepared, later)
    const loaded = storedAndLoaded(prepared)
    assert.deepEqual(dataToSignLater(loaded, later), data, 'the same is to be signed')
    const signature = await sign(data)
    const options = { ...trust, signer: later, signature, at: testTime, level: 'B-LTA' as const }
    const signed = await finishSignature(loaded, options)
    const report = await verifyPdf(signed.bytes, { trusted: [root.certificate], at: testTime })
    assert.equal(report.verdict, 'passed')
    assert.equal(report.signatures[0]?.level, 'B-LTA')
  })

  it('is refused where it was made over something else', async () => {
    const { signer } = await testTrust()
    const { certificate, chain, algorithm, sign } = await signer()
    const prepared = await prepareSignature(file(), { at: testTime })
    const signature = await sign(Buffer.from('something else'))
    await assert.rejects(
      finishSignature(prepared, { signer: { certificate, chain, algorithm }, signature, at: testTime }),
      /does not belong to its certificate/,
    )
  })

  it('is not asked for with a digest that its key does not sign', async () => {
    const { signer } = await testTrust()
    const identity = await signer('p384')
    const prepared = await prepareSignature(file(), { at: testTime })
    assert.throws(() => dataToSignLater(prepared, identity), /sha384/)
  })
})
