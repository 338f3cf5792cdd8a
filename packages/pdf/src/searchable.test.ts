import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  type Box,
  blankPage,
  type Outline,
  type Page,
  type Word,
  wholePage,
} from '@countersign/contract/layout'
import { PDF } from '@libpdf/core'
import sharp from 'sharp'
import { openPdf } from './open.ts'
import { searchablePdf } from './searchable.ts'
import { rawPdf, shown } from './testing.ts'

const printed: [string, Box][] = [
  ['Rechnung', [0.1, 0.1, 0.3, 0.05]],
  ['Łódź', [0.45, 0.1, 0.2, 0.05]],
  ['1.234,56', [0.1, 0.3, 0.2, 0.03]],
  ['€', [0.32, 0.3, 0.03, 0.03]],
  ['請求書', [0.1, 0.6, 0.3, 0.08]],
  ['ǅ𝄞', [0.5, 0.61, 0.1, 0.06]],
]

const corners = [...wholePage, ...wholePage]
/** Outline of a page that lies on its source page turned counterclockwise by this. */
const turned = (rotation: Page['rotation']) => corners.slice((4 - rotation / 90) % 4).slice(0, 4) as Outline

function page(change: Partial<Page> = {}): Page {
  const words: Word[] = printed.map(([text, box]) => ({ text, confidence: 0.9, box }))
  const line = (from: number) => ({ box: [0.1, 0.1, 0.8, 0.1] as Box, words: words.slice(from, from + 2) })
  const lines = [line(0), line(2), line(4)]
  return {
    ...blankPage,
    number: 1,
    width: 300,
    height: 200,
    language: 'de',
    confidence: 0.9,
    outline: turned(change.rotation ?? 0),
    blocks: [{ box: [0.1, 0.1, 0.8, 0.6], kind: 'text', language: 'de', lines }],
    ...change,
  }
}

async function readBack(bytes: Uint8Array, index0 = 0, password?: string) {
  const pdf = await openPdf(bytes, password === undefined ? {} : { password })
  try {
    const opened = pdf.page(index0)
    const text = opened.textBlocks()
    const words = text.blocks.flatMap((block) => block.lines).flatMap((line) => line.words)
    const { data, width, height } = opened.render({ dpi: 72, maxPixels: 1e6 })
    const colourAt = (x: number, y: number) => {
      const at = (Math.floor(y * height) * width + Math.floor(x * width)) * 3
      return [...data.subarray(at, at + 3)]
    }
    return { words, invisible: text.invisible, size: [opened.width, opened.height], colourAt }
  } finally {
    pdf.close()
  }
}

function assertPrinted(words: Word[]) {
  assert.deepEqual(
    words.map((word) => word.text),
    printed.map(([text]) => text),
  )
  for (const [index, word] of words.entries()) {
    const wanted = printed[index]?.[1] ?? [9, 9, 9, 9]
    for (const [side, value] of word.box.entries())
      assert.ok(Math.abs(value - (wanted[side] ?? 9)) < 0.01, `${word.text}: ${word.box} is not ${wanted}`)
  }
}

describe('a searchable PDF', () => {
  it('finds every letter where it is printed, in any script', async () => {
    const { bytes } = await searchablePdf({
      kind: 'pdf',
      bytes: rawPdf([{ content: 'q 2 0 0 2 0 0 cm' }]),
      pages: [page()],
    })
    const read = await readBack(bytes)
    assertPrinted(read.words)
    assert.equal(read.invisible, true)
  })

  it('fits pages that are rotated, cropped or scanned sideways, and stands them upright', async () => {
    for (const rotate of [0, 90, 180, 270] as const) {
      for (const rotation of [0, 90, 180, 270] as const) {
        const sideways = (rotate + rotation) % 180 !== 0
        const extra = `/CropBox [50 50 350 250] /Rotate ${rotate}`
        const original = rawPdf([{ content: '', mediaBox: '[0 0 400 300]', extra }])
        const [width, height] = sideways ? [200, 300] : [300, 200]
        const { bytes } = await searchablePdf({
          kind: 'pdf',
          bytes: original,
          pages: [page({ rotation, width, height })],
        })
        const read = await readBack(bytes)
        assert.deepEqual(read.size, [width, height])
        assertPrinted(read.words)
      }
    }
  })

  it('leaves pages with text of their own alone', async () => {
    const bytes = rawPdf([{ content: shown('Printed', [30, 150, 20]) }, { content: '' }])
    const own = page({ source: 'text' })
    assert.equal((await searchablePdf({ kind: 'pdf', bytes, pages: [own] })).bytes, bytes)
    const { bytes: mixed } = await searchablePdf({ kind: 'pdf', bytes, pages: [own, page({ number: 2 })] })
    assert.deepEqual(
      (await readBack(mixed)).words.map((word) => word.text),
      ['Printed'],
    )
    assertPrinted((await readBack(mixed, 1)).words)
  })

  it('is made of encrypted and damaged files too', async () => {
    const locked = PDF.create()
    locked.addPage({ width: 300, height: 200 })
    locked.setProtection({ userPassword: 'sesame', ownerPassword: 'owner' })
    const encrypted = await locked.save()
    const { bytes } = await searchablePdf({
      kind: 'pdf',
      bytes: encrypted,
      password: 'sesame',
      pages: [page()],
    })
    assertPrinted((await readBack(bytes)).words)
    const raw = Buffer.from(rawPdf([{ content: '' }])).toString('latin1')
    const damaged = Buffer.from(raw.replace(/startxref\n\d+/, 'startxref\n7'), 'latin1')
    assertPrinted(
      (await readBack((await searchablePdf({ kind: 'pdf', bytes: damaged, pages: [page()] })).bytes)).words,
    )
  })

  it('keeps the data of a JPEG as it is, upright by EXIF and by what was found', async () => {
    const picture = sharp({ create: { width: 300, height: 200, channels: 3, background: '#00f' } }).composite(
      [{ input: { create: { width: 100, height: 100, channels: 3, background: '#f00' } }, left: 0, top: 0 }],
    )
    const upright = await picture.png().toBuffer()
    // Stored turned by 90° counterclockwise, as a camera does; EXIF 6 says to turn it back.
    const jpeg = await sharp(upright)
      .rotate(270)
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 95 })
      .toBuffer()
    const upsideDown = await sharp(upright).rotate(180).png().toBuffer()
    const { bytes } = await searchablePdf({
      kind: 'images',
      images: [
        { bytes: jpeg, contentType: 'image/jpeg', page: page() },
        { bytes: upsideDown, contentType: 'image/png', page: page({ number: 2, rotation: 180 }) },
      ],
    })
    assert.ok(Buffer.from(bytes).includes(jpeg))
    for (const index of [0, 1]) {
      const read = await readBack(bytes, index)
      assertPrinted(read.words)
      const [topLeft, bottomRight] = [read.colourAt(0.1, 0.2), read.colourAt(0.8, 0.8)]
      assert.ok((topLeft[0] ?? 0) > 240 && (topLeft[2] ?? 0) < 15, `page ${index}: ${topLeft}`)
      assert.ok((bottomRight[2] ?? 0) > 240 && (bottomRight[0] ?? 0) < 15, `page ${index}: ${bottomRight}`)
    }
  })

  it('takes grey, transparent and palette pictures and refuses what is none', async () => {
    const grey = await sharp({ create: { width: 30, height: 20, channels: 3, background: '#808080' } })
      .toColourspace('b-w')
      .tiff()
      .toBuffer()
    const clear = await sharp({ create: { width: 30, height: 20, channels: 4, background: '#0000' } })
      .png({ palette: true })
      .toBuffer()
    const images = [grey, clear].map((bytes, index) => ({
      bytes,
      contentType: index === 0 ? 'image/tiff' : 'image/png',
      page: page({ number: index + 1 }),
    }))
    const { bytes } = await searchablePdf({ kind: 'images', images })
    const [one, two] = [
      (await readBack(bytes)).colourAt(0.5, 0.9),
      (await readBack(bytes, 1)).colourAt(0.5, 0.9),
    ]
    assert.ok(
      one.every((value) => Math.abs(value - 128) < 4),
      String(one),
    )
    assert.deepEqual(two, [255, 255, 255])
    const broken = { bytes: Buffer.from('no picture'), contentType: 'image/png', page: page() }
    await assert.rejects(searchablePdf({ kind: 'images', images: [broken] }), {
      code: 'pdf.image_unreadable',
    })
  })
})
