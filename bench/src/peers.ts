// The same scanned pages through our recognition and through Tesseract, where this machine has it.
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { makeInvoice } from '@countersign/fixtures/invoice'
import { makeLetter } from '@countersign/fixtures/letter'
import { makeReceipt } from '@countersign/fixtures/receipt'
import { scanPages } from '@countersign/fixtures/scan'
import { characterErrors } from './edit-distance.ts'
import { startHelper } from './helper.ts'
import { withUndo } from './leftovers.ts'
import type { Context, Measurement, Report } from './measurement.ts'
import type { OcrAnswer, OcrOrder } from './ocr-process.ts'
import { readProcess } from './processes.ts'
import { sum } from './statistics.ts'

const run = promisify(execFile)
const languageOf = { en: 'eng', de: 'deu' } as const

type ScannedPage = { jpeg: Uint8Array; language: 'en' | 'de'; printed: string[] }
type Reading = { cpuMs: number; errors: number; letters: number }
type Read = (page: ScannedPage) => Promise<OcrAnswer>

export const peers: Measurement = {
  name: 'peers',
  summary: 'CPU per page and character errors of our recognition beside Tesseract, where installed',
  async run(context) {
    const installed = await tesseractLanguages()
    if (installed === null) {
      context.say('left out: there is no `tesseract` on this machine')
      return null
    }
    return compare(context, installed)
  },
}

async function tesseractLanguages(): Promise<string[] | null> {
  const listed = await run('tesseract', ['--list-langs']).catch(() => null)
  return listed && `${listed.stdout}${listed.stderr}`.split('\n').map((line) => line.trim())
}

async function compare(context: Context, installed: string[]): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-bench-'))
  const helper = startHelper(new URL('./ocr-process.ts', import.meta.url))
  const ours: Read = ({ jpeg, language }) => helper.ask({ jpeg, language } satisfies OcrOrder)
  const theirs: Read = async ({ jpeg, language }) => {
    const trained = installed.includes(languageOf[language]) ? languageOf[language] : 'eng'
    return readByTesseract(jpeg, trained, folder)
  }
  const undo = async () => {
    await helper.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return withUndo(undo, async () => {
    context.say('scanning pages')
    const pages = await makePages(context.quick ? 1 : 4)
    const [first] = pages
    // Loading models is done once in the product: the first page is read twice and counts once.
    if (first) await ours(first)
    const rows = []
    for (const [name, read] of [
      ['Countersign', ours],
      ['Tesseract', theirs],
    ] as const) {
      context.say(`${pages.length} pages through ${name}`)
      rows.push({ name, readings: await readAll(pages, read) })
    }
    const start = await readByTesseract(await blankPage(), 'eng', folder)
    return reportOf({ pages, rows, startMs: start.cpuMs, german: installed.includes('deu') })
  })
}

async function makePages(rounds: number): Promise<ScannedPage[]> {
  const pages: ScannedPage[] = []
  for (let seed = 1; seed <= rounds; seed++) {
    const drawings = [
      makeInvoice({ seed: 700 + seed, language: 'en' }),
      makeInvoice({ seed: 800 + seed, language: 'de' }),
      makeReceipt({ seed: 700 + seed, language: 'en' }),
      makeLetter({ seed: 700 + seed, language: 'en', pages: 1 }),
    ]
    for (const drawing of drawings) {
      const [jpeg] = await scanPages(drawing, { seed })
      const { language, text } = drawing.truth
      if (jpeg && drawing.sheets.length === 1) pages.push({ jpeg, language, printed: text })
    }
  }
  return pages
}

async function readAll(pages: readonly ScannedPage[], read: Read) {
  const readings: (Reading & { language: string })[] = []
  for (const page of pages) {
    const { text, cpuMs } = await read(page)
    readings.push({ language: page.language, cpuMs, ...characterErrors(page.printed, text) })
  }
  return readings
}

/** Its CPU is what this process is charged with for children that ended: nothing else may end meanwhile. */
async function readByTesseract(jpeg: Uint8Array, language: string, folder: string): Promise<OcrAnswer> {
  const file = join(folder, 'page.jpg')
  await writeFile(file, jpeg)
  const charged = () => readProcess(process.pid)?.reapedMs ?? Number.NaN
  const before = charged()
  // One thread, as a reader of ours has: what counts is work, not how many cores share it.
  const environment = { ...process.env, OMP_THREAD_LIMIT: '1' }
  const { stdout } = await run('tesseract', [file, 'stdout', '-l', language], { env: environment })
  return { text: stdout, cpuMs: charged() - before }
}

/** What Tesseract needs to start: the page has nothing to read. */
async function blankPage(): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp')
  return sharp({ create: { width: 64, height: 64, channels: 3, background: 'white' } })
    .jpeg()
    .toBuffer()
}

type Compared = {
  pages: readonly ScannedPage[]
  rows: { name: string; readings: (Reading & { language: string })[] }[]
  startMs: number
  german: boolean
}

function reportOf({ pages, rows, startMs, german }: Compared): Report {
  const perPage = rows.map(({ readings }) => sum(readings.map(({ cpuMs }) => cpuMs)) / readings.length)
  const rate = (readings: Reading[]) => {
    const letters = sum(readings.map((one) => one.letters))
    return letters === 0 ? null : `${((sum(readings.map((one) => one.errors)) / letters) * 100).toFixed(2)} %`
  }
  const table = rows.map(({ name, readings }, at) => [
    name,
    readings.length,
    perPage[at] ?? null,
    (perPage[at] ?? 0) / (perPage[1] ?? 1),
    rate(readings.filter(({ language }) => language === 'en')),
    rate(readings.filter(({ language }) => language === 'de')),
  ])
  return {
    tables: [
      {
        title: 'Recognition of scanned A4 pages and receipts',
        columns: ['reader', 'pages', 'CPU ms per page', 'of Tesseract', 'errors, English', 'errors, German'],
        rows: table,
      },
    ],
    notes: [
      `Errors: edit distance of every printed piece to where it fits best in what was read, over all printed letters. Tesseract runs as a command with one thread; its figure includes starting, which takes ${startMs.toFixed(0)} ms on an empty page.${german ? '' : ' It has no German model on this machine and reads German with the English one.'}`,
    ],
    figures: { pages: pages.length, rows, startMs },
  }
}
