import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import sharp from 'sharp'
import { openPdf } from '../open.ts'
import { rawPdf, shown } from '../testing.ts'
import { verifyPdf } from '../verify.ts'
import type { NewField } from './fields.ts'
import { surveyPdf } from './places.ts'
import { prolongPdf, signPdf } from './sign.ts'
import { testTime as at, testTrust } from './testing.ts'

const trusted = await testTrust()
const signer = await trusted.signer()
const text = [
  shown('Lease of a flat {{sign:1}}', [30, 150, 12]),
  shown('Signature of the tenant', [30, 90, 12]),
].join('\n')
const lease = () => rawPdf([{ content: text }])

const wordsOf = async (bytes: Uint8Array) => {
  const file = await openPdf(bytes)
  const { blocks } = file.page(0).textBlocks()
  file.close()
  return blocks.flatMap(({ lines }) => lines.flatMap(({ words }) => words.map((word) => word.text))).join(' ')
}

const place = (rect: [number, number, number, number]) => ({ page: 1, rect })
const fields: NewField[] = [
  {
    name: 'ann',
    kind: 'signature',
    place: place([20, 110, 120, 30]),
    lock: { action: 'include', fields: ['ann-city', 'ann-ok'] },
  },
  { name: 'ann-city', kind: 'text', place: place([150, 110, 60, 16]) },
  { name: 'ann-ok', kind: 'check', place: place([150, 130, 12, 12]) },
  { name: 'ann-initials', kind: 'text', place: place([170, 130, 40, 16]) },
  { name: 'bob', kind: 'signature', place: place([20, 20, 120, 30]) },
]

const picture = () =>
  sharp({ create: { width: 60, height: 20, channels: 4, background: { r: 0, g: 0, b: 90, alpha: 0.5 } } })
    .png()
    .toBuffer()

const base = { ...trusted.trust, signer, at, level: 'B-T' as const }

async function signedByTwo(): Promise<Uint8Array> {
  const sent = await signPdf(lease(), { ...base, reason: 'Sent', certify: 2, make: fields })
  const ann = await signPdf(sent.bytes, {
    ...{ ...base, field: 'ann', name: 'Ann Ωmega', look: { picture: await picture() } },
    fill: [
      { name: 'ann-city', value: 'Łódź' },
      { name: 'ann-ok', value: true },
      { name: 'ann-initials', value: 'AΩ', mark: { typed: 'AΩ', lines: [] } },
    ],
  })
  const bob = await signPdf(ann.bytes, { ...base, field: 'bob', name: 'Bob', look: { typed: 'Bob' } })
  return prolongPdf(bob.bytes, { ...trusted.trust, at })
}

describe('a form that several people fill in and sign', () => {
  it('is certified, filled, signed twice and prolonged, and every signature stays valid', async () => {
    const bytes = await signedByTwo()
    const report = await verifyPdf(bytes, { trusted: [trusted.root.certificate], at })
    assert.equal(report.signatures.length, 4) // the sender, two people, the time
    for (const signature of report.signatures)
      assert.equal(signature.indication, 'TOTAL_PASSED', JSON.stringify(signature))
    const words = await wordsOf(bytes)
    assert.match(words, /Łódź/)
    assert.match(words, /Ann Ωmega/)
  })

  it('shows a value that is changed after its signature locked it', async () => {
    const sent = await signPdf(lease(), { ...base, certify: 2, make: fields })
    const fill = [{ name: 'ann-city', value: 'Rome' }]
    const ann = await signPdf(sent.bytes, { ...base, field: 'ann', fill })
    const changed = [{ name: 'ann-city', value: 'Oslo' }]
    const bob = await signPdf(ann.bytes, { ...base, field: 'bob', fill: changed })
    const report = await verifyPdf(bob.bytes, { trusted: [trusted.root.certificate], at })
    assert.ok(report.signatures.some((one) => one.indication === 'TOTAL_FAILED'))
  })

  it('takes new fields only before the first signature, and fills only what is there', async () => {
    const sent = await signPdf(lease(), { ...base, certify: 2, make: fields })
    const late = signPdf(sent.bytes, { ...base, make: [{ name: 'late', kind: 'text' }] })
    await assert.rejects(late, { code: 'seal.signed_already' })
    const unknown = signPdf(sent.bytes, { ...base, field: 'ann', fill: [{ name: 'nowhere', value: 'x' }] })
    await assert.rejects(unknown, { code: 'seal.field_unknown' })
  })
})

describe('places in the text', () => {
  it('are found by anchor and by words, where they stand', async () => {
    const { pages, places } = await surveyPdf(lease(), ['signature OF'])
    assert.deepEqual(
      places.map((found) => found.text),
      ['{{sign:1}}', 'signature OF'],
    )
    const [anchor, words] = places.map(({ rect }) => rect)
    assert.ok(anchor && words && pages[0])
    assert.ok(Math.abs(words[0] - 30) < 3 && Math.abs(words[1] - 90) < 5, String(words))
    assert.ok(anchor[0] > 90 && Math.abs(anchor[1] - 150) < 5, String(anchor))
  })
})
