// One account sends thousands of documents; how long do the few urgent ones of another wait, beside an idle system?
import { setTimeout as sleep } from 'node:timers/promises'
import { makeSlips, type Slips } from '@countersign/fixtures/slip'
import { type Api, createApi } from './api.ts'
import type { BurstOrder, BurstResult } from './burst-load.ts'
import { startHelper } from './helper.ts'
import { followDocuments, type Journey, spans } from './journey.ts'
import type { Context, Measurement, Report } from './measurement.ts'
import { type Product, withProduct } from './product.ts'
import { gauge, type Histogram, histograms, quantile, readSettledMetrics } from './prometheus.ts'
import { type Summary, summarise } from './statistics.ts'
import type { Table } from './table.ts'

type Urgent = {
  acknowledged: Summary
  /** Seconds from the transaction of the upload to the start of the first stage. */
  wait: Histogram
  /** Milliseconds from the first event to the last. */
  whole: Summary
  unfinished: number
}

const startsWithinSeconds = 2
const everyMs = 1000
const aloneMs = 15_000
const atRest = new Set(['document.completed', 'document.held', 'document.failed'])

export const noisy: Measurement = {
  name: 'noisy',
  summary:
    'account A sends 5,000 documents, then B 20 realtime ones, one each second; B beside an idle system',
  long: true,
  run: (context) => withProduct(context, (product) => measure(context, product)),
}

async function measure({ quick, say }: Context, { api }: Product): Promise<Report> {
  const [flood, urgent] = quick ? [400, 6] : [5000, 20]
  const slips = await makeSlips({ kinds: 50, seed: 40_000 })
  const neighbour = await secondAccount(api)
  say('one document to warm up, then the urgent ones with nothing else to do')
  await sendUrgent(neighbour, slips, { from: 0, count: 1 })
  const idle = await sendUrgent(neighbour, slips, { from: 1, count: urgent })
  say(`account A sends ${flood}`)
  const sent = await sendFlood(api, flood)
  say('nothing but the flood for a while, then the urgent ones again')
  const pace = await watchPace(api)
  await sleep(aloneMs)
  const alone = await pace()
  const busy = await sendUrgent(neighbour, slips, { from: 1 + urgent, count: urgent })
  const beside = await pace()
  const waiting = gauge(await readSettledMetrics(api), 'countersign_queue_waiting')
  return reportOf({ flood, sent, idle, busy, alone, beside, waiting })
}

async function secondAccount(api: Api): Promise<Api> {
  const scopes = ['documents:write', 'documents:read']
  const { key } = await api.post<{ key: string }>('/v1/keys', { name: 'neighbour', scopes, kind: 'test' })
  return createApi(api.url, key)
}

async function sendFlood(api: Api, uploads: number): Promise<BurstResult> {
  const load = startHelper(new URL('./burst-load.ts', import.meta.url))
  try {
    const url = `${api.url}/v1/documents?workflow=invoice`
    return await load.ask<BurstResult>({ url, key: api.key, connections: 8, uploads } satisfies BurstOrder)
  } finally {
    await load.stop()
  }
}

/** Each call tells how many documents of the account came to rest per second since the one before. */
async function watchPace(api: Api): Promise<() => Promise<number>> {
  let { nextCursor: cursor } = await api.events({ cursor: 'latest' })
  let since = performance.now()
  return async () => {
    const seconds = (performance.now() - since) / 1000
    since = performance.now()
    let rested = 0
    for (;;) {
      const { items, nextCursor } = await api.events({ cursor })
      cursor = nextCursor
      rested += items.filter(({ type }) => atRest.has(type)).length
      if (items.length < 1000) return rested / seconds
    }
  }
}

type Batch = { from: number; count: number }

/** One each second, or when the one before is at rest: B must not queue up behind itself on a machine that is too slow. */
async function sendUrgent(api: Api, slips: Slips, { from, count }: Batch): Promise<Urgent> {
  const before = await realtimeWait(api)
  const follower = await followDocuments(api)
  const acknowledged: number[] = []
  let journey: Journey = { events: new Map(), unfinished: [] }
  let unfinished = 0
  for (let number = from; number < from + count; number += 1) {
    const sent = performance.now()
    const { id } = await api.upload(slips.slip(100_000 + number), 'invoice', { priority: 'realtime' })
    acknowledged.push(performance.now() - sent)
    journey = await follower.rest([id], { seconds: 120 })
    unfinished += journey.unfinished.length
    await sleep(Math.max(0, everyMs - (performance.now() - sent)))
  }
  return {
    acknowledged: summarise(acknowledged),
    whole: summarise(spans(journey)),
    unfinished,
    wait: between(before, await realtimeWait(api)),
  }
}

async function realtimeWait(api: Api): Promise<Histogram> {
  const found = histograms(await readSettledMetrics(api), 'countersign_queue_wait_seconds', 'tier')
  return found.get('realtime') ?? { count: 0, sum: 0, buckets: [] }
}

function between(before: Histogram, after: Histogram): Histogram {
  const earlier = new Map(before.buckets.map(({ upTo, count }) => [upTo, count]))
  return {
    count: after.count - before.count,
    sum: after.sum - before.sum,
    buckets: after.buckets.map(({ upTo, count }) => ({ upTo, count: count - (earlier.get(upTo) ?? 0) })),
  }
}

type Measured = {
  flood: number
  sent: BurstResult
  idle: Urgent
  busy: Urgent
  /** Documents of account A per second. */
  alone: number
  beside: number
  /** At the end. */
  waiting: number
}

function reportOf(measured: Measured): Report {
  const { flood, sent, idle, busy, alone, beside, waiting } = measured
  const start = quantile(busy.wait, 0.95)
  const lost = flood - sent.latencies.length
  const columns = ['documents per s', 'before B', 'while B sends', 'waiting at the end']
  return {
    tables: [
      urgentTable(idle, busy),
      { title: `Account A: ${flood} at once`, columns, rows: [['of A at rest', alone, beside, waiting]] },
    ],
    notes: [
      'Small invoices with text, all through the workflow `invoice`, to the seal. A sends them as standard over 8 connections; when all are acknowledged, B sends realtime ones, one each second but never before the last is at rest. Two jobs at a time.',
      'Start: from the transaction of the upload to the first stage, by `countersign_queue_wait_seconds`, percentiles within its buckets; mean exact. Whole: from the first event of a document to its last.',
    ],
    figures: { ...measured, sent: { ...sent, latencies: summarise(sent.latencies) } },
    broken: [
      ...(start < startsWithinSeconds ? [] : [`p95 of B's start is ${start.toFixed(1)} s beside the flood`]),
      ...(idle.unfinished + busy.unfinished > 0 ? ['documents of B did not come to rest'] : []),
      ...(lost > 0 ? [`${lost} documents of A were not taken in`] : []),
      ...(waiting === 0 ? ['the flood was over before B was served: the figures say nothing'] : []),
    ],
  }
}

function urgentTable(idle: Urgent, busy: Urgent): Table {
  const row = (name: string, { acknowledged, wait, whole }: Urgent): (string | number)[] => [
    name,
    whole.count,
    acknowledged.p95,
    quantile(wait, 0.5) * 1000,
    quantile(wait, 0.95) * 1000,
    (wait.sum / wait.count) * 1000,
    whole.p50,
    whole.p95,
  ]
  const [still, loud] = [row('idle system', idle), row('beside A', busy)]
  const ratio = loud.map((cell, at) => (at < 2 ? null : `${(Number(cell) / Number(still[at])).toFixed(1)} ×`))
  return {
    title: 'Realtime documents of account B',
    columns: [
      '',
      'documents',
      'acknowledged p95 ms',
      'start p50 ms',
      'start p95 ms',
      'start mean ms',
      'whole p50 ms',
      'whole p95 ms',
    ],
    rows: [still, loud, ['beside / idle', ...ratio.slice(1)]],
  }
}
