// How long an upload of 100 kB waits for its 202 while the readers are busy, beside the floor of this machine.

import { setTimeout as sleep } from 'node:timers/promises'
import { makeSamples } from '@countersign/fixtures/samples'
import { startHelper } from './helper.ts'
import type { LoadOrder, LoadResult } from './load.ts'
import type { Context, Measurement, Report } from './measurement.ts'
import { cpuByRole, cpuSince } from './processes.ts'
import { type Product, withProduct } from './product.ts'
import { type Summary, sum, summarise } from './statistics.ts'

const bytes = 100_000
const connectionCounts = [1, 8, 32]

type Figure = {
  target: 'product' | 'floor'
  connections: number
  errors: Record<string, number>
  perSecond: number
  latency: Summary
}

export const acknowledgement: Measurement = {
  name: 'acknowledgement',
  summary: 'POST /v1/documents with 100 kB while workers are busy, beside a bare write with fsync',
  run: (context) => withProduct(context, (product) => measure(context, product)),
}

async function measure(context: Context, product: Product): Promise<Report> {
  const load = startHelper(new URL('./load.ts', import.meta.url))
  const floor = startHelper(new URL('./floor.ts', import.meta.url))
  try {
    await keepReadersBusy(context, product)
    const bare = await floor.ask<{ url: string }>({ folder: product.folder })
    const before = cpuByRole(product.pid)
    const began = performance.now()
    const figures: Figure[] = []
    for (const connections of connectionCounts) {
      const order = orderFor(context, connections)
      const { url, key } = product.api
      const targets = { floor: bare.url, product: `${url}/v1/documents?workflow=archive` } as const
      for (const target of ['floor', 'product'] as const) {
        context.say(`${connections} connection(s), ${target}`)
        const result = await load.ask<LoadResult>({ ...order, url: targets[target], key })
        figures.push(figureOf(result, target, connections))
      }
    }
    const readers = cpuSince(before, cpuByRole(product.pid)).reader / (performance.now() - began)
    return reportOf(figures, readers)
  } finally {
    await Promise.all([load.stop(), floor.stop()])
  }
}

function orderFor({ quick }: Context, connections: number): Omit<LoadOrder, 'url' | 'key'> {
  const most = quick ? { 1: 30, 8: 80, 32: 96 } : { 1: 300, 8: 600, 32: 800 }
  const uploads = most[connections as keyof typeof most]
  return { connections, uploads, seconds: quick ? 4 : 30, bytes, seed: connections * 10_000 }
}

/** The uploads that follow queue up behind these, so the readers stay busy to the end. */
async function keepReadersBusy({ say }: Context, { api, pid }: Product): Promise<void> {
  say('giving the readers scans to read')
  for (const sample of await makeSamples()) await api.upload(sample, 'archive')
  const reading = () => cpuByRole(pid).reader > 500
  for (let waited = 0; !reading() && waited < 30_000; waited += 100) await sleep(100)
}

function figureOf(
  { latencies, errors, seconds }: LoadResult,
  target: Figure['target'],
  connections: number,
): Figure {
  return { target, connections, errors, perSecond: latencies.length / seconds, latency: summarise(latencies) }
}

function reportOf(figures: Figure[], readers: number): Report {
  const floors = new Map(
    figures.filter(({ target }) => target === 'floor').map((one) => [one.connections, one]),
  )
  const rows = figures.map(({ target, connections, latency, perSecond, errors }) => {
    const floor = floors.get(connections)
    return [
      connections,
      target,
      latency.count,
      latency.p50,
      latency.p95,
      latency.p99,
      target === 'product' && floor ? `${(latency.p50 / floor.latency.p50).toFixed(1)} ×` : null,
      perSecond,
      sum(Object.values(errors)),
    ]
  })
  const columns = [
    'connections',
    'target',
    'uploads',
    'p50 ms',
    'p95 ms',
    'p99 ms',
    'p50 / floor',
    'per s',
    'errors',
  ]
  return {
    tables: [{ title: 'Acknowledgement of 100 kB uploads while the readers are busy', columns, rows }],
    notes: [
      'Measured by a client in a process of its own over kept-alive connections: from the first byte sent to the last byte of the answer. Floor: a bare HTTP server in the same run that writes the same body to the same disk and calls fsync.',
      `While this was measured the readers used ${readers.toFixed(2)} cores. Client, server, database and readers share the machine.`,
    ],
    figures: { figures, readerCores: readers },
    broken: figures.flatMap(({ target, connections, errors }) =>
      Object.entries(errors).map(
        ([what, count]) =>
          `${count} uploads to the ${target} over ${connections} connection(s) ended with ${what}`,
      ),
    ),
  }
}
