// npm run fuzz [-- --minutes 10 --seed 1 --out FOLDER --replay FILE]: damaged files and requests against the product.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Case, type Kind, keyPlaceholder, kinds } from './fuzz/case.ts'
import { outcomeOf, restOf } from './fuzz/documents.ts'
import { judge } from './fuzz/judge.ts'
import { gatherMaterial } from './fuzz/material.ts'
import { type Finding, type Outcome, run, send } from './fuzz/run.ts'
import { countLostReaders, tracesOf } from './fuzz/traces.ts'
import type { Manner } from './fuzz/wire.ts'
import { undoOnSignals } from './leftovers.ts'
import { type Peak, watchMemory } from './processes.ts'
import { type Product, withProduct } from './product.ts'
import { renderTable, type Table } from './table.ts'

const readerMemoryMb = 1024
/** Small limits, so that an hour of a patient server fits into minutes. */
const settings = {
  readerMemoryMb,
  pageSeconds: 20,
  uploadIdleSeconds: 2,
  maxFileMb: 20,
  maxFiles: 20,
  maxPages: 50,
  webhookAllowPrivate: false,
  // The key is shut out after too many wrong ones from its address; here nearly all are wrong on purpose.
  uploadsPerMinute: 0,
  requestsPerMinute: 0,
  wrongKeysPerMinute: 0,
}
/** The watch over memory looks five times a second, and a bomb may be quick. */
const overshoot = 1.6

const usage = `npm run fuzz [-- --minutes 10 --seed 1 --out FOLDER --replay FILE]

  --minutes N    how long cases are sent; default 10
  --seed N       the same seed makes the same cases; default 1
  --out FOLDER   where inputs go that were not answered as they should; default bench/results/fuzz
  --replay FILE  send one of those again, as it was, and show the answer
`

function readArguments() {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '10' },
      seed: { type: 'string', default: '1' },
      out: { type: 'string', default: 'bench/results/fuzz' },
      replay: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const [minutes, seed] = [Number(values.minutes), Number(values.seed)]
  if (!(minutes > 0) || !Number.isSafeInteger(seed)) throw new Error(usage)
  return { ...values, minutes, seed }
}

const began = performance.now()
const say = (line: string) =>
  void process.stderr.write(`${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s  ${line}\n`)

async function fuzz(
  { minutes, seed, out }: ReturnType<typeof readArguments>,
  product: Product,
): Promise<string[]> {
  const material = await gatherMaterial(product.api)
  const traces = await tracesOf(product)
  const memory = watchMemory(product.pid)
  const keep = (finding: Finding) => save(finding, out)
  const outcome = await run({ seed, seconds: minutes * 60, product, material, say, keep })
  const peaks = memory.stop()
  const lost = await countLostReaders(product)
  const left = await traces.whatIsLeft()
  for (const table of tablesOf(outcome, peaks, lost)) process.stdout.write(`\n${renderTable(table)}`)
  const reader = peaks.find(({ role }) => role === 'reader')?.largestBytes ?? 0
  return [
    ...outcome.findings.map(({ sent, why }) => `${nameOf(sent)}: ${why}`),
    ...left.map((what) => `left behind: ${what}`),
    ...(reader > readerMemoryMb * 1024 ** 2 * overshoot
      ? [`a reader took ${Math.round(reader / 1e6)} MB`]
      : []),
  ]
}

function tablesOf({ counts, documents, slowestDocumentMs }: Outcome, peaks: Peak[], lost: number): Table[] {
  const all = [...counts].flatMap(([kind, { outcomes }]) =>
    [...outcomes].sort(([, one], [, other]) => other - one).map(([outcome, count]) => [kind, outcome, count]),
  )
  return [
    {
      title: 'Cases',
      columns: ['kind', 'cases', 'slowest answer ms'],
      rows: [...counts].map(([kind, { cases, slowestMs }]) => [kind, cases, slowestMs]),
    },
    { title: 'Answers', columns: ['kind', 'answer', 'cases'], rows: all },
    {
      title: 'Documents that were taken in',
      columns: ['end', 'documents'],
      rows: [...documents].sort(([, one], [, other]) => other - one),
    },
    {
      title: 'What it took',
      columns: ['figure', 'value'],
      rows: [
        ['readers lost', lost],
        ['slowest document, s', slowestDocumentMs / 1000],
        ...peaks.map(({ role, largestBytes }) => [`largest ${role}, MB`, largestBytes / 1e6]),
      ],
    },
  ]
}

const nameOf = ({ kind, manner, seed }: Case) => `${kind}.${manner}.${seed}`

/** The request as it was sent, without the key; the file in it beside. */
async function save({ sent, why, answer }: Finding, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, nameOf(sent))
  await writeFile(`${path}.request`, sent.bytes)
  if (sent.file) await writeFile(`${path}.file`, sent.file)
  await writeFile(`${path}.txt`, `${why}\n${answer}\n`)
}

async function replay(file: string, product: Product): Promise<string[]> {
  const [kind = '', manner = 'wait', seed = '0'] = basename(file).split('.')
  if (!kinds.some((known) => known === kind)) throw new Error(`${file} was not saved by npm run fuzz.`)
  const sent: Case = {
    kind: kind as Kind,
    manner: manner as Manner,
    seed: Number(seed),
    bytes: await readFile(file),
  }
  if (!Buffer.from(sent.bytes).includes(keyPlaceholder)) say('the request names no key')
  const heard = await send(sent, product, Number(new URL(product.api.url).port))
  const { wrong, documentId } = judge(sent, heard)
  process.stdout.write(
    `${heard.status} ${heard.why ?? ''} after ${heard.ms.toFixed(0)} ms\n${heard.body.slice(0, 2000)}\n`,
  )
  if (documentId !== null) process.stdout.write(`${outcomeOf(await restOf(product.api, documentId, 200))}\n`)
  return wrong === null ? [] : [wrong]
}

async function main(): Promise<void> {
  const given = readArguments()
  if (given.help) return void process.stdout.write(usage)
  undoOnSignals()
  const { replay: file } = given
  const broken = await withProduct(
    { say },
    (product) => (file === undefined ? fuzz(given, product) : replay(file, product)),
    settings,
  )
  for (const line of broken) process.stderr.write(`NOT HELD  ${line}\n`)
  if (broken.length > 0) process.exitCode = 1
}

await main().catch((error: Error) => {
  process.stderr.write(`${error.stack ?? error.message}\n`)
  process.exitCode = 1
})
