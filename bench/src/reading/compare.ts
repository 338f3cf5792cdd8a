// Every page through every engine, and what each got right.
import { inLanes } from '../api.ts'
import type { ReadAnswer } from './answer.ts'
import { type Engine, keptAnswer, type Lane } from './engines.ts'
import {
  addHits,
  bagHits,
  type Comparison,
  compareText,
  containsValue,
  errorsInOrder,
  f1,
  type Hits,
  normalise,
  wordsOf,
} from './metrics.ts'
import type { TestPage } from './test-page.ts'

export type Score = {
  engine: string
  page: TestPage
  answer: ReadAnswer
  text: Comparison
  inOrder: number
  words: Hits
  values: Hits
}

/** Nobody waits longer for one page. */
const longestMs = 180_000
const lanes = 2

export type Asking = { pages: readonly TestPage[]; folder: string; say(line: string): void }

/** Two processes, a page each at a time; an engine that fails on a page has read nothing there. */
export async function scoreAll(engine: Engine, { pages, folder, say }: Asking): Promise<Score[]> {
  const open: (Lane | null)[] = Array.from({ length: lanes }, () => null)
  const free = open.map((_, at) => at)
  const began = performance.now()
  const read = async (page: TestPage) => {
    const order = { path: page.path, contentType: page.contentType, language: page.language }
    const at = free.pop() ?? 0
    const ask = async () => {
      const lane = open[at] ?? engine.open()
      open[at] = lane
      const answer = await withinTime(lane.ask(order))
      if (answer === null) {
        open[at] = null
        await lane.stop()
      }
      return answer ?? failed(`no answer within ${longestMs / 1000} s`)
    }
    try {
      return engine.ours ? await ask() : await keptAnswer({ folder, engine, order }, ask)
    } catch (error) {
      open[at] = null
      return failed(error instanceof Error ? error.message : String(error))
    } finally {
      free.push(at)
    }
  }
  try {
    const answers = await inLanes([...pages], lanes, read)
    say(`${engine.name}: ${pages.length} pages in ${((performance.now() - began) / 1000).toFixed(0)} s`)
    return pages.map((page, at) => scoreOf(engine.name, page, answers[at] ?? failed('no answer')))
  } finally {
    await Promise.all(open.map((lane) => lane?.stop()))
  }
}

async function withinTime(answer: Promise<ReadAnswer>): Promise<ReadAnswer | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), longestMs)
  })
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}

const failed = (error: string): ReadAnswer => ({
  lines: [],
  cpuMs: Number.NaN,
  wallMs: Number.NaN,
  peakBytes: 0,
  error,
})

export function scoreOf(engine: string, page: TestPage, answer: ReadAnswer): Score {
  const { lines } = answer
  const reading = lines.join('\n')
  const hits = page.values.filter((value) => containsValue(reading, value)).length
  const truth = wordsOf(page.printed.join(' '))
  const found = wordsOf(lines.join(' '))
  return {
    engine,
    page,
    answer,
    ...(page.real ? nothing : charactersOf(page.printed, lines)),
    words: page.complete ? bagHits(truth, found) : { hits: 0, truth: 0, found: 0 },
    values: { hits, truth: page.values.length, found: page.values.length },
  }
}

const nothing: Pick<Score, 'text' | 'inOrder'> = {
  text: { letters: 0, errors: 0, missed: 0, extra: 0, wrong: [] },
  inOrder: 0,
}

/** Where the same sentence stands on a page twice, taking the best part for a line can tear others: the order tells. */
function charactersOf(printed: readonly string[], lines: readonly string[]): Pick<Score, 'text' | 'inOrder'> {
  const text = compareText(printed, lines)
  const inOrder = errorsInOrder(printed, lines)
  if (text.errors <= inOrder) return { text, inOrder }
  const reading = normalise(lines.join(' '))
  const wrong = text.wrong.filter((line) => !reading.includes(line.printed))
  return { text: { ...text, errors: inOrder, missed: 0, extra: 0, wrong }, inOrder }
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0)

/** Character errors of all printed letters together, in per cent; null of nothing. */
export function errorRate(scores: readonly Score[]): number | null {
  const letters = sum(scores.map(({ text }) => text.letters))
  return letters === 0 ? null : (sum(scores.map(({ text }) => text.errors)) / letters) * 100
}

export function orderedErrorRate(scores: readonly Score[]): number | null {
  const letters = sum(scores.map(({ text }) => text.letters))
  return letters === 0 ? null : (sum(scores.map(({ inOrder }) => inOrder)) / letters) * 100
}

/** F1 of words of all pages together, in per cent; null where no page's whole text is known. */
export function wordScore(scores: readonly Score[]): number | null {
  const hits = addHits(scores.filter(({ page }) => page.complete).map(({ words }) => words))
  return hits.truth === 0 ? null : f1(hits) * 100
}

/** Share of labelled values that stand in the reading, in per cent. */
export function valuesFound(scores: readonly Score[]): number | null {
  const { hits, truth } = addHits(scores.map(({ values }) => values))
  return truth === 0 ? null : (hits / truth) * 100
}

export const meanCpuSeconds = (scores: readonly Score[]): number => {
  const known = scores.map(({ answer }) => answer.cpuMs).filter(Number.isFinite)
  return sum(known) / known.length / 1000
}
