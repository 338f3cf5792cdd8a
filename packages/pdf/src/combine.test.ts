import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { combinePdfs } from './combine.ts'
import { isPdfError, openPdf } from './open.ts'
import { rawPdf, shown } from './testing.ts'

const wordsOf = (text: string) => rawPdf([{ content: shown(text, [30, 150, 20]) }])

describe('combining PDFs', () => {
  it('keeps all pages in order, with their text and size', async () => {
    const wide = rawPdf([
      { content: shown('second', [30, 150, 20]), mediaBox: '[0 0 500 200]' },
      { content: shown('third', [30, 150, 20]), extra: '/Rotate 90' },
    ])
    const combined = await openPdf(await combinePdfs([wordsOf('first'), wide, wordsOf('fourth')]))
    const pages = Array.from({ length: combined.pageCount }, (_, index) => {
      const page = combined.page(index)
      const [block] = page.textBlocks().blocks
      return [block?.lines[0]?.words[0]?.text, page.width, page.height]
    })
    combined.close()
    assert.deepEqual(pages, [
      ['first', 300, 200],
      ['second', 500, 200],
      ['third', 200, 300],
      ['fourth', 300, 200],
    ])
  })

  it('says so when a part is no PDF', async () => {
    await assert.rejects(
      combinePdfs([wordsOf('first'), Buffer.from('nothing')]),
      (error) => isPdfError(error) && error.code === 'pdf.damaged',
    )
  })
})
