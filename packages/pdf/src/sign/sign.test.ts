import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PDF } from '@libpdf/core'
import sharp from 'sharp'
import { signDetached } from '../cms.ts'
import { inspectSignatures } from '../inspect.ts'
import { isolated } from '../isolate.ts'
import { openPdf } from '../open.ts'
import { rawPdf, shown } from '../testing.ts'
import { verifySeal } from '../verify.ts'
import { embedSignature, prepareFields, prepareSignature } from './prepare.ts'
import { isSignError, levels, prolongPdf, type SignOptions, signPdf } from './sign.ts'
import { testTime as at, testTrust } from './testing.ts'

const page = { content: shown('Contract', [30, 150, 20]) }
const contract = (layout: 'classic' | 'streams' = 'classic') => rawPdf([page, page], { layout })
const trusted = await testTrust()
const alice = await trusted.signer()

const sign = (bytes: Uint8Array, more: Partial<SignOptions> = {}) =>
  signPdf(bytes, { ...trusted.trust, signer: alice, at, ...more })
const refused =
  (code: string, words = /./) =>
  (error: unknown) =>
    isSignError(error) && error.code === code && words.test(error.message)
const beginsWith = (bytes: Uint8Array, start: Uint8Array) =>
  assert.equal(Buffer.compare(bytes.subarray(0, start.length), start), 0)
const kinds = async (bytes: Uint8Array) =>
  (await isolated('readSignatures', { bytes, length: bytes.length })).map(({ kind }) => kind)

async function locked(): Promise<Uint8Array> {
  const pdf = PDF.create()
  pdf.addPage({ size: 'a4' }).drawText('secret', { x: 50, y: 500 })
  pdf.setProtection({ userPassword: 'sesame', ownerPassword: 'owner', algorithm: 'AES-256' })
  return pdf.save()
}

describe('signing a PDF', () => {
  for (const level of levels)
    it(`reaches level ${level} and keeps every byte before it`, async () => {
      for (const layout of ['classic', 'streams'] as const) {
        const original = contract(layout)
        const signed = await sign(original, { level })
        beginsWith(signed.bytes, original)
        assert.deepEqual(
          await kinds(signed.bytes),
          level === 'B-LTA' ? ['signature', 'timestamp'] : ['signature'],
        )
        assert.deepEqual(signed.timestampedAt, level === 'B-B' ? null : at)
        assert.equal(Buffer.from(signed.bytes).includes('/DSS'), level === 'B-LT' || level === 'B-LTA')
        const opened = await openPdf(signed.bytes)
        assert.equal(opened.pageCount, 2)
        opened.close()
      }
    })

  for (const keys of ['rsa2048', 'p384', 'ed25519'] as const)
    it(`works with ${keys} keys`, async () => {
      const signed = await sign(contract(), { signer: await trusted.signer(keys), level: 'B-LT' })
      assert.deepEqual(await kinds(signed.bytes), ['signature'])
    })

  it('works with RSA-PSS', async () => {
    const signer = await trusted.signer('rsa2048', { pss: true })
    assert.equal(signer.algorithm, 'rsa-pss-sha256')
    assert.deepEqual(await kinds((await sign(contract(), { signer })).bytes), ['signature'])
  })

  it('writes an invisible field into an encrypted file whose password is known', async () => {
    const file = await locked()
    const signed = await sign(file, { level: 'B-LTA', password: 'sesame' })
    beginsWith(signed.bytes, file)
    const opened = await openPdf(signed.bytes, { password: 'sesame' })
    assert.match(
      opened
        .page(0)
        .textBlocks()
        .blocks.flatMap(({ lines }) => lines)
        .flatMap(({ words }) => words)
        .map(({ text }) => text)
        .join(' '),
      /secret/,
    )
    opened.close()
    await assert.rejects(sign(file), refused('seal.cannot_append', /encrypted/))
    await assert.rejects(sign(file, { password: 'guess' }), refused('seal.cannot_append', /password/))
  })
})

describe('what a signature allows', () => {
  it('is written into it when it certifies, and nobody certifies after others', async () => {
    for (const certify of [1, 2, 3] as const) {
      const { bytes } = await sign(contract(), { certify })
      assert.deepEqual((await inspectSignatures(bytes)).certification, { level: certify })
    }
    const signed = await sign(contract())
    await assert.rejects(sign(signed.bytes, { certify: 2 }), refused('seal.certify_first'))
  })

  it('forbids further signatures after level 1, but not what prolongs the proof', async () => {
    const { bytes } = await sign(contract(), { certify: 1 })
    await assert.rejects(sign(bytes), refused('seal.forbidden_by_certification'))
    assert.deepEqual(await kinds(await prolongPdf(bytes, { ...trusted.trust, at })), [
      'signature',
      'timestamp',
    ])
  })

  it('freezes form fields', async () => {
    const { bytes } = await sign(contract(), { lock: { action: 'include', fields: ['total'] } })
    assert.ok(Buffer.from(bytes).includes('/TransformMethod /FieldMDP'))
    assert.ok(Buffer.from(bytes).includes('/Action /Include'))
  })
})

describe('fields that are made before the first signature', () => {
  const place = { page: 2, rect: [20, 20, 200, 60] as [number, number, number, number] }
  const made = () =>
    prepareFields(contract(), [
      { name: 'Certify' },
      { name: 'Signer_1', place },
      { name: 'Signer_2', place: { page: 1, rect: [20, 100, 200, 60] } },
    ])

  it('are filled by name, and the signatures before stay as they are', async () => {
    const certified = await sign(await made(), { field: 'Certify', certify: 2 })
    const first = await sign(certified.bytes, { field: 'Signer_1', name: 'Alice', look: { typed: 'Alice' } })
    const bob = await trusted.signer('p384')
    const second = await sign(first.bytes, { field: 'Signer_2', signer: bob, name: 'Bob', look: {} })
    beginsWith(second.bytes, first.bytes)
    beginsWith(first.bytes, certified.bytes)
    assert.deepEqual((await inspectSignatures(second.bytes)).fields, ['Certify', 'Signer_1', 'Signer_2'])
    await assert.rejects(sign(second.bytes, { field: 'Signer_1' }), refused('seal.field_signed'))
  })

  it('are not made any more once there is a signature, nor twice', async () => {
    const { bytes } = await sign(await made(), { field: 'Certify' })
    await assert.rejects(prepareFields(bytes, [{ name: 'Late' }]), refused('seal.signed_already'))
    await assert.rejects(prepareFields(await made(), [{ name: 'Certify' }]), refused('seal.field_taken'))
    await assert.rejects(
      prepareFields(contract(), [{ name: 'Far', place: { ...place, page: 9 } }]),
      refused('seal.no_such_page'),
    )
  })

  it('show what was drawn where it belongs, also on a page that is turned', async () => {
    const ink = await sharp({ create: { width: 200, height: 80, channels: 4, background: '#00f8' } })
      .png()
      .toBuffer()
    for (const rotate of [0, 90, 180, 270]) {
      const original = rawPdf([{ content: '', extra: `/Rotate ${rotate}` }])
      const signed = await sign(original, {
        ...{ name: 'Zoë Łęcka', reason: 'Approved', place: { page: 1, rect: [10, 10, 100, 40] } },
        look: { picture: new Uint8Array(ink), link: 'https://example.com/verify' },
      })
      const opened = await openPdf(signed.bytes)
      const image = opened.page(0).render({ dpi: 72, maxPixels: 1_000_000 })
      const blue = bluePixels(image)
      opened.close()
      assert.ok(blue.count > 200, `turned by ${rotate}: ${blue.count} pixels`)
      assert.ok(
        blue.right < 60 && blue.top > image.height - 55,
        `turned by ${rotate}: ${JSON.stringify(blue)}`,
      )
    }
  })
})

function bluePixels({ data, width, height }: { data: Uint8Array; width: number; height: number }) {
  const found = { count: 0, right: 0, top: height }
  const channels = data.length / (width * height)
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const [r = 0, , b = 0] = data.subarray((y * width + x) * channels)
      if (Math.abs(b - r) < 60) continue
      found.count += 1
      found.right = Math.max(found.right, x)
      found.top = Math.min(found.top, y)
    }
  return found
}

describe('what cannot be proven', () => {
  const [tsa] = trusted.trust.timestamps
  const withTsa = (ask: (request: Uint8Array) => Promise<Uint8Array>) => ({
    level: 'B-T' as const,
    timestamps: [{ name: 'odd.example', ask }],
  })

  it('never lowers the level: each authority is asked in turn, and all are named', async () => {
    const broken = { name: 'broken.example', ask: () => Promise.reject(new Error('no route')) }
    const deaf = { name: 'deaf.example', ask: async () => new Uint8Array([0x30, 0x03, 0x02, 0x01, 0x02]) }
    await assert.rejects(
      sign(contract(), { level: 'B-T', timestamps: [broken, deaf] }),
      refused('timestamp.unavailable', /broken\.example: no route.*deaf\.example/),
    )
    assert.ok(tsa)
    const signed = await sign(contract(), { level: 'B-T', timestamps: [broken, tsa] })
    assert.deepEqual(signed.timestampedAt, at)
  })

  it('is a timestamp of another document, another request, another purpose, or another time', async () => {
    assert.ok(tsa)
    let before: Uint8Array | undefined
    const replayed = withTsa(async (request) => {
      before ??= await tsa.ask(request)
      return before
    })
    await sign(contract(), replayed)
    await assert.rejects(sign(contract(), replayed), refused('timestamp.unavailable', /another document/))
    const flipped = withTsa(async (request) => {
      const answer = await tsa.ask(request)
      answer[answer.length - 5] = (answer[answer.length - 5] ?? 0) ^ 1
      return answer
    })
    await assert.rejects(sign(contract(), flipped), refused('timestamp.unavailable', /signature is wrong/))
    await assert.rejects(
      sign(contract(), { ...replayed, level: 'B-T', timestamps: [{ ...tsa, policy: '1.9.9' }] }),
      refused('timestamp.unavailable', /policy 1\.2\.3\.4/),
    )
    await assert.rejects(
      sign(contract(), { level: 'B-T', now: () => new Date('2026-03-01T13:00:00Z') }),
      refused('timestamp.unavailable', /clock/),
    )
  })

  it('is a certificate that was revoked, or that nobody can say anything about', async () => {
    const other = await testTrust()
    const signer = await other.signer()
    const options = { ...other.trust, signer, at, level: 'B-LT' as const }
    await assert.rejects(
      signPdf(contract(), { ...options, revocation: {} }),
      refused('revocation.unavailable'),
    )
    const { certificate } = await signPdf(contract(), options)
    other.revoked.push({ serialNumber: certificate.serialNumber, at })
    await assert.rejects(signPdf(contract(), options), refused('revocation.revoked', /2026-03-01/))
  })
})

describe('the proof of a signed file', () => {
  it('is prolonged by new timestamps, as often as needed', async () => {
    const signed = await sign(contract(), { level: 'B-LTA' })
    const once = await prolongPdf(signed.bytes, { ...trusted.trust, at })
    const twice = await prolongPdf(once, { ...trusted.trust, at })
    beginsWith(twice, once)
    assert.deepEqual(await kinds(twice), ['signature', 'timestamp', 'timestamp', 'timestamp'])
  })

  it('can wait between its steps for a key that answers tomorrow', async () => {
    const prepared = await prepareSignature(contract(), { at, algorithm: 'sha256' })
    const again = structuredClone(prepared)
    const signed = embedSignature(again, await signDetached(Buffer.from(again.digest, 'hex'), alice))
    const trustedRoots = [trusted.root.certificate]
    assert.equal((await verifySeal(signed, { trusted: trustedRoots, at })).field, prepared.field)
  })
})
