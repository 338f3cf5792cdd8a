// How soon the first words of a long scan can be had, long before its last page is read.
import { setTimeout as sleep } from 'node:timers/promises'
import { makeNotes } from '@countersign/fixtures/note'
import { makeImagePdf } from '@countersign/fixtures/pdf'
import { scanPages } from '@countersign/fixtures/scan'
import type { Api } from './api.ts'
import type { Measurement } from './measurement.ts'
import { type Product, withProduct } from './product.ts'

const pages = 200
const drawn = 10
const patienceSeconds = 300

/** Seconds after the first byte was sent. */
type Times = { acknowledged: number; pages: Map<number, number> }

export const firstWords: Measurement = {
  name: 'first-words',
  summary: 'from sending a scan of 200 pages to the words of its first ones',
  long: true,
  run: (context) =>
    withProduct(context, async (product) => {
      const times = await measure(product, await longScan())
      const rows = [...times.pages].map(([count, seconds]) => [`words of ${count} pages`, seconds])
      return {
        tables: [
          {
            title: `A scan of ${pages} pages`,
            columns: ['there is', 'seconds after it was sent'],
            rows: [['the acknowledgement', times.acknowledged], ...rows],
          },
        ],
        notes: [
          `Pages of ${drawn} different notes of five lines at 200 dpi in one PDF, sent to a server that had read nothing before: starting a reader and loading its models is in the first figure. The rest of the pages is not waited for.`,
        ],
        figures: { acknowledged: times.acknowledged, pages: Object.fromEntries(times.pages) },
      }
    }),
}

async function longScan(): Promise<Uint8Array> {
  const jpegs = await scanPages(makeNotes({ seed: 41, pages: drawn }), { seed: 41 })
  const drawing = makeNotes({ seed: 41, pages })
  return makeImagePdf(
    drawing,
    drawing.sheets.flatMap((_, index) => jpegs[index % drawn] ?? []),
  )
}

async function measure({ api }: Product, bytes: Uint8Array): Promise<Times> {
  const began = performance.now()
  const since = () => (performance.now() - began) / 1000
  const { id } = await api.upload({ fileName: 'long.pdf', contentType: 'application/pdf', bytes }, 'archive')
  const times: Times = { acknowledged: since(), pages: new Map() }
  for (const count of [1, 5, 10, 20]) {
    while ((await readSoFar(api, id, count)) < count) {
      if (since() > patienceSeconds) throw new Error(`page ${count} is not there in time`)
      await sleep(50)
    }
    times.pages.set(count, since())
  }
  return times
}

/** Pages come as they are finished: a later one may be there before an earlier one. */
async function readSoFar(api: Api, id: string, atMost: number): Promise<number> {
  let found = 0
  for (let number = 1; number <= atMost + 8; number += 1)
    found += await api.get(`/v1/documents/${id}/pages/${number}`).then(
      () => 1,
      () => 0,
    )
  return found
}
