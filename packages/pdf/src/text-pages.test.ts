import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openPdf } from './open.ts'
import { textPages } from './text-pages.ts'

const made = new Date('2026-03-01T00:00:00Z')
const row = (text: string) => ({ cells: [{ text, at: 0 }] })

async function textOf(bytes: Uint8Array): Promise<{ pages: number; text: string }> {
  const file = await openPdf(bytes)
  const words = Array.from({ length: file.pageCount }, (_, index) =>
    file
      .page(index)
      .textBlocks()
      .blocks.flatMap(({ lines }) => lines.flatMap((line) => line.words.map(({ text }) => text))),
  )
  file.close()
  return { pages: words.length, text: words.flat().join(' ') }
}

describe('pages drawn from rows', () => {
  it('say what the rows say, over as many pages as it takes', async () => {
    const rows = Array.from({ length: 120 }, (_, index) => row(`Größe ${index} Łódź Ελλάδα`))
    const bytes = await textPages({ title: 'List', made, rows })
    const { pages, text } = await textOf(bytes)
    assert.equal(pages, 3)
    assert.match(text, /Größe 0 Łódź Ελλάδα.*Größe 119/)
    assert.deepEqual(await textOf(await textPages({ title: 'List', made, rows })), { pages, text })
  })

  it('are drawn also where the font lacks letters, and where there is nothing to draw', async () => {
    const rows = ['株式会社 Lumen', 'שלום', 'مرحبا', '😀 Lumen', ''].map(row)
    assert.match((await textOf(await textPages({ title: 'List', made, rows }))).text, /Lumen/)
    assert.equal((await textOf(await textPages({ title: 'List', made, rows: [] }))).pages, 1)
  })
})
