// Whether a reading process keeps its memory over thousands of pages: one process, never replaced, small pages.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeReadingPage, planReadingSet } from '@countersign/fixtures/reading/reading-set'
import { readingEnvironment } from '@countersign/ocr/environment'
import { type Helper, startHelper } from './helper.ts'
import { withUndo } from './leftovers.ts'
import type { Context, Measurement, Report } from './measurement.ts'
import { openFiles, readProcess } from './processes.ts'
import type { ReadAnswer, ReadOrder } from './reading/answer.ts'

const usualPages = 2000
const step = 200
/** After this share of the pages everything that is made once has been made. */
const warmUp = 0.2
const mostGrowth = 1.1

type Look = { pages: number; rss: number; peak: number; files: number }

export const readingSoak: Measurement = {
  name: 'reading-soak',
  summary: `memory of one reading process over ${usualPages} small generated pages`,
  long: true,
  async run(context) {
    const folder = await mkdtemp(join(tmpdir(), 'countersign-reading-soak-'))
    const reader = startHelper(new URL('./reading/our-process.ts', import.meta.url), {
      ...readingEnvironment,
    })
    const undo = async () => {
      await reader.stop()
      await rm(folder, { recursive: true, force: true })
    }
    return withUndo(undo, async () => soak(context, reader, await smallPages(folder)))
  },
}

/** Receipts in all languages, clean and spoilt in turn: each a small picture of its own size and number of lines. */
async function smallPages(folder: string): Promise<ReadOrder[]> {
  const orders: ReadOrder[] = []
  for (const [at, plan] of planReadingSet({ rounds: 1 }).entries()) {
    const { bytes, contentType, language } = await makeReadingPage({ ...plan, kind: 'receipt' })
    const path = join(folder, `receipt-${at}`)
    await writeFile(path, bytes)
    orders.push({ path, contentType, language })
  }
  return orders
}

async function soak(
  { documents, quick, say }: Context,
  reader: Helper,
  orders: readonly ReadOrder[],
): Promise<Report> {
  const pages = documents ?? (quick ? usualPages / 10 : usualPages)
  const every = Math.max(1, Math.round((pages * step) / usualPages))
  const looks: Look[] = []
  for (let at = 1; at <= pages; at++) {
    const { error } = await reader.ask<ReadAnswer>(orders[at % orders.length] as ReadOrder)
    if (error !== undefined) throw new Error(error)
    if (at % every !== 0) continue
    const look = lookAt(reader, at)
    say(`${at} of ${pages} pages: ${look.rss.toFixed(0)} MB`)
    looks.push(look)
  }
  return reportOf(looks, pages)
}

function lookAt(reader: Helper, pages: number): Look {
  const pid = reader.pid() ?? 0
  const { rssBytes = 0, peakRssBytes = 0 } = readProcess(pid) ?? {}
  return { pages, rss: rssBytes / 1e6, peak: peakRssBytes / 1e6, files: openFiles(pid) }
}

function reportOf(looks: readonly Look[], pages: number): Report {
  const warm = looks.filter((look) => look.pages > pages * warmUp)
  const half = warm.length >> 1
  const mean = (some: readonly Look[]) => some.reduce((sum, { rss }) => sum + rss, 0) / some.length
  const growth = mean(warm.slice(half)) / mean(warm.slice(0, half))
  const flat = growth <= mostGrowth
  return {
    tables: [
      {
        title: `Memory of one reading process over ${pages} small pages`,
        columns: ['pages', 'resident MB', 'peak MB', 'open files'],
        rows: looks.map(({ pages: read, rss, peak, files }) => [read, rss, peak, files]),
      },
    ],
    notes: [
      `Later half against earlier half, the first fifth left out: ${((growth - 1) * 100).toFixed(1)} %. The process is never replaced here; the product replaces its readers.`,
    ],
    figures: { looks, growth },
    broken: flat ? [] : [`a reading process grew by ${((growth - 1) * 100).toFixed(0)} %`],
  }
}
