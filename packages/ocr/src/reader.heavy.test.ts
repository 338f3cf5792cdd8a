import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Box, Page } from '@countersign/contract/layout'
import sharp from 'sharp'
import type { ReadPage } from './page.ts'
import { fromSquare, project } from './prepare/warp.ts'
import { isReadError, type ReadErrorCode } from './read-error.ts'
import { createReader, type Reader, type ReadOptions } from './reader.ts'
import { characterErrorRate, type SamplePage, samplePdf, textOf } from './testing.ts'

const lines = [
  'Invoice number 2026-0417 of 3 May 2026',
  'Dear Mrs Whitfield, please find below what we delivered',
  'to your house on the corner of Quay Street and Jubilee Road.',
  '12 boxes of drawing paper, 160 g, at 14.25 each: 171.00',
  'Packing and carriage as agreed on the telephone: 9.90',
  'The amount of 180.90 is due within 14 days. Thank you!',
]
const truth = lines.join(' ')
const letter: SamplePage = { lines, width: 340, height: 160 }

describe('Reading a file', () => {
  let reader: Reader
  let scan: Uint8Array

  before(async () => {
    reader = await createReader()
    // What a viewer shows of the letter is as good as a clean scan of it, some 340 dpi.
    const [page] = await read(samplePdf([letter]))
    scan = page?.preview ?? new Uint8Array()
  })
  after(() => reader.close())

  async function read(bytes: Uint8Array, options: Partial<ReadOptions> = {}): Promise<ReadPage[]> {
    const pages: ReadPage[] = []
    const file = { bytes, contentType: 'application/octet-stream' }
    for await (const page of reader.read(file, { languages: [], ...options })) pages.push(page)
    return pages
  }

  async function readOne(bytes: Uint8Array): Promise<Page> {
    const [first] = await read(bytes)
    assert.ok(first)
    return first.page
  }

  async function refused(bytes: Uint8Array, code: ReadErrorCode, options: Partial<ReadOptions> = {}) {
    await assert.rejects(read(bytes, options), (error) => {
      assert.ok(isReadError(error))
      assert.equal(error.code, code)
      assert.match(error.message, /[Ss]end|Save|Split/)
      return true
    })
  }

  const wrong = (page: Page) => characterErrorRate(textOf(page.blocks), truth)

  it('takes over the text a PDF carries', async () => {
    const page = await readOne(samplePdf([letter]))
    assert.equal(textOf(page.blocks), truth)
    assert.deepEqual(
      [page.source, page.confidence, page.alphabetComplete, page.language, page.rotation],
      ['text', 1, true, 'en', 0],
    )
    assert.deepEqual([page.width, page.height], [340, 160])
  })

  it('does not believe text that cannot be seen', async () => {
    const page = await readOne(samplePdf([{ ...letter, mode: 3 }]))
    assert.equal(page.source, 'ocr')
    assert.deepEqual(page.blocks, [])
    assert.equal(page.confidence, 1)
  })

  it('recognises a clean scan, surely and nearly without fault', async () => {
    const page = await readOne(scan)
    assert.ok(wrong(page) <= 0.005, `character error rate ${wrong(page)}: ${textOf(page.blocks)}`)
    assert.deepEqual([page.source, page.language, page.rotation], ['ocr', 'en', 0])
    assert.ok(page.confidence > 0.9)
  })

  it('finds words where they were printed', async () => {
    const printed = await wordsOf(await readOne(samplePdf([letter])))
    const found = await wordsOf(await readOne(scan))
    for (const word of printed) {
      const twin = found.find(({ text, box }) => text === word.text && overlap(box, word.box) > 0.4)
      if (word.text.length > 2) assert.ok(twin, `${word.text} at ${word.box}`)
    }
  })

  it('turns a page upright, whichever way it was scanned', async () => {
    for (const [scanned, needed] of [
      [90, 270],
      [180, 180],
      [270, 90],
    ] as const) {
      const [page] = await read(await sharp(scan).rotate(scanned).png().toBuffer())
      assert.ok(page)
      assert.equal(page.page.rotation, needed)
      assert.ok(wrong(page.page) <= 0.005)
      assert.ok(page.page.width > page.page.height)
      const preview = await sharp(page.preview).metadata()
      assert.ok(preview.width > preview.height)
    }
  })

  it('reads a page that lies askew', async () => {
    for (const angle of [-3, 2]) {
      const page = await readOne(await sharp(scan).rotate(angle, { background: '#ffffff' }).png().toBuffer())
      assert.ok(wrong(page) <= 0.01, `${angle}°: ${textOf(page.blocks)}`)
    }
  })

  it('leads from every word back to its ink on the picture that came', async () => {
    const upright = await sharp(scan).rotate(4, { background: '#ffffff' }).png().toBuffer()
    const source = sharp(await sharp(upright).rotate(90).png().toBuffer())
    const page = await readOne(await source.clone().png().toBuffer())
    assert.deepEqual(
      page.preparation.map(({ step }) => step),
      ['deskew', 'turn'],
    )
    const { data, info } = await source.greyscale().raw().toBuffer({ resolveWithObject: true })
    const map = fromSquare(page.outline)
    for (const { text, box } of wordsOf(page)) {
      const [x, y, width, height] = box
      const along = Array.from({ length: 40 }, (_, i) =>
        project(map, [x + ((i + 0.5) / 40) * width, y + height / 2]),
      )
      const values = along.map(
        ([u, v]) => data[Math.floor(v * info.height) * info.width + Math.floor(u * info.width)],
      )
      assert.ok(Math.min(...values.map((value) => value ?? 255)) < 128, `${text} at ${box}`)
    }
  })

  it('reads a grey, coarse and blurred copy with few faults', async () => {
    const copy = await sharp(scan)
      .greyscale()
      .resize({ width: 800 })
      .blur(0.8)
      .jpeg({ quality: 40 })
      .toBuffer()
    const page = await readOne(copy)
    assert.ok(wrong(page) <= 0.02, `character error rate ${wrong(page)}: ${textOf(page.blocks)}`)
  })

  it('respects the orientation a camera wrote down', async () => {
    const turned = await sharp(scan).rotate(90).jpeg().withMetadata({ orientation: 8 }).toBuffer()
    const page = await readOne(turned)
    assert.equal(page.rotation, 0)
    assert.ok(page.width > page.height)
    assert.ok(wrong(page) <= 0.01)
  })

  it('takes the resolution a scanner wrote down for the size of the page', async () => {
    const page = await readOne(await sharp(scan).withMetadata({ density: 300 }).png().toBuffer())
    assert.ok(Math.abs(page.width - (1600 / 300) * 72) < 1)
  })

  it('gives the wanted pages, numbered on from the files before', async () => {
    const pages = ['one', 'two', 'three'].map((text) => ({
      lines: [`This is the page with number ${text}.`],
    }))
    const options = { firstPageNumber: 5, pages: (number: number) => number !== 6 }
    const found = await read(samplePdf(pages), options)
    assert.deepEqual(
      found.map(({ page }) => [page.number, textOf(page.blocks).split(' ').at(-1)]),
      [
        [5, 'one.'],
        [7, 'three.'],
      ],
    )
  })

  it('finds nothing on a blank page, and is sure of it', async () => {
    const blank = sharp({ create: { width: 400, height: 300, channels: 3, background: '#ffffff' } })
    const page = await readOne(await blank.png().toBuffer())
    assert.deepEqual([page.blocks, page.confidence, page.language], [[], 1, null])
  })

  it('stops when it is told to', async () => {
    const stop = new AbortController()
    const pages = reader.read(
      { bytes: samplePdf([letter, letter]), contentType: '' },
      { languages: [], signal: stop.signal },
    )
    await pages.next()
    stop.abort()
    await assert.rejects(pages.next(), { name: 'AbortError' })
  })

  it('refuses what it cannot read, and says what to do', async () => {
    await refused(new Uint8Array(), 'file.unreadable')
    await refused(new TextEncoder().encode('Just a text'), 'file.unsupported')
    await refused(scan.subarray(0, scan.length / 2), 'file.unreadable')
    await refused(new TextEncoder().encode('%PDF-1.7\nand then nothing'), 'file.unreadable')
    await refused(samplePdf([letter, letter]), 'file.too_many_pages', { limits: { maxPages: 1 } })
    await refused(scan, 'file.too_many_pixels', { limits: { maxPixels: 1_000_000 } })
  })
})

function wordsOf(page: Page) {
  return page.blocks.flatMap(({ lines }) => lines.flatMap(({ words }) => words))
}

/** Intersection over union. */
function overlap(a: Box, b: Box): number {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0])
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1])
  if (width <= 0 || height <= 0) return 0
  return (width * height) / (a[2] * a[3] + b[2] * b[3] - width * height)
}
