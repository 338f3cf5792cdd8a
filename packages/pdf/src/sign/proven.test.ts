// What is signed here holds for the verifier, which shares nothing with the signer but the checks of trust/.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openPdf } from '../open.ts'
import { rawPdf, shown } from '../testing.ts'
import { verifyPdf } from '../verify.ts'
import { prepareFields } from './prepare.ts'
import { levels, prolongPdf, type SignOptions, signPdf } from './sign.ts'
import { testTime as at, testTrust } from './testing.ts'

const house = await testTrust()
const pages = ['One', 'Two'].map((text) => ({ content: shown(text, [30, 150, 20]) }))
const verified = (bytes: Uint8Array, password?: string) =>
  verifyPdf(bytes, { trusted: [house.root.certificate], at, ...(password && { password }) })

async function sign(bytes: Uint8Array, more: Partial<SignOptions> = {}): Promise<Uint8Array> {
  const signer = more.signer ?? (await house.signer())
  return (await signPdf(bytes, { ...house.trust, ...more, signer, at })).bytes
}

describe('a signed file, for the verifier', () => {
  for (const level of levels)
    it(`has reached level ${level}, and is valid`, async () => {
      const report = await verified(await sign(rawPdf(pages, { layout: 'streams' }), { level }))
      const [signature] = report.signatures
      assert.deepEqual([report.verdict, signature?.level], ['passed', level])
    })

  it('is valid after two people filled what was certified, and its proof was prolonged', async () => {
    const place = (page: number) => ({ page, rect: [20, 20, 200, 60] as [number, number, number, number] })
    let bytes = await prepareFields(rawPdf(pages), [
      { name: 'Sender' },
      { name: 'Ada', place: place(1) },
      { name: 'Bob', place: place(2) },
    ])
    bytes = await sign(bytes, { field: 'Sender', certify: 2, level: 'B-T' })
    const look = { typed: 'Ada Łęcka', link: 'sign.example/v/7' }
    bytes = await sign(bytes, { field: 'Ada', level: 'B-T', look, reason: 'I agree' })
    bytes = await sign(bytes, { field: 'Bob', level: 'B-LTA', name: 'Bob', look: {} })
    bytes = await prolongPdf(bytes, { ...house.trust, at })
    const report = await verified(bytes)
    assert.deepEqual(
      [report.verdict, report.signatures.map(({ problems }) => problems)],
      ['passed', report.signatures.map(() => [])],
    )
    const opened = await openPdf(bytes)
    assert.equal(opened.pageCount, 2)
    opened.close()
  })
})
