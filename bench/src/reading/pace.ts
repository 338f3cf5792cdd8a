// How fast we are when nothing but reading happens: scanned English pages, and PDFs that bring their text.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeLetter } from '@countersign/fixtures/letter'
import { makeTextPdf } from '@countersign/fixtures/pdf'
import { makeReadingPage } from '@countersign/fixtures/reading/reading-set'
import { errorRate, scoreAll } from './compare.ts'
import type { Engine } from './engines.ts'
import type { TestPage } from './test-page.ts'

export type Pace = {
  pagesPerMinute: number
  cpuSeconds: number
  errors: number
  textPagesPerCpuSecond: number
  peakBytes: number
}

const kinds = ['letter', 'invoice', 'article', 'form', 'letter', 'table', 'invoice', 'sparse'] as const
const textPages = 100

/** `rounds` times eight pages of an office, clean, through two processes that have read a page before. */
export async function measurePace(
  engine: Engine,
  { folder, rounds, say }: { folder: string; rounds: number; say(line: string): void },
): Promise<Pace> {
  const pages: TestPage[] = []
  for (let at = 0; at < rounds * kinds.length; at++) pages.push(await officePage(folder, at))
  const warm = pages.slice(0, 2)
  const scores = await scoreAll(engine, { pages: [...warm, ...pages], folder, say })
  const measured = scores.slice(warm.length)
  const cpu = measured.map(({ answer }) => answer.cpuMs / 1000)
  const wall = measured.map(({ answer }) => answer.wallMs / 1000)
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  return {
    // Two at a time, each as long as it took while the other ran.
    pagesPerMinute: 120 / mean(wall),
    cpuSeconds: mean(cpu),
    errors: errorRate(measured) ?? Number.NaN,
    textPagesPerCpuSecond: await measureTextPages(engine, folder),
    peakBytes: Math.max(...measured.map(({ answer }) => answer.peakBytes)),
  }
}

async function officePage(folder: string, at: number): Promise<TestPage> {
  const kind = kinds[at % kinds.length] ?? 'letter'
  const plan = {
    id: `office ${at}`,
    group: 'degradation',
    degradation: 'clean',
    language: 'en',
    kind,
  } as const
  const { bytes, contentType, lines } = await makeReadingPage({ ...plan, seed: 9000 + at })
  const path = join(folder, `office-${at}.jpg`)
  await writeFile(path, bytes)
  const printed = lines.map(({ text }) => text)
  const known = { printed, values: [], complete: true, real: false, cells: [], items: [] }
  return { id: plan.id, rows: ['office'], language: 'en', path, contentType, ...known }
}

async function measureTextPages(engine: Engine, folder: string): Promise<number> {
  const path = join(folder, 'text.pdf')
  await writeFile(path, await makeTextPdf(makeLetter({ seed: 1, language: 'en', pages: textPages })))
  const lane = engine.open()
  const order = { path, contentType: 'application/pdf', language: 'en' }
  try {
    await lane.ask(order)
    const { cpuMs } = await lane.ask(order)
    return (textPages * 1000) / cpuMs
  } finally {
    await lane.stop()
  }
}
