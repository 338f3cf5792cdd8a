import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PDF } from '@libpdf/core'
import { signDetached } from '../cms.ts'
import { inspectSignatures } from '../inspect.ts'
import { openPdf } from '../open.ts'
import { createAuthority, issueSealCertificate, memorySigner } from '../pki.ts'
import { rewritePdf } from '../rewrite.ts'
import { rawPdf, shown } from '../testing.ts'
import { verifySeal } from '../verify.ts'
import { embedSignature, prepareSignature } from './prepare.ts'
import { isSignError, signPdf } from './sign.ts'

const now = new Date('2026-03-01T12:00:00Z')

async function newSigner(organisation = 'Acme, Inc.') {
  const authority = await createAuthority({ organisation, now })
  const seal = await issueSealCertificate(authority, { commonName: 'Acme Seal', now, years: 5 })
  return { signer: memorySigner(seal), trusted: [authority.rootCertificate], at: now }
}

const page = { content: shown('Contract', [30, 150, 20]) }
const certified = (level: number, extra = '') =>
  rawPdf([page], {
    catalog: '/Perms << /DocMDP 5 0 R >> /AcroForm << /Fields [6 0 R] /SigFlags 3 >>',
    objects: [
      `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /Contents <00> /ByteRange [0 10 20 30] /Reference [7 0 R] ${extra} >>`,
      '<< /FT /Sig /T (Author) /V 5 0 R >>',
      `<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P ${level} /V /1.2 >> >>`,
    ],
  })

describe('sealing a PDF', () => {
  for (const layout of ['classic', 'streams'] as const) {
    it(`keeps every byte of the original and verifies (${layout})`, async () => {
      const { signer, trusted } = await newSigner()
      const original = rawPdf([page], { layout })
      const sealed = await signPdf(original, { signer, at: now, name: 'Acme Seal', reason: 'Archived — 7 €' })
      assert.equal(Buffer.compare(sealed.bytes.subarray(0, original.length), original), 0)
      const verdict = await verifySeal(sealed.bytes, { trusted, at: now })
      assert.deepEqual(verdict, {
        valid: true,
        problems: [],
        signer: 'CN=Acme Seal, O=Acme\\, Inc.',
        field: 'Countersign_Seal_1',
        coversWholeFile: true,
      })
      assert.deepEqual(await inspectSignatures(sealed.bytes), {
        signed: true,
        certification: null,
        fields: ['Countersign_Seal_1'],
        readable: true,
      })
      const opened = await openPdf(sealed.bytes)
      assert.equal(opened.page(0).textBlocks().characters, 8)
      opened.close()
    })
  }

  it('can be done twice, and the first seal still holds over its revision', async () => {
    const { signer, trusted } = await newSigner()
    const first = await signPdf(rawPdf([page], { layout: 'streams' }), { signer, at: now })
    const second = await signPdf(first.bytes, { signer, at: now })
    assert.equal(second.field, 'Countersign_Seal_2')
    assert.equal((await verifySeal(second.bytes, { trusted, at: now })).valid, true)
    assert.equal(
      (await verifySeal(second.bytes.subarray(0, first.bytes.length), { trusted, at: now })).valid,
      true,
    )
    assert.deepEqual((await inspectSignatures(second.bytes)).fields, [
      'Countersign_Seal_1',
      'Countersign_Seal_2',
    ])
  })

  it('works in three steps with a value between them that can be stored', async () => {
    const { signer, trusted } = await newSigner()
    const prepared = await prepareSignature(rawPdf([page]), { at: now })
    const stored = JSON.parse(
      JSON.stringify({ ...prepared, bytes: Buffer.from(prepared.bytes).toString('base64') }),
    )
    const restored = { ...stored, bytes: new Uint8Array(Buffer.from(stored.bytes, 'base64')) }
    const sealed = embedSignature(restored, await signDetached(Buffer.from(restored.digest, 'hex'), signer))
    assert.equal((await verifySeal(sealed, { trusted, at: now })).valid, true)
  })

  it('is broken by any changed byte that it covers', async () => {
    const { signer, trusted } = await newSigner()
    const prepared = await prepareSignature(rawPdf([page]), { at: now })
    const bytes = embedSignature(prepared, await signDetached(Buffer.from(prepared.digest, 'hex'), signer))
    const [, gapStart, gapEnd] = prepared.byteRange
    for (let at = 3; at < bytes.length; at += 97) {
      if (at > gapStart && at < gapEnd) continue
      const changed = Uint8Array.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      assert.equal((await verifySeal(changed, { trusted, at: now })).valid, false, `byte ${at}`)
    }
    const longer = Buffer.concat([bytes, Buffer.from('\n%%EOF\n')])
    assert.equal((await verifySeal(longer, { trusted, at: now })).coversWholeFile, false)
  })

  it('is not valid for a root one does not trust, nor after its certificate has expired', async () => {
    const { signer, trusted } = await newSigner()
    const other = await newSigner()
    const { bytes } = await signPdf(rawPdf([page]), { signer, at: now })
    assert.equal((await verifySeal(bytes, { trusted: other.trusted, at: now })).valid, false)
    const later = new Date('2036-03-01T12:00:00Z')
    assert.match((await verifySeal(bytes, { trusted, at: later })).problems.join(), /not valid now/)
  })

  it('refuses a key that does not belong to its certificate', async () => {
    const [one, other] = [await newSigner(), await newSigner()]
    const signer = { ...one.signer, sign: other.signer.sign }
    await assert.rejects(signPdf(rawPdf([page]), { signer, at: now }), /does not belong/)
  })

  it('tells what a certification allows, and refuses where it allows nothing', async () => {
    const { signer } = await newSigner()
    const forbidden = certified(1)
    assert.deepEqual((await inspectSignatures(forbidden)).certification, { level: 1 })
    assert.deepEqual((await inspectSignatures(certified(2))).certification, { level: 2 })
    await assert.rejects(
      signPdf(forbidden, { signer, at: now }),
      (error) => isSignError(error) && error.code === 'seal.forbidden_by_certification',
    )
    assert.equal((await signPdf(certified(2), { signer, at: now })).field, 'Countersign_Seal_1')
  })

  it('seals a rewritten copy of what cannot be appended to', async () => {
    const { signer, trusted } = await newSigner()
    const locked = PDF.create()
    locked.addPage({ size: 'a4' }).drawText('secret', { x: 50, y: 500 })
    locked.setProtection({ userPassword: 'sesame', ownerPassword: 'owner' })
    const encrypted = await locked.save()
    const damaged = Buffer.from(
      Buffer.from(rawPdf([page]))
        .toString('latin1')
        .replace(/startxref\n\d+/, 'startxref\n7'),
      'latin1',
    )
    for (const [bytes, password] of [
      [encrypted, 'sesame'],
      [damaged, undefined],
    ] as const) {
      await assert.rejects(
        signPdf(bytes, { signer, at: now }),
        (error) => isSignError(error) && error.code === 'seal.cannot_append',
      )
      const copy = await rewritePdf(bytes, password === undefined ? {} : { password })
      const { bytes: sealed } = await signPdf(copy, { signer, at: now })
      assert.equal((await verifySeal(sealed, { trusted, at: now })).valid, true)
    }
  })

  it('looks at mutilated files without ever failing', async () => {
    const { signer } = await newSigner()
    const whole = (await signPdf(certified(2), { signer, at: now })).bytes
    let seed = 11
    const random = (below: number) => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
      return seed % below
    }
    for (let round = 0; round < 60; round += 1) {
      const bytes = Buffer.from(whole)
      for (let hit = 0; hit <= round % 10; hit += 1) bytes[random(1500)] = random(256)
      await inspectSignatures(bytes.subarray(0, round % 4 === 0 ? random(bytes.length) : bytes.length))
    }
    const text = Buffer.from(rawPdf([page], { layout: 'streams' })).toString('latin1')
    const endless = Buffer.from(text.replace('/Type /Catalog', '/Type )Catalog'), 'latin1')
    assert.equal((await inspectSignatures(endless)).signed, false)
    assert.deepEqual(await inspectSignatures(Buffer.from('nothing')), {
      signed: false,
      certification: null,
      fields: [],
      readable: false,
    })
  })
})
