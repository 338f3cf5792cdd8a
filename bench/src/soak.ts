// Twenty thousand small documents through the whole pipeline: what grows, and what is left over?
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeSlips, type Slips } from '@countersign/fixtures/slip'
import type { Api } from './api.ts'
import type { Context, Measurement, Report } from './measurement.ts'
import { processTree } from './processes.ts'
import { type Product, withProduct } from './product.ts'
import { gauge, readSettledMetrics } from './prometheus.ts'
import { type Steadiness, watchSteadiness } from './steadiness.ts'

type Ends = Map<string, number>
type Soak = {
  documents: number
  seconds: number
  ends: Ends
  steadiness: Steadiness[]
  left: Leftovers
}
type Leftovers = { waitingJobs: number; halfWritten: number; readers: number; openTransactions: number }

/** Never more than so many documents under way: a soak is about time, a burst about depth. */
const underWay = 300
const lanes = 4
const flatWithin = 0.1

export const soak: Measurement = {
  name: 'soak',
  summary: '20,000 small PDFs with text through the whole pipeline: memory, files and processes over time',
  long: true,
  run: (context) => withProduct(context, (product) => measure(context, product)),
}

async function measure(context: Context, product: Product): Promise<Report> {
  const documents = context.documents ?? (context.quick ? 300 : 20_000)
  const slips = await makeSlips({ kinds: 100, seed: 9000 })
  const ends: Ends = new Map()
  const rested = () => [...ends.values()].reduce((sum, count) => sum + count, 0)
  const watch = watchSteadiness(product.pid, () => rested() / documents)
  const began = performance.now()
  try {
    await drive(product.api, { documents, slips, ends, rested, say: context.say })
  } finally {
    watch.stop()
  }
  const seconds = (performance.now() - began) / 1000
  return reportOf({ documents, seconds, ends, steadiness: watch.stop(), left: await leftovers(product) })
}

type Drive = { documents: number; slips: Slips; ends: Ends; rested(): number; say(line: string): void }

const atRest = new Set(['document.completed', 'document.held', 'document.failed', 'document.rejected'])

async function drive(api: Api, { documents, slips, ends, rested, say }: Drive): Promise<void> {
  let { nextCursor: cursor } = await api.events({ cursor: 'latest' })
  let sent = 0
  const lane = async () => {
    while (sent < documents) {
      while (sent - rested() >= underWay) await sleep(50)
      const number = sent++
      if (number < documents) await api.upload(slips.slip(number), 'invoice')
    }
  }
  const sending = Promise.all(Array.from({ length: lanes }, lane))
  let lastSaid = performance.now()
  let lastRest = performance.now()
  while (rested() < documents && performance.now() - lastRest < 120_000) {
    await sleep(500)
    const page = await api.events({ cursor })
    cursor = page.nextCursor
    for (const { type } of page.items) {
      if (!atRest.has(type)) continue
      ends.set(type, (ends.get(type) ?? 0) + 1)
      lastRest = performance.now()
    }
    if (performance.now() - lastSaid < 30_000) continue
    say(`${rested()} of ${documents} documents at rest`)
    lastSaid = performance.now()
  }
  await sending
}

async function leftovers({ api, folder, pid }: Product): Promise<Leftovers> {
  const metrics = await readSettledMetrics(api)
  const processes = processTree(pid)
  const open = await openAllAlong(pid)
  return {
    waitingJobs: gauge(metrics, 'countersign_queue_waiting'),
    halfWritten: (await readdir(join(folder, 'blobs', 'tmp')).catch(() => [])).length,
    readers: processes.filter(({ role }) => role === 'reader').length,
    openTransactions: open.length,
  }
}

/** Polls and chores open a transaction for an instant; a forgotten one is there at every look for five seconds. */
async function openAllAlong(root: number): Promise<number[]> {
  const look = () =>
    processTree(root)
      .filter(({ title }) => / in transaction/.test(title))
      .map(({ pid }) => pid)
  let open = look()
  for (let again = 0; again < 10 && open.length > 0; again++) {
    await sleep(500)
    const now = look()
    open = open.filter((pid) => now.includes(pid))
  }
  return open
}

const grown = ([before, after]: [number, number]): number => after / before - 1

function reportOf({ documents, seconds, ends, steadiness, left }: Soak): Report {
  const rows = steadiness.map(({ role, largestBytes, processes, files }) => [
    role,
    largestBytes[0] / 1e6,
    largestBytes[1] / 1e6,
    `${(grown(largestBytes) * 100).toFixed(1)} %`,
    ...processes,
    ...files,
  ])
  const columns = ['process', 'MB early', 'MB late', 'grown', 'early', 'late', 'files early', 'files late']
  const rested = [...ends.values()].reduce((sum, count) => sum + count, 0)
  const pace = [[documents, rested, seconds / 60, (rested * 60) / seconds]]
  return {
    tables: [
      { title: 'Soak', columns: ['documents', 'at rest', 'minutes', 'documents per min'], rows: pace },
      { title: 'Memory, processes and open files over the run', columns, rows },
      {
        title: 'Left over afterwards',
        columns: ['waiting jobs', 'half-written files', 'readers', 'open transactions'],
        rows: [[left.waitingJobs, left.halfWritten, left.readers, left.openTransactions]],
      },
    ],
    notes: [
      'One-page invoices with text on a page of a sixth of A4 through the workflow `invoice`, to the seal; at most 300 under way. Early: 15 to 30 % of the documents are done; late: the last 15 %. MB: median over time of the largest process of its kind, resident memory less what it shares (the buffers of the database). Flat is a growth of at most 10 %.',
      `How the documents ended: ${[...ends].map(([type, count]) => `${count} ${type}`).join(', ')}.`,
    ],
    figures: { documents, seconds, ends: Object.fromEntries(ends), steadiness, left },
    broken: brokenOf({ documents, rested, steadiness, left }),
  }
}

type Judged = { documents: number; rested: number; steadiness: Steadiness[]; left: Leftovers }

function brokenOf({ documents, rested, steadiness, left }: Judged): string[] {
  const grew = steadiness
    .filter(({ largestBytes }) => grown(largestBytes) > flatWithin)
    .map(({ role, largestBytes }) => `${role} grew by ${(grown(largestBytes) * 100).toFixed(1)} %`)
  const more = steadiness
    .filter(({ processes, files }) => processes[1] > processes[0] + 2 || files[1] > files[0] * 1.1 + 10)
    .map(({ role }) => `${role} has more processes or open files than early in the run`)
  return [
    ...(rested === documents ? [] : [`${documents - rested} documents did not come to rest`]),
    ...grew,
    ...more,
    ...(left.waitingJobs + left.halfWritten + left.openTransactions > 0 ? ['something was left over'] : []),
  ]
}
