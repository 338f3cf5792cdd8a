// Generated papers printed, scanned and photographed, and read by our reader: unseen layouts with OCR in the loop.
import { createHash } from 'node:crypto'
import { drawPaper } from '@countersign/fixtures/business/drawn'
import { renderPages } from '@countersign/fixtures/raster'
import { type DegradationName, spoil } from '@countersign/fixtures/reading/degradations'
import { understand } from '@countersign/understand/understand'
import type { Table } from '../table.ts'
import type { Truth } from '../truth.ts'
import type { Subject } from './documents.ts'
import { resultOf, rowsOf, type Seen } from './papers.ts'
import { readAll } from './readings.ts'

type Asking = { count: number; keep: string | null; say(line: string): void }

/** Nothing was learned from papers after these. */
const firstSeed = 600_000
const dpi = 200
const spoilings: readonly DegradationName[] = ['skew 2°', 'noise', 'JPEG 30', '150 dpi', 'photo', 'blur']

/** `count` invoices and as many slips. */
export async function paperCopiesTable({ count, keep, say }: Asking): Promise<Table> {
  const papers = Array.from({ length: count }, (_, at) => [
    drawPaper('invoice', firstSeed + at),
    drawPaper('receipt', firstSeed + at),
  ]).flat()
  const readings = await readAll(
    papers.map(({ paper, pdf }, at) => subjectOf(paper.class, { pdf, at })),
    { keep, say },
  )
  const seen = readings.map(({ pages }, at): Seen => {
    const paper = papers[at]?.paper
    if (paper === undefined) throw new RangeError(`paper ${at} is missing`)
    return { paper, understood: understand(pages, { classes: [paper.class] }) }
  })
  const of = (name: string) => seen.filter(({ paper }) => paper.class === name).map(resultOf)
  return {
    title: `Generated papers of unseen layouts, printed, spoilt and read (${count} of each)`,
    columns: ['class', 'value', 'known', 'right', 'F1'],
    rows: [...rowsOf('invoice', of('invoice')), ...rowsOf('receipt', of('receipt'))],
  }
}

function subjectOf(
  name: 'invoice' | 'receipt',
  { pdf, at }: { pdf: () => Promise<Uint8Array>; at: number },
): Subject {
  const how = spoilings[at % spoilings.length] ?? 'noise'
  return {
    id: createHash('sha256').update(`${name} ${at}`).digest('hex').slice(0, 12),
    class: name,
    source: 'copy',
    family: `${at}`,
    truth: {} satisfies Truth,
    lines: null,
    language: null,
    files: async () => {
      const [page] = await renderPages(await pdf(), dpi)
      return page === undefined ? [] : [await spoil(page, how, firstSeed + at)]
    },
  }
}
