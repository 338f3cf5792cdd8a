// Thousands of small pages through the reading processes alone: does their memory stay where it is?
import { makeNotes } from '@countersign/fixtures/note'
import { makeScannedPdf } from '@countersign/fixtures/scan'
import { type LocalEngine, localEngine } from '@countersign/server/adapters/engine/local'
import { createLog } from '@countersign/server/platform/log'
import type { Context, Measurement, Report } from './measurement.ts'
import { readProcess } from './processes.ts'

const pagesOfADocument = 10
const kinds = 8
const looksInAll = 10
const readers = 2
/** The first fifth warms up. */
const warm = 0.2
const flatWithin = 0.1

type Look = { pages: number; seconds: number; largestBytes: number; peakBytes: number; started: number }

export const readingSoak: Measurement = {
  name: 'reading-soak',
  summary: '2,000 small scanned pages through the reading processes: resident memory at every tenth',
  long: true,
  async run(context) {
    const pages = context.documents ?? (context.quick ? 300 : 2000)
    const engine = localEngine({
      children: readers,
      memoryMb: 2048,
      pageSeconds: 300,
      maxPages: 2000,
      maxPageMegapixels: 100,
      log: createLog({ level: 'warn', role: 'bench' }),
    })
    try {
      return reportOf(await soak(engine, pages, context), pages)
    } finally {
      await engine.close()
    }
  },
}

/** Clean, noisy, and as a camera sees them, so that every step of preparation has its turn. */
async function makeDocuments(): Promise<Uint8Array[]> {
  const documents: Uint8Array[] = []
  for (let kind = 0; kind < kinds; kind += 1) {
    const drawing = makeNotes({ seed: 700 + kind, pages: pagesOfADocument })
    const degradation = [{}, { noise: 9 }, { skew: 4 }, { blur: 0.9, shade: 0.3 }][kind % 4] ?? {}
    documents.push(await makeScannedPdf(drawing, { seed: 700 + kind, degradation }))
  }
  return documents
}

async function soak(engine: LocalEngine, pages: number, { say }: Context): Promise<Look[]> {
  const documents = await makeDocuments()
  const looks: Look[] = []
  const seen = new Set<number>()
  const began = performance.now()
  let read = 0
  let sent = 0
  const note = () => {
    for (const pid of engine.pids()) seen.add(pid)
    if (read % Math.ceil(pages / looksInAll) !== 0 && read !== pages) return
    const found = engine.pids().flatMap((pid) => readProcess(pid) ?? [])
    const look = {
      pages: read,
      seconds: (performance.now() - began) / 1000,
      largestBytes: Math.max(0, ...found.map(({ rssBytes }) => rssBytes)),
      peakBytes: Math.max(0, ...found.map(({ peakRssBytes }) => peakRssBytes)),
      started: seen.size,
    }
    looks.push(look)
    say(`${read} pages, ${Math.round(look.largestBytes / 1e6)} MB`)
  }
  const lane = async () => {
    while (sent < pages) {
      const bytes = documents[(sent / pagesOfADocument) % kinds] ?? new Uint8Array()
      const wanted = Math.min(pagesOfADocument, pages - sent)
      sent += wanted
      for await (const _ of engine.read(requestOf(bytes, wanted))) {
        read += 1
        note()
      }
    }
  }
  await Promise.all(Array.from({ length: readers }, lane))
  return looks
}

const requestOf = (bytes: Uint8Array, pages: number) => ({
  files: [
    {
      contentType: 'application/pdf',
      bytes: bytes.length,
      async *open() {
        yield bytes
      },
    },
  ],
  languages: ['en'],
  pages: new Set(Array.from({ length: pages }, (_, index) => index + 1)),
  done: new Set<number>(),
  password: null,
  signal: new AbortController().signal,
})

/** From the first look after the warm-up to the last. */
function growthOf(looks: readonly Look[], pages: number): number {
  const after = looks.filter((look) => look.pages >= pages * warm)
  return (after.at(-1)?.largestBytes ?? 0) / (after[0]?.largestBytes ?? Number.NaN) - 1
}

function reportOf(looks: readonly Look[], pages: number): Report {
  const grown = growthOf(looks, pages)
  return {
    tables: [
      {
        title: 'Reading soak: resident memory of the reading processes',
        columns: ['pages', 'seconds', 'largest MB', 'peak MB', 'started so far'],
        rows: looks.map(({ pages, seconds, largestBytes, peakBytes, started }) => [
          ...[pages, seconds, largestBytes / 1e6, peakBytes / 1e6, started],
        ]),
      },
    ],
    notes: [
      `Scanned notes of five lines at 200 dpi in PDFs of ${pagesOfADocument} pages, ${kinds} different ones over and over, some noisy, skewed or shaded, through ${readers} reading processes. Largest: of the processes alive at that page. Peak: the high-water mark the kernel keeps of those. Flat is a growth of at most 10 % from the first look after a fifth of the pages to the last.`,
    ],
    figures: { looks, grown },
    broken: grown > flatWithin ? [`the readers grew by ${(grown * 100).toFixed(1)} %`] : [],
  }
}
