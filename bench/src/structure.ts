// Structure of generated pages, scanned and read: tables, pairs, boxes to tick, places to sign, against exact truth.
import type { Box, Page } from '@countersign/contract/layout'
import { type FormTruth, makeFormPage } from '@countersign/fixtures/form-page'
import { makeTextPdf } from '@countersign/fixtures/pdf'
import { scanPages } from '@countersign/fixtures/scan'
import { makeTablePage, tableStyles } from '@countersign/fixtures/table-page'
import { createReader, type Reader } from '@countersign/ocr/reader'
import type { Context, Measurement, Report } from './measurement.ts'
import { addScores, type CellScore, scoreCells } from './table-score.ts'

type Row = [name: string, fromScan: CellScore, fromText: CellScore]

export const structure: Measurement = {
  name: 'structure',
  summary: 'tables by cells, pairs, boxes to tick and places to sign on generated pages, scanned and as PDF',
  async run(context) {
    const reader = await createReader()
    try {
      return reportOf([...(await tableRows(reader, context)), ...(await formRows(reader, context))])
    } finally {
      await reader.close()
    }
  },
}

async function tableRows(reader: Reader, { quick, say, documents }: Context): Promise<Row[]> {
  const count = documents ?? (quick ? 1 : 5)
  const rows: Row[] = []
  for (const style of tableStyles) {
    say(`${count} tables, ${style}`)
    const scores: [CellScore, CellScore][] = []
    for (let seed = 0; seed < count; seed++) {
      const { drawing, table } = makeTablePage({ seed: seed * 11 + 3, style })
      const pages = await bothWays(reader, drawing, seed)
      scores.push([scoreCells(pages[0].tables, table), scoreCells(pages[1].tables, table)])
    }
    rows.push([
      `tables: ${style}`,
      addScores(scores.map(([scan]) => scan)),
      addScores(scores.map(([, text]) => text)),
    ])
  }
  return rows
}

async function formRows(reader: Reader, { quick, say, documents }: Context): Promise<Row[]> {
  const count = documents ?? (quick ? 1 : 10)
  say(`${count} forms`)
  const scores: Record<string, CellScore>[][] = []
  for (let seed = 0; seed < count; seed++) {
    const { drawing, form } = makeFormPage({ seed: seed * 5 + 2 })
    scores.push((await bothWays(reader, drawing, seed)).map((page) => scoreForm(page, form)))
  }
  return Object.keys(scores[0]?.[0] ?? {}).map((name) => {
    const all = (way: number) => addScores(scores.flatMap((ways) => ways[way]?.[name] ?? []))
    return [name, all(0), all(1)]
  })
}

/** The page as an office scanner delivers it at 200 dpi, and with the text a program wrote into it. */
async function bothWays(
  reader: Reader,
  drawing: Parameters<typeof makeTextPdf>[0],
  seed: number,
): Promise<[Page, Page]> {
  const [jpeg = new Uint8Array()] = await scanPages(drawing, { seed })
  return [
    await readOne(reader, jpeg, 'image/jpeg'),
    await readOne(reader, await makeTextPdf(drawing), 'application/pdf'),
  ]
}

async function readOne(reader: Reader, bytes: Uint8Array, contentType: string): Promise<Page> {
  for await (const { page } of reader.read({ bytes, contentType }, { languages: ['en'] })) return page
  throw new Error('a generated page has no page')
}

function scoreForm({ pairs, checkBoxes, areas }: Page, truth: FormTruth): Record<string, CellScore> {
  const pair = truth.pairs.filter((one) =>
    pairs.some(({ label, value }) => label.text === one.label && value.text === one.value),
  )
  const box = truth.checkBoxes.filter((one) =>
    checkBoxes.some(
      (found) =>
        found.label === one.label && found.checked === one.checked && overlap(found.box, one.box) > 0.4,
    ),
  )
  const of = (kind: 'signature' | 'stamp') => areas.filter((area) => area.kind === kind)
  const signed = truth.signatures.filter((one) =>
    of('signature').some((found) => found.filled === one.filled && overlap(found.box, one.box) > 0.3),
  )
  const stamped = truth.stamps.filter((one) => of('stamp').some((found) => overlap(found.box, one.box) > 0.4))
  return {
    pairs: { right: pair.length, found: pairs.length, truth: truth.pairs.length },
    'boxes to tick': { right: box.length, found: checkBoxes.length, truth: truth.checkBoxes.length },
    'places to sign': { right: signed.length, found: of('signature').length, truth: truth.signatures.length },
    stamps: { right: stamped.length, found: of('stamp').length, truth: truth.stamps.length },
  }
}

/** Shared area by joint area. */
function overlap(a: Box, b: Box): number {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0])
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1])
  if (width <= 0 || height <= 0) return 0
  return (width * height) / (a[2] * a[3] + b[2] * b[3] - width * height)
}

const share = (part: number, whole: number): string => (whole === 0 ? '' : (part / whole).toFixed(3))

function reportOf(rows: readonly Row[]): Report {
  const figures = (score: CellScore) => [share(score.right, score.found), share(score.right, score.truth)]
  return {
    tables: [
      {
        title: 'Structure of generated pages, scanned at 200 dpi and as PDF with text',
        columns: ['what', 'true ones', 'scan: precision', 'scan: recall', 'PDF: precision', 'PDF: recall'],
        rows: rows.map(([name, scan, text]) => [name, scan.truth, ...figures(scan), ...figures(text)]),
      },
    ],
    notes: [
      'A cell is right with exactly its text, its row, its column and the columns it spans; a pair with both texts; a box with its place, its label and whether it is ticked; a place to sign with its place and whether there is ink.',
    ],
    figures: { rows: rows.map(([name, scan, text]) => ({ name, scan, text })) },
  }
}
