// CPU per document of everything but reading and sealing: many one-page PDFs with text, by process.

import { setTimeout as sleep } from 'node:timers/promises'
import { makeInvoice } from '@countersign/fixtures/invoice'
import { makeTextPdf } from '@countersign/fixtures/pdf'
import { type File, inLanes } from './api.ts'
import { followDocuments } from './journey.ts'
import type { Context, Measurement, Report } from './measurement.ts'
import { type Cpu, cpuByRole, cpuSince, roles } from './processes.ts'
import { type Product, withProduct } from './product.ts'
import { tally } from './statistics.ts'

type Run = { workflow: string; documents: number; seconds: number; cpu: Cpu; ends: [string, number][] }

/** What is aimed for, in milliseconds. */
const aim = 50

export const overhead: Measurement = {
  name: 'overhead',
  summary: 'CPU per document of everything but reading and sealing, over many PDFs of one page',
  run: (context) => withProduct(context, (product) => measure(context, product)),
}

async function measure({ quick, say }: Context, product: Product): Promise<Report> {
  const count = quick ? 25 : 250
  say(`making ${count} PDFs of one page`)
  const files = await makeTextPdfs(count)
  // The first documents start readers and warm every process up.
  await drive(product, { workflow: 'invoice', files: files.slice(0, 10) })
  say('measuring the CPU of an idle server')
  const idle = await idleMsPerSecond(product, quick ? 3 : 20)
  const runs: Run[] = []
  for (const workflow of ['archive', 'invoice']) {
    say(`${count} documents through ${workflow}`)
    runs.push(await drive(product, { workflow, files }))
  }
  return reportOf(runs, idle)
}

async function makeTextPdfs(count: number): Promise<File[]> {
  const files: File[] = []
  for (let seed = 1; seed <= count; seed++) {
    const drawing = makeInvoice({ seed: 5000 + seed, language: 'en', wording: 'usual' })
    const bytes = await makeTextPdf(drawing)
    files.push({ fileName: `invoice-${seed}.pdf`, contentType: 'application/pdf', bytes })
  }
  return files
}

async function drive({ api, pid }: Product, order: { workflow: string; files: File[] }): Promise<Run> {
  const { workflow, files } = order
  const follower = await followDocuments(api)
  const before = cpuByRole(pid)
  const began = performance.now()
  const ids = await inLanes(files, 4, async (file) => (await api.upload(file, workflow)).id)
  const { events, unfinished } = await follower.rest(ids, { seconds: 300, everyMs: 1000 })
  return {
    workflow,
    documents: files.length,
    seconds: (performance.now() - began) / 1000,
    cpu: cpuSince(before, cpuByRole(pid)),
    ends: tally([
      ...[...events.values()].map((all) => all.at(-1)?.type ?? ''),
      ...unfinished.map(() => 'unfinished'),
    ]),
  }
}

async function idleMsPerSecond({ pid }: Product, seconds: number): Promise<number> {
  const before = cpuByRole(pid)
  await sleep(seconds * 1000)
  return besideReading(cpuSince(before, cpuByRole(pid))) / seconds
}

/** Readers parse, read, derive the searchable PDF and prepare the seal; nothing else is done there. */
const besideReading = ({ serve, work, postgres, up }: Cpu): number => serve + work + postgres + up

function reportOf(runs: Run[], idle: number): Report {
  const columns = [
    'workflow',
    'documents',
    'per min',
    ...roles.map((role) => `${role} ms`),
    'all but readers ms',
    'less idle ms',
    'aim ms',
  ]
  const rows = runs.map(({ workflow, documents, seconds, cpu }) => [
    workflow,
    documents,
    (documents * 60) / seconds,
    ...roles.map((role) => cpu[role] / documents),
    besideReading(cpu) / documents,
    (besideReading(cpu) - idle * seconds) / documents,
    aim,
  ])
  const ends = runs.map(
    ({ workflow, ends }) => `${workflow}: ${ends.map(([type, count]) => `${count} ${type}`).join(', ')}`,
  )
  return {
    tables: [{ title: 'CPU per one-page PDF with text, by process', columns, rows }],
    notes: [
      'CPU from /proc (user and system, hundredths of a second, ended children included), from the first upload until the last document is at rest, divided by the documents; row-level security on. Reading, deriving the searchable PDF and preparing the seal happen in the readers alone. "All but readers" is HTTP, storing and encrypting, queue, understanding, checking, events and database; it still holds the signature itself, so it is an upper bound.',
      `It also holds what the server does when idle, ${idle.toFixed(1)} ms of CPU per second. How the documents ended: ${ends.join('; ')}.`,
    ],
    figures: { overhead: runs, idleMsPerSecond: idle },
  }
}
