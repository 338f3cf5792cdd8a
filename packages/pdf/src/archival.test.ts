import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Box, blankPage, type Outline, type Page } from '@countersign/contract/layout'
import { PDF } from '@libpdf/core'
import sharp from 'sharp'
import { openPdf } from './open.ts'
import { combineSearchable, searchablePdf } from './searchable.ts'
import { rawPdf, shown } from './testing.ts'

function page(change: Partial<Page> = {}): Page {
  const box: Box = [0.1, 0.2, 0.4, 0.05]
  const line = { box, words: [{ text: 'recognised', confidence: 0.9, box }] }
  const blocks: Page['blocks'] = [{ box, kind: 'text', language: null, lines: [line] }]
  return { ...blankPage, number: 1, width: 300, height: 200, blocks, ...change }
}

const blue = () => sharp({ create: { width: 300, height: 200, channels: 3, background: '#246' } })

async function picture(change: Partial<Page> = {}) {
  const bytes = new Uint8Array(await blue().jpeg().toBuffer())
  return searchablePdf({
    kind: 'images',
    images: [{ bytes, contentType: 'image/jpeg', page: page(change) }],
  })
}

async function scan(): Promise<Uint8Array> {
  const pdf = PDF.create()
  const image = pdf.embedImage(new Uint8Array(await blue().jpeg().toBuffer()))
  pdf.addPage({ width: 300, height: 200 }).drawImage(image, { x: 0, y: 0, width: 300, height: 200 })
  return pdf.save()
}

async function wordsOf(bytes: Uint8Array) {
  const pdf = await openPdf(bytes)
  try {
    const { width, height, textBlocks } = pdf.page(0)
    const lines = textBlocks().blocks.flatMap((block) => block.lines)
    return { width, height, words: lines.flatMap((line) => line.words) }
  } finally {
    pdf.close()
  }
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')

describe('an archivable PDF', () => {
  it('says PDF/A-2u, what its colours mean, and not the hour it was made', async () => {
    const { bytes, conformance, reasons } = await picture()
    assert.deepEqual([conformance, reasons], ['pdf/a-2u', []])
    assert.match(text(bytes), /<pdfaid:part>2<\/pdfaid:part>\s*<pdfaid:conformance>U</)
    assert.match(text(bytes), /\/GTS_PDFA1/)
    assert.doesNotMatch(text(bytes), /\/CreationDate|\/Info \d/)
    assert.deepEqual((await picture()).bytes, bytes)
  })

  it('shows the whole photo and has its words where the page lies on it', async () => {
    // The page is the middle half of the photo, a quarter turn off.
    const outline: Outline = [
      [0.25, 0.75],
      [0.25, 0.25],
      [0.75, 0.25],
      [0.75, 0.75],
    ]
    const { bytes } = await picture({ outline, rotation: 90, width: 100, height: 150 })
    const { width, height, words } = await wordsOf(bytes)
    assert.deepEqual([width, height], [200, 300])
    const [word] = words
    assert.equal(word?.text, 'recognised')
    const wanted = [0.25 + 0.1 / 2, 0.25 + 0.2 / 2, 0.4 / 2, 0.05 / 2]
    assert.ok(
      wanted.every((value, at) => Math.abs(value - (word?.box[at] ?? 9)) < 0.01),
      String(word?.box),
    )
  })

  it('is made of scans with an older hidden layer, which goes', async () => {
    const original = await PDF.load(await scan())
    const first = original.getPage(0)?.dict
    const hidden = original.createStream(
      {},
      Buffer.from('q 300 0 0 200 0 0 cm /Im0 Do Q BT 3 Tr /F1 9 Tf (rec0gnlsed) Tj ET'),
    )
    first?.set('Contents', hidden)
    const bytes = await original.save()
    const made = await searchablePdf({ kind: 'pdf', bytes, pages: [page()] })
    assert.deepEqual(
      (await wordsOf(made.bytes)).words.map((word) => word.text),
      ['recognised'],
    )
    assert.equal(made.conformance, 'pdf/a-2u')
  })

  it('writes no word again that the page itself shows', async () => {
    const bytes = rawPdf([{ content: shown('recognised', [30, 150, 20]) }])
    const { bytes: made, conformance, reasons } = await searchablePdf({ kind: 'pdf', bytes, pages: [page()] })
    assert.equal((await wordsOf(made)).words.length, 1)
    assert.equal(conformance, null)
    assert.match(reasons.join(), /fonts of its own/)
  })

  it('claims nothing where something speaks against it', async () => {
    const cases: [string, Parameters<typeof rawPdf>, RegExp][] = [
      ['inks', [[{ content: '0 0 0 1 k 0 0 9 9 re f', extra: '/Resources << >>' }]], /CMYK/],
      ['nonsense', [[{ content: 'q nonsense Q', extra: '/Resources << >>' }]], /damaged/],
      ['scripts', [[{ content: '', extra: '/Resources << >> /AA << >>' }]], /actions/],
      [
        'comments',
        [[{ content: '', extra: '/Resources << >> /Annots [<< /Type /Annot /Subtype /Text >>]' }]],
        /comments/,
      ],
      ['attachments', [[{ content: '' }], { catalog: '/Names << /EmbeddedFiles << >> >>' }], /attachments/],
      ['sizes', [[{ content: '', extra: '/Resources << >>', mediaBox: '[0 0 20000 200]' }]], /size/],
    ]
    for (const [name, [pages, options], why] of cases) {
      const made = await searchablePdf({ kind: 'pdf', bytes: rawPdf(pages, options), pages: [page()] })
      assert.equal(made.conformance, null, name)
      assert.match(made.reasons.join(' '), why, name)
      assert.doesNotMatch(text(made.bytes), /pdfaid/, name)
    }
  })

  it('stays one when scans and photos become one file', async () => {
    const part = await searchablePdf({ kind: 'pdf', bytes: await scan(), pages: [page()] })
    const made = await combineSearchable([part, await picture()])
    assert.equal(made.conformance, 'pdf/a-2u', made.reasons.join(' '))
    assert.match(text(made.bytes), /<pdfaid:conformance>U</)
  })
})
