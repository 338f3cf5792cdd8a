// A mix of documents through the whole way, one after the other and all at once: the run behind throughput and memory.

import { setInterval } from 'node:timers'
import { makeInvoice } from '@countersign/fixtures/invoice'
import { makeLetter } from '@countersign/fixtures/letter'
import { makeTextPdf } from '@countersign/fixtures/pdf'
import { makeSamples } from '@countersign/fixtures/samples'
import { type Api, type File, inLanes } from './api.ts'
import { followDocuments, type Journey, spans } from './journey.ts'
import type { Context } from './measurement.ts'
import { type Cpu, cpuByRole, cpuSince, type Peak, watchMemory } from './processes.ts'
import { type Product, withProduct } from './product.ts'
import { gauge, type Histogram, histograms, readMetrics, readSettledMetrics } from './prometheus.ts'

export type MixFile = File & { kind: 'scan' | 'text'; pages: number }
export type Lag = { second: number; waiting: number; oldestSeconds: number }
export type MixRun = {
  alone: { kind: MixFile['kind']; pages: number; ms: number }[]
  together: {
    documents: number
    pages: number
    seconds: number
    unfinished: number
    latencies: number[]
    cpu: Cpu
    lag: Lag[]
  }
  stages: Map<string, Histogram>
  memory: Peak[]
}

export const mixRun = (context: Context): Promise<MixRun> =>
  context.once('mix', () => withProduct(context, (product) => run(context, product)))

async function run(context: Context, product: Product): Promise<MixRun> {
  const { quick, say } = context
  say('making documents')
  const memory = watchMemory(product.pid)
  try {
    const alone = await oneByOne(product, await makeMix(1, quick ? 1 : 2))
    say('one after the other is done; now all at once')
    const together = await allAtOnce(context, product, await makeMix(100, quick ? 1 : 6))
    const stages = histograms(await readSettledMetrics(product.api), 'countersign_stage_seconds', 'stage')
    return { alone, together, stages, memory: memory.stop() }
  } finally {
    memory.stop()
  }
}

/** A round: the four samples as scans (five pages), four invoices and a letter of five pages with text. */
async function makeMix(seed: number, rounds: number): Promise<MixFile[]> {
  const files: MixFile[] = []
  for (let round = 0; round < rounds; round++) {
    const at = seed + round * 10
    for (const { fileName, contentType, bytes, truth } of await makeSamples(at))
      files.push({ kind: 'scan', fileName, contentType, bytes, pages: truth.pages })
    const drawings = [0, 1, 2, 3].map((more) =>
      makeInvoice({ seed: at + more, language: more % 2 === 0 ? 'en' : 'de' }),
    )
    drawings.push(makeLetter({ seed: at, language: 'en', pages: 5 }))
    for (const [index, drawing] of drawings.entries())
      files.push({
        kind: 'text',
        fileName: `text-${round}-${index}.pdf`,
        contentType: 'application/pdf',
        bytes: await makeTextPdf(drawing),
        pages: drawing.truth.pages,
      })
  }
  return files
}

async function oneByOne({ api }: Product, files: MixFile[]): Promise<MixRun['alone']> {
  const times: MixRun['alone'] = []
  for (const file of files) {
    const follower = await followDocuments(api)
    const { id } = await api.upload(file, 'invoice')
    const journey = await follower.rest([id], { seconds: 120 })
    for (const ms of spans(journey)) times.push({ kind: file.kind, pages: file.pages, ms })
  }
  return times
}

async function allAtOnce(
  { say }: Context,
  { api, pid }: Product,
  files: MixFile[],
): Promise<MixRun['together']> {
  const follower = await followDocuments(api)
  const before = cpuByRole(pid)
  const began = performance.now()
  const watch = watchQueue(api)
  let said = 0
  let journey: Journey
  try {
    const ids = await inLanes(files, 8, async (file) => (await api.upload(file, 'invoice')).id)
    journey = await follower.rest(ids, {
      seconds: 400,
      progress(rested) {
        if (rested < said + 10) return
        said = rested
        say(`${rested} of ${files.length} documents`)
      },
    })
  } finally {
    watch.stop()
  }
  return {
    documents: files.length,
    pages: files.reduce((total, { pages }) => total + pages, 0),
    seconds: (performance.now() - began) / 1000,
    unfinished: journey.unfinished.length,
    latencies: spans(journey),
    cpu: cpuSince(before, cpuByRole(pid)),
    lag: watch.lag,
  }
}

/** The gauges of the queue every two seconds, which is as often as the workers report them. */
function watchQueue(api: Api): { lag: Lag[]; stop(): void } {
  const lag: Lag[] = []
  const began = performance.now()
  const look = async () => {
    const samples = await readMetrics(api)
    lag.push({
      second: Math.round((performance.now() - began) / 1000),
      waiting: gauge(samples, 'countersign_queue_waiting'),
      oldestSeconds: Math.max(
        0,
        ...samples
          .filter(({ name }) => name === 'countersign_queue_oldest_seconds')
          .map(({ value }) => value),
      ),
    })
  }
  // A look that fails while the server is busy is missing from the curve; the run itself tells of real trouble.
  const timer = setInterval(() => void look().catch(() => undefined), 2000)
  return { lag, stop: () => clearInterval(timer) }
}
