import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { describe, it } from 'node:test'
import { type Block, type Box, blankPage, type ExportFormat, type Page } from '@countersign/contract/layout'
import { toAlto } from './alto.ts'
import { toHocr } from './hocr.ts'
import { toMarkdown } from './markdown.ts'
import { streamExport } from './stream.ts'
import { toText } from './text.ts'

const lineBox = (row: number): Box => [0.1, 0.05 * row, 0.8, 0.02]

function block(kind: Block['kind'], first: number, lines: readonly string[]): Block {
  return {
    box: [0.1, 0.05 * first, 0.8, 0.05 * lines.length],
    kind,
    language: 'de',
    lines: lines.map((text, index) => ({
      box: lineBox(first + index),
      words: text.split(' ').map((word, at) => ({
        text: word,
        confidence: 0.875,
        box: [0.1 + at * 0.1, 0.05 * (first + index), 0.08, 0.02],
      })),
    })),
  }
}

const cell = (row: number, column: number, text: string) => ({
  ...{ row, column, rowSpan: 1, columnSpan: 1, text, confidence: 1 },
  box: [0, 0, 0.1, 0.1] as Box,
})

function page(change: Partial<Page> = {}): Page {
  return { ...blankPage, number: 1, width: 600, height: 800, language: 'de', confidence: 0.9, ...change }
}

const form = page({
  blocks: [
    block('heading', 1, ['Antrag']),
    block('text', 3, ['Zahlung: Rechnung Lastschrift', '1. Müller & Söhne <GmbH>']),
    block('table', 6, ['Posten Betrag', 'A|B 10']),
    block('page_number', 19, ['1']),
  ],
  tables: [
    {
      ...{ box: [0.1, 0.3, 0.8, 0.1], rows: 2, columns: 2, headerRows: 1, ruled: true },
      cells: [cell(0, 0, 'Posten'), cell(0, 1, 'Betrag'), cell(1, 0, 'A|B\nC'), cell(1, 1, '10')],
    },
  ],
  checkBoxes: [
    { box: [0.2, 0.15, 0.01, 0.02], checked: false, confidence: 1, label: 'Rechnung' },
    { box: [0.4, 0.15, 0.01, 0.02], checked: true, confidence: 1, label: 'Lastschrift' },
    { box: [0.4, 0.9, 0.01, 0.02], checked: true, confidence: 1, label: 'Anbei' },
  ],
})

describe('exports of what was read', () => {
  it('give plain text with paragraphs, tabs in tables and ticks', () => {
    const other = page({ number: 2, blocks: [block('text', 1, ['Seite zwei'])] })
    assert.equal(
      toText([form, other]),
      [
        ...['Antrag', '', 'Zahlung: [ ] Rechnung [x] Lastschrift', '1. Müller & Söhne <GmbH>', ''],
        ...['Posten\tBetrag', 'A|B C\t10', '', '1', '', '[x] Anbei', '\fSeite zwei', ''],
      ].join('\n'),
    )
  })

  it('give Markdown in which nothing printed becomes markup', () => {
    assert.equal(
      toMarkdown([form]),
      [
        ...[
          '# Antrag',
          '',
          'Zahlung: \\[ \\] Rechnung \\[x\\] Lastschrift',
          '1\\. Müller \\& Söhne \\<GmbH\\>',
          '',
        ],
        ...['| Posten | Betrag |', '| --- | --- |', '| A\\|B<br>C | 10 |', '', '- [x] Anbei', ''],
      ].join('\n'),
    )
    const hostile = page({
      blocks: [block('text', 1, ['# no heading', '* no list', '- [x] no task', '1) none'])],
    })
    assert.equal(toMarkdown([hostile]), '\\# no heading\n\\* no list\n\\- \\[x\\] no task\n1\\) none\n')
  })

  it('rank headings by their size and part pages by a rule', () => {
    const heading = (height: number, text: string): Block => {
      const made = block('heading', 1, [text])
      return { ...made, lines: made.lines.map((line) => ({ ...line, box: [0.1, 0.1, 0.5, height] })) }
    }
    const one = page({ blocks: [heading(0.04, 'Title'), heading(0.03, 'Section')] })
    const two = page({ number: 2, blocks: [heading(0.02, 'Part')] })
    assert.equal(toMarkdown([one, two]), '# Title\n\n## Section\n\n---\n\n### Part\n')
  })

  it('give hOCR with boxes in pixels, confidence and language', () => {
    const html = toHocr([form], { title: 'A & B', dpi: 144 })
    assert.match(html, /<title>A &amp; B<\/title>/)
    assert.match(html, /class="ocr_page" id="page_1" title="bbox 0 0 1200 1600; ppageno 0; scan_res 144 144"/)
    assert.match(html, /id="word_1_1_1_1" title="bbox 120 80 216 112; x_wconf 88">Antrag</)
    assert.match(html, /class="ocr_carea ocr_table"/)
    assert.match(html, /<p class="ocr_par" id="par_1_2" lang="de" xml:lang="de"/)
    assert.match(html, /&lt;GmbH&gt;/)
  })

  it('give ALTO with blocks, spaces and tables', () => {
    const alto = toAlto([form], { fileName: 'a<b.pdf' })
    assert.match(alto, /<fileName>a&lt;b\.pdf<\/fileName>/)
    assert.match(alto, /<Page ID="page_1" PHYSICAL_IMG_NR="1" PC="0\.9000" WIDTH="10000" HEIGHT="13333">/)
    assert.match(
      alto,
      /<String ID="word_1_1_1_1" HPOS="1000" VPOS="667" WIDTH="800" HEIGHT="267" WC="0\.8750" CONTENT="Antrag"\/>/,
    )
    assert.match(alto, /<ComposedBlock ID="table_1_3" TYPE="table"/)
    assert.equal(alto.match(/<SP /g)?.length, 8)
  })

  it('stay XML whatever a document holds', () => {
    const odd = page({ blocks: [block('text', 1, ['\u0001"<&>\ud800\uffff'])] })
    for (const text of [toHocr([odd]), toAlto([odd])])
      assert.ok(text.includes('\ufffd&quot;&lt;&amp;&gt;\ufffd\ufffd'), text)
  })

  it('are empty for no pages, and for blank ones', () => {
    assert.equal(toText([]), '')
    assert.equal(toText([page()]), '')
    assert.equal(toMarkdown([page(), page()]), '')
  })

  it('are the same in parts as in one', async () => {
    const other = page({ number: 3, blocks: [block('heading', 1, ['Zwei'])] })
    const pages = [form, page({ number: 2 }), other]
    const source = { open: () => Readable.from(pages), count: pages.length, name: 'a.pdf' }
    const all = async (format: ExportFormat) => (await Array.fromAsync(streamExport(format, source))).join('')
    assert.equal(await all('text'), toText(pages))
    assert.equal(await all('markdown'), toMarkdown(pages))
    assert.equal(await all('hocr'), toHocr(pages, { title: 'a.pdf' }))
    assert.equal(await all('alto'), toAlto(pages, { fileName: 'a.pdf' }))
  })
})
