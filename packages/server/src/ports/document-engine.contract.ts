import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { makeInvoice } from '@countersign/fixtures/invoice'
import { makeLetter } from '@countersign/fixtures/letter'
import { mangle } from '@countersign/fixtures/mangle'
import { makeTextPdf } from '@countersign/fixtures/pdf'
import { makeScannedPdf, scanPages } from '@countersign/fixtures/scan'
import { inspectSignatures } from '@countersign/pdf/inspect'
import { openPdf } from '@countersign/pdf/open'
import { createAuthority, issueSealCertificate, memorySigner } from '@countersign/pdf/pki'
import { testTrust } from '@countersign/pdf/sign/testing'
import { rawPdf, shown } from '@countersign/pdf/testing'
import { verifySeal } from '@countersign/pdf/verify'
import { PDF } from '@libpdf/core'
import sharp from 'sharp'
import { isProblem } from '../platform/problem.ts'
import type { DocumentEngine, EngineFile, ReadPage, ReadRequest, Sealed } from './document-engine.ts'

/** Bytes as a file that comes in pieces of uneven size. */
export function engineFile(bytes: Uint8Array, contentType = 'application/pdf'): EngineFile {
  return {
    contentType,
    bytes: bytes.length,
    async *open() {
      for (let at = 0; at < bytes.length; at += 70_001) yield bytes.subarray(at, at + 70_001)
    },
  }
}

export const readRequest = (files: readonly EngineFile[], more: Partial<ReadRequest> = {}): ReadRequest => ({
  files,
  languages: ['en'],
  pages: null,
  done: new Set(),
  password: null,
  signal: new AbortController().signal,
  ...more,
})

export async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

export const letterPdf = (pages: number): Promise<Uint8Array> =>
  makeTextPdf(makeLetter({ seed: 3, language: 'en', pages }))

const numbers = (pages: readonly ReadPage[]) => pages.map(({ page }) => page.number)
const wordsOf = ({ page }: ReadPage) =>
  page.blocks.flatMap(({ lines }) => lines.flatMap(({ words }) => words.map(({ text }) => text)))
const problem =
  (code: string, words = /./) =>
  (error: unknown) =>
    isProblem(error) && error.code === code && words.test(error.message)

async function lockedPdf(): Promise<Uint8Array> {
  const locked = PDF.create()
  locked.addPage({ size: 'a4' }).drawText('secret', { x: 50, y: 500 })
  locked.setProtection({ userPassword: 'sesame', ownerPassword: 'owner' })
  return locked.save()
}

const noRevocation = {
  own: async () => null,
  get: () => Promise.reject(new Error('nobody is there')),
  post: () => Promise.reject(new Error('nobody is there')),
}

/** Certified by its author against every change. */
const certifiedPdf = () =>
  rawPdf([{ content: shown('Contract', [30, 150, 20]) }], {
    catalog: '/Perms << /DocMDP 5 0 R >> /AcroForm << /Fields [6 0 R] /SigFlags 3 >>',
    objects: [
      '<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /Contents <00> /ByteRange [0 10 20 30] /Reference [7 0 R] >>',
      '<< /FT /Sig /T (Author) /V 5 0 R >>',
      '<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P 1 /V /1.2 >> >>',
    ],
  })

/** `open` makes an engine for at most 20 pages of at most 20 megapixels each. */
export function documentEngineContract(name: string, open: () => DocumentEngine): void {
  describe(`document engine ${name}`, () => {
    let engine: DocumentEngine
    before(() => {
      engine = open()
    })
    after(() => engine.close())
    const read = (files: readonly EngineFile[], more: Partial<ReadRequest> = {}): Promise<ReadPage[]> =>
      allOf(engine.read(readRequest(files, more)))
    const now = new Date('2026-03-01T12:00:00Z')
    const newSigner = async () => {
      const authority = await createAuthority({ organisation: 'Acme', now })
      const certificate = await issueSealCertificate(authority, { commonName: 'Acme Seal', now, years: 2 })
      return { signer: memorySigner(certificate), trusted: [authority.rootCertificate] }
    }
    const seal = async (pdf: EngineFile): Promise<{ sealed: Sealed; trusted: Uint8Array[] }> => {
      const { signer, trusted } = await newSigner()
      const signal = new AbortController().signal
      const trust = { timestamps: [], revocation: noRevocation, now: () => now }
      const request = { pdf, at: now, reason: 'test', level: 'B-B', signer, trust, signal } as const
      return { sealed: await engine.seal(request), trusted }
    }

    it('takes the text of a PDF and recognises what was scanned', async () => {
      const invoice = makeInvoice({ seed: 5, language: 'en', wording: 'usual', layout: 0 })
      const [text] = await read([engineFile(await makeTextPdf(invoice))])
      const [scan] = await read([engineFile(await makeScannedPdf(invoice, { seed: 5 }))])
      assert.ok(text && scan)
      assert.deepEqual([text.page.source, scan.page.source], ['text', 'ocr'])
      const expected = new Set(wordsOf(text))
      const found = wordsOf(scan).filter((word) => expected.has(word))
      assert.ok(found.length > 0.7 * wordsOf(text).length, `${found.length} of ${wordsOf(text).length}`)
      for (const { preview } of [text, scan]) assert.equal((await sharp(preview).metadata()).format, 'jpeg')
    })

    it('numbers pages over all files, and reads those that are wanted and not done', async () => {
      const files = [
        engineFile(await letterPdf(2)),
        engineFile(await letterPdf(1)),
        engineFile(await letterPdf(2)),
      ]
      assert.deepEqual(numbers(await read(files)), [1, 2, 3, 4, 5])
      assert.deepEqual(numbers(await read(files, { pages: new Set([2, 3, 5, 9]) })), [2, 3, 5])
      assert.deepEqual(numbers(await read(files, { pages: new Set([2, 3, 5]), done: new Set([3]) })), [2, 5])
      assert.deepEqual(numbers(await read(files, { pages: new Set([6]) })), [])
    })

    it('counts every page of a TIFF', async () => {
      const frames = [0, 1].map(() => ({
        create: { width: 300, height: 200, channels: 3 as const, background: '#fff' },
      }))
      const tiff = await sharp(await Promise.all(frames.map((frame) => sharp(frame).png().toBuffer())), {
        join: { animated: true },
      })
        .tiff()
        .toBuffer()
      const files = [engineFile(tiff, 'image/tiff'), engineFile(await letterPdf(1))]
      assert.deepEqual(numbers(await read(files)), [1, 2, 3])
    })

    it('asks for a password, says when it is wrong, and opens the file with the right one', async () => {
      const files = [engineFile(await lockedPdf())]
      await assert.rejects(read(files), problem('read.encrypted', /Countersign-Password.*reopen/))
      await assert.rejects(read(files, { password: 'guess' }), problem('read.encrypted', /does not open/))
      const pages = await read(files, { password: 'sesame' })
      assert.deepEqual(pages.flatMap(wordsOf), ['secret'])
      const signal = new AbortController().signal
      const copy = await engine.searchable({
        files,
        pages: pages.map(({ page }) => page),
        password: 'sesame',
        signal,
      })
      assert.ok(copy.kind === 'derived')
      assert.deepEqual((await read([engineFile(copy.bytes)])).flatMap(wordsOf), ['secret'])
    })

    it('says what is wrong with a file', async () => {
      const many = await letterPdf(11)
      const wide = { create: { width: 6000, height: 4000, channels: 3 as const, background: '#fff' } }
      const cases: [string, Uint8Array[]][] = [
        ['read.unsupported', [Buffer.from('Dear Sir or Madam')]],
        ['read.damaged', [new Uint8Array()]],
        ['read.damaged', [mangle(await letterPdf(1), { seed: 1, damage: 'truncated' })]],
        ['read.too_many_pages', [many, many]],
        ['read.too_many_pixels', [await sharp(wide).jpeg().toBuffer()]],
      ]
      for (const [code, bytes] of cases)
        await assert.rejects(read(bytes.map((each) => engineFile(each))), problem(code), code)
    })

    it('gives up when it is told to, also while it waits for its turn', async () => {
      const files = [engineFile(await letterPdf(3))]
      const cancel = new AbortController()
      const pages = [engine, engine, engine].map(async () => {
        for await (const { page } of engine.read(readRequest(files, { signal: cancel.signal })))
          if (page.number === 1) cancel.abort(new Error('no longer wanted'))
      })
      for (const outcome of await Promise.allSettled(pages))
        assert.match(String(outcome.status === 'rejected' && outcome.reason), /no longer wanted/)
      assert.deepEqual(numbers(await read(files, { pages: new Set([3]) })), [3])
    })

    it('may be left before the last page', async () => {
      const files = [engineFile(await letterPdf(3))]
      for (let round = 0; round < 2; round += 1)
        for await (const { page } of engine.read(readRequest(files))) if (page.number === 1) break
      assert.deepEqual(numbers(await read(files)), [1, 2, 3])
    })

    it('hands on what went wrong with the source', async () => {
      const broken: EngineFile = {
        contentType: 'application/pdf',
        bytes: 1000,
        async *open() {
          yield Buffer.from('%PDF-1.7')
          throw new Error('the disk is gone')
        },
      }
      await assert.rejects(read([broken]), /the disk is gone/)
      assert.deepEqual(numbers(await read([engineFile(await letterPdf(1))])), [1])
    })

    it('makes one searchable PDF of all files, whatever was read of them', async () => {
      const [photo = new Uint8Array()] = await scanPages(makeLetter({ seed: 7, language: 'en' }), { seed: 7 })
      const files = [
        engineFile(await letterPdf(2)),
        engineFile(photo, 'image/jpeg'),
        engineFile(photo, 'image/jpeg'),
        engineFile(await letterPdf(1)),
      ]
      const pages = await read(files, { pages: new Set([1, 4]) })
      const signal = new AbortController().signal
      const request = { files, pages: pages.map(({ page }) => page), password: null, signal }
      const copy = await engine.searchable(request)
      assert.ok(copy.kind === 'derived')
      assert.equal(copy.conformance === null, copy.reasons.length > 0)
      const pdf = await openPdf(copy.bytes)
      const texts = Array.from({ length: pdf.pageCount }, (_, index) => pdf.page(index).textBlocks())
      pdf.close()
      assert.deepEqual(
        texts.map(({ characters, invisible }) =>
          characters === 0 ? 'none' : invisible ? 'invisible' : 'own',
        ),
        ['own', 'own', 'none', 'invisible', 'own'],
      )
      const { sealed, trusted } = await seal(engineFile(copy.bytes))
      assert.ok(sealed.kind === 'embedded')
      assert.deepEqual((await verifySeal(sealed.pdf, { trusted, at: now })).problems, [])
    })

    it('seals a PDF, and appends to the original where that is signed already', async () => {
      const original = await letterPdf(1)
      const first = await seal(engineFile(original))
      assert.ok(first.sealed.kind === 'embedded')
      const { pdf } = first.sealed
      assert.ok((await verifySeal(pdf, { trusted: first.trusted, at: now })).valid)
      const pages = (await read([engineFile(pdf)])).map(({ page }) => page)
      const signal = new AbortController().signal
      const copy = await engine.searchable({ files: [engineFile(pdf)], pages, password: null, signal })
      assert.deepEqual(copy, { kind: 'original' })
      const second = await seal(engineFile(pdf))
      assert.ok(second.sealed.kind === 'embedded')
      assert.ok(Buffer.from(second.sealed.pdf).subarray(0, pdf.length).equals(pdf))
      assert.ok((await verifySeal(second.sealed.pdf, { trusted: second.trusted, at: now })).valid)
    })

    it('reaches level B-LTA, and says who is away where it cannot', async () => {
      const { trust, signer } = await testTrust({ now })
      const request = {
        ...{ pdf: engineFile(await letterPdf(1)), at: now, reason: 'test', level: 'B-LTA' as const },
        ...{ signer: await signer(), signal: new AbortController().signal },
        trust: { ...trust, revocation: { ...noRevocation, ...trust.revocation } },
      }
      const sealed = await engine.seal(request)
      assert.ok(sealed.kind === 'embedded')
      const { fields } = await inspectSignatures(sealed.pdf)
      assert.deepEqual(fields, ['Countersign_Seal_1', 'Countersign_Timestamp_1'])
      const away = { name: 'clock.example', ask: () => Promise.reject(new Error('no answer')) }
      await assert.rejects(
        engine.seal({ ...request, trust: { ...request.trust, timestamps: [away] } }),
        problem('timestamp.unavailable', /clock\.example: no answer/),
      )
      await assert.rejects(
        engine.seal({ ...request, trust: { ...request.trust, revocation: noRevocation } }),
        problem('revocation.unavailable', /Acme p256/),
      )
    })

    it('seals beside an original that is certified against every change', async () => {
      const { sealed } = await seal(engineFile(certifiedPdf()))
      assert.equal(sealed.kind, 'detached')
    })

    it('seals a clean copy of what cannot be appended to, unless that would break a signature', async () => {
      const breakTable = (pdf: Uint8Array) =>
        Buffer.from(
          Buffer.from(pdf)
            .toString('latin1')
            .replace(/startxref\s+\d+/g, 'startxref\n7'),
          'latin1',
        )
      const { sealed, trusted } = await seal(
        engineFile(breakTable(rawPdf([{ content: shown('Contract', [30, 150, 20]) }]))),
      )
      assert.ok(sealed.kind === 'embedded')
      assert.ok((await verifySeal(sealed.pdf, { trusted, at: now })).valid)
      await assert.rejects(seal(engineFile(breakTable(sealed.pdf))), problem('seal.failed', /intact copy/))
    })
  })
}
