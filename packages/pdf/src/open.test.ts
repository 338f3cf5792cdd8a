import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Block } from '@countersign/contract/layout'
import { PDF } from '@libpdf/core'
import { isPdfError, openPdf } from './open.ts'
import { rawPdf, shown } from './testing.ts'

const lines = (blocks: Block[]) =>
  blocks.flatMap((block) => block.lines).map((line) => line.words.map((word) => word.text).join(' '))

async function firstPage<T>(
  bytes: Uint8Array,
  use: (page: Awaited<ReturnType<typeof openPdf>>) => T,
): Promise<T> {
  const pdf = await openPdf(bytes)
  try {
    return use(pdf)
  } finally {
    pdf.close()
  }
}

const code = (expected: string) => (error: unknown) => isPdfError(error) && error.code === expected

describe('opening a PDF', () => {
  it('finds words with their boxes on the page', async () => {
    const bytes = rawPdf([{ content: shown('Invoice 4711', [30, 150, 20]) }])
    const text = await firstPage(bytes, (pdf) => pdf.page(0).textBlocks())
    assert.deepEqual(lines(text.blocks), ['Invoice 4711'])
    assert.equal(text.characters, 11)
    assert.equal(text.invisible, false)
    const [x, y, width, height] = text.blocks[0]?.lines[0]?.words[0]?.box ?? [0, 0, 0, 0]
    assert.ok(Math.abs(x - 0.1) < 0.01 && Math.abs(y + height - 0.25) < 0.01, `${x} ${y}`)
    assert.ok(width > 0.15 && width < 0.25 && height > 0.06 && height < 0.1, `${width} ${height}`)
  })

  it('shows a page as a person sees it, whatever its rotation and crop', async () => {
    const content = shown('Up', [120, 90, 10])
    const expected = new Map([
      [0, [0.104, 0.528, 0.058, 0.092]],
      [90, [0.379, 0.104, 0.092, 0.058]],
      [180, [0.838, 0.379, 0.058, 0.092]],
      [270, [0.528, 0.838, 0.092, 0.058]],
    ])
    for (const [rotate, wanted] of expected) {
      const extra = `/CropBox [100 50 300 150] /Rotate ${rotate}`
      const page = await firstPage(rawPdf([{ content, extra }]), (pdf) => {
        const { width, height, textBlocks } = pdf.page(0)
        return { width, height, ...textBlocks() }
      })
      assert.deepEqual([page.width, page.height], rotate % 180 === 0 ? [200, 100] : [100, 200])
      assert.deepEqual(lines(page.blocks), ['Up'])
      const box = page.blocks[0]?.box ?? []
      assert.ok(
        wanted.every((value, at) => Math.abs(value - (box[at] ?? 9)) < 0.01),
        `${rotate}: ${box}`,
      )
    }
  })

  it('reads columns of prose one after the other and rows of a table side by side', async () => {
    const prose = [0, 1, 2]
      .map(
        (row) =>
          shown(`left text ${row}`, [20, 170 - row * 12, 10]) +
          shown(`right text ${row}`, [170, 170 - row * 12, 10]),
      )
      .join('')
    const table = ['Net 10', 'Tax 2', 'Total 12']
      .map(
        (row, at) =>
          shown(row.split(' ')[0] ?? '', [20, 100 - at * 30, 10]) +
          shown(row.split(' ')[1] ?? '', [200, 100 - at * 30, 10]),
      )
      .join('')
    const bytes = rawPdf([{ content: prose }, { content: table }])
    const [one, two] = await firstPage(bytes, (pdf) =>
      [0, 1].map((index) => lines(pdf.page(index).textBlocks().blocks)),
    )
    assert.deepEqual(
      one,
      [0, 1, 2].map((row) => `left text ${row}`).concat([0, 1, 2].map((row) => `right text ${row}`)),
    )
    assert.deepEqual(two, ['Net', '10', 'Tax', '2', 'Total', '12'])
  })

  it('tells a text layer that OCR left behind from printed text', async () => {
    const bytes = rawPdf([{ content: `3 Tr ${shown('hidden', [30, 150, 20])}` }])
    const text = await firstPage(bytes, (pdf) => pdf.page(0).textBlocks())
    assert.equal(text.invisible, true)
    assert.equal(text.characters, 6)
  })

  it('reads text that runs up or down the page', async () => {
    const content = 'BT /F1 10 Tf 0 1 -1 0 50 40 Tm (going up here) Tj 0 -1 1 0 250 150 Tm (going down) Tj ET'
    const text = await firstPage(rawPdf([{ content }]), (pdf) => pdf.page(0).textBlocks())
    assert.deepEqual(lines(text.blocks).sort(), ['going down', 'going up here'])
  })

  it('tells pages of nothing but text from those with something drawn on them', async () => {
    const text = shown('Up', [120, 90, 10])
    const pages = [text, `${text}10 20 m 200 20 l S\n`, '10 20 100 50 re f\n', '']
    const drawings = await firstPage(rawPdf(pages.map((content) => ({ content }))), (pdf) =>
      pages.map((_, index0) => pdf.page(index0).drawings()),
    )
    assert.deepEqual(drawings, [false, true, true, false])
  })

  it('draws into memory of an earlier rendering, and nothing of that one is left', async () => {
    const pages = [{ content: '0 0 300 200 re f\n' }, { content: shown('Up', [120, 90, 10]) }]
    const at = { dpi: 72, maxPixels: 1e6 }
    const [black, again, fresh] = await firstPage(rawPdf(pages), (pdf) => {
      const first = pdf.page(0).render(at)
      const second = pdf.page(1).render({ ...at, into: first.data })
      return [first, second, pdf.page(1).render(at)] as const
    })
    assert.equal(again.data.buffer, black.data.buffer)
    assert.deepEqual(again.data, fresh.data)
  })

  it('renders RGB on white at the wanted resolution and never more pixels than allowed', async () => {
    const bytes = rawPdf([{ content: '1 0 0 rg 0 100 150 100 re f' }])
    const [full, small] = await firstPage(bytes, (pdf) => {
      const page = pdf.page(0)
      return [page.render({ dpi: 144, maxPixels: 1e6 }), page.render({ dpi: 144, maxPixels: 5000 })] as const
    })
    assert.deepEqual([full.width, full.height, full.data.length], [600, 400, 600 * 400 * 3])
    assert.deepEqual([...full.data.subarray(0, 3)], [255, 0, 0])
    assert.deepEqual([...full.data.subarray(-3)], [255, 255, 255])
    assert.ok(small.width * small.height <= 5000 && small.width > 80)
  })

  it('measures how much of a page is pictures, also inside of forms', async () => {
    const image = 'q 150 0 0 100 0 100 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q'
    const form = `<< /Type /XObject /Subtype /Form /BBox [0 0 400 400] /Matrix [1 0 0 1 150 -100] /Length ${image.length} >>\nstream\n${image}\nendstream`
    const extra = '/Resources << /XObject << /Fm 5 0 R >> >>'
    const bytes = rawPdf([{ content: `${image} /Fm Do`, extra }], { objects: [form] })
    const { coverage } = await firstPage(bytes, (pdf) => pdf.page(0).pictures())
    assert.ok(Math.abs(coverage - 0.5) < 0.03, String(coverage))
  })

  it('tells text that lies under a picture from text that stands on it', async () => {
    const image = 'q 300 0 0 200 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q'
    const under = rawPdf([{ content: shown('under', [30, 150, 20]) + image }])
    const above = rawPdf([{ content: image + shown('above', [30, 150, 20]) }])
    const pictures = (bytes: Uint8Array) => firstPage(bytes, (pdf) => pdf.page(0).pictures())
    assert.deepEqual(await pictures(under), { coverage: 1, hidingText: 1 })
    assert.deepEqual(await pictures(above), { coverage: 1, hidingText: 0 })
  })

  it('counts letters whose font does not say which they are', async () => {
    const font =
      '<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [6 0 R] >>'
    const inner =
      '<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 500 >>'
    const extra = '/Resources << /Font << /F2 5 0 R >> >>'
    const content = 'BT /F2 20 Tf 30 150 Td <002400250026> Tj ET'
    const bytes = rawPdf([{ content, extra }], { objects: [font, inner] })
    assert.equal((await firstPage(bytes, (pdf) => pdf.page(0).textBlocks())).unmapped, 3)
  })

  it('says what is wrong with a file it cannot open', async () => {
    await assert.rejects(openPdf(new Uint8Array()), code('pdf.empty'))
    await assert.rejects(openPdf(Buffer.from('hello')), code('pdf.damaged'))
    const pdf = PDF.create()
    pdf.addPage({ size: 'a4' })
    pdf.setProtection({ userPassword: 'sesame', ownerPassword: 'owner' })
    const locked = await pdf.save()
    await assert.rejects(openPdf(locked), code('pdf.encrypted'))
    await assert.rejects(openPdf(locked, { password: 'wrong' }), code('pdf.password_wrong'))
    const opened = await openPdf(locked, { password: 'sesame' })
    assert.equal(opened.pageCount, 1)
    opened.close()
  })

  it('opens or refuses mutilated files and keeps working afterwards', async () => {
    const whole = rawPdf([{ content: shown('survivor', [30, 150, 20]) }], { layout: 'streams' })
    let seed = 7
    const random = (below: number) => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
      return seed % below
    }
    for (let round = 0; round < 150; round += 1) {
      const bytes = Buffer.from(whole)
      for (let hit = 0; hit <= round % 8; hit += 1) bytes[random(bytes.length)] = random(256)
      const cut = round % 5 === 0 ? bytes.subarray(0, random(bytes.length)) : bytes
      try {
        await firstPage(cut, (pdf) => pdf.page(0).textBlocks())
      } catch (error) {
        assert.ok(isPdfError(error), String(error))
      }
    }
    assert.deepEqual(lines((await firstPage(whole, (pdf) => pdf.page(0).textBlocks())).blocks), ['survivor'])
  })
})
