// Ten thousand small uploads at once: is every one answered, how does the queue drain, and does memory stay flat?
import { setTimeout as sleep } from 'node:timers/promises'
import type { BurstOrder, BurstResult } from './burst-load.ts'
import { startHelper } from './helper.ts'
import type { Context, Measurement, Report } from './measurement.ts'
import { type Peak, watchMemory } from './processes.ts'
import { type Product, withProduct } from './product.ts'
import { gauge, readMetrics, readSettledMetrics } from './prometheus.ts'
import { sum, summarise } from './statistics.ts'
import type { Table } from './table.ts'

type Depth = { second: number; waiting: number; oldestSeconds: number }

const connections = 64
const drainsWithinMs = 30 * 60_000

export const burst: Measurement = {
  name: 'burst',
  summary: '10,000 small uploads over 64 connections, then the curve of the queue as it drains',
  long: true,
  run: (context) => withProduct(context, (product) => measure(context, product)),
}

async function measure(context: Context, product: Product): Promise<Report> {
  const { api, pid } = product
  const load = startHelper(new URL('./burst-load.ts', import.meta.url))
  try {
    const uploads = context.quick ? 300 : 10_000
    const order: BurstOrder = {
      url: `${api.url}/v1/documents?workflow=archive`,
      key: api.key,
      connections,
      uploads,
    }
    context.say(`${uploads} uploads over ${connections} connections`)
    const duringBurst = watchMemory(pid)
    const result = await load.ask<BurstResult>(order)
    const burstPeaks = duringBurst.stop()
    const duringDrain = watchMemory(pid)
    const drain = await watchDrain(context, product)
    return reportOf({ uploads, result, drain, burstPeaks, drainPeaks: duringDrain.stop() })
  } finally {
    await load.stop()
  }
}

/** A look every ten seconds until nothing waits. */
async function watchDrain({ say, quick }: Context, { api }: Product): Promise<Depth[]> {
  const depths: Depth[] = []
  const began = performance.now()
  for (;;) {
    const metrics = depths.length === 0 ? await readSettledMetrics(api) : await readMetrics(api)
    const second = (performance.now() - began) / 1000
    const waiting = gauge(metrics, 'countersign_queue_waiting')
    const oldest = metrics.filter(({ name }) => name === 'countersign_queue_oldest_seconds')
    depths.push({ second, waiting, oldestSeconds: Math.max(0, ...oldest.map(({ value }) => value)) })
    if (waiting === 0 || second * 1000 > drainsWithinMs) return depths
    if (depths.length % 6 === 0) say(`${waiting} documents wait`)
    await sleep(quick ? 1000 : 10_000)
  }
}

type Measured = {
  uploads: number
  result: BurstResult
  drain: Depth[]
  burstPeaks: Peak[]
  drainPeaks: Peak[]
}

function reportOf({ uploads, result, drain, burstPeaks, drainPeaks }: Measured): Report {
  const { latencies, refused, broken, seconds } = result
  const left = drain.at(-1)?.waiting ?? 0
  return {
    tables: [answersTable(uploads, result), drainTable(drain), memoryTable(burstPeaks, drainPeaks)],
    notes: [
      'Invoices with text on a page of a sixth of A4, about 5 kB each, none sent twice, from a client in a process of its own on the same two cores. The workflow is `archive`. Second 0 of the curve is the end of the burst.',
      `Refused: ${JSON.stringify(refused)}; anything else: ${JSON.stringify(broken)}.`,
    ],
    figures: {
      uploads,
      refused,
      broken,
      seconds,
      latency: summarise(latencies),
      drain,
      burstPeaks,
      drainPeaks,
    },
    broken: [
      ...Object.entries(broken).map(([what, count]) => `${count} uploads ended with ${what}`),
      ...(left > 0 ? [`${left} documents still waited after half an hour`] : []),
    ],
  }
}

function answersTable(uploads: number, { latencies, refused, broken, seconds }: BurstResult): Table {
  const { p50, p95, p99, max } = summarise(latencies)
  const [told, otherwise] = [sum(Object.values(refused)), sum(Object.values(broken))]
  const columns = [
    'uploads',
    'acknowledged',
    'refused, told when to return',
    'anything else',
    'p50 ms',
    'p95 ms',
    'p99 ms',
    'max ms',
    'per s',
  ]
  const row = [uploads, latencies.length, told, otherwise, p50, p95, p99, max, uploads / seconds]
  return { title: `A burst over ${connections} connections`, columns, rows: [row] }
}

/** About twelve moments of the curve. */
function drainTable(drain: readonly Depth[]): Table {
  const step = Math.max(1, Math.ceil(drain.length / 12))
  const rows = drain
    .filter((_, at) => at % step === 0 || at === drain.length - 1)
    .map(({ second, waiting, oldestSeconds }) => [Math.round(second), waiting, Math.round(oldestSeconds)])
  return { title: 'The queue as it drains', columns: ['second', 'waiting', 'oldest s'], rows }
}

function memoryTable(burst: readonly Peak[], drain: readonly Peak[]): Table {
  const rows = burst.map(({ role, largestBytes }) => {
    const later = drain.find((peak) => peak.role === role)
    return [role, largestBytes / 1e6, (later?.largestBytes ?? 0) / 1e6]
  })
  return { title: 'Peak memory', columns: ['process', 'MB by the end of the burst', 'MB by the end'], rows }
}
