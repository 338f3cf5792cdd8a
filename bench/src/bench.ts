// npm run bench [-- NAME… --data FOLDER --json FILE --quick]: measures the product, prints tables, writes JSON.
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, loadavg, totalmem } from 'node:os'
import { dirname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { acknowledgement } from './acknowledgement.ts'
import { attacks } from './attacks.ts'
import { burst } from './burst.ts'
import { firstWords } from './first-words.ts'
import { kills } from './kills.ts'
import { undoOnSignals } from './leftovers.ts'
import { lines } from './lines.ts'
import { log } from './log.ts'
import { malformed } from './malformed.ts'
import { createContext, type Measurement, type Report } from './measurement.ts'
import { memory } from './memory.ts'
import { moves } from './moves.ts'
import { noisy } from './noisy.ts'
import { overhead } from './overhead.ts'
import { peers } from './peers.ts'
import { reading } from './reading.ts'
import { readingSoak } from './reading-soak.ts'
import { real } from './real.ts'
import { signing } from './signing.ts'
import { soak } from './soak.ts'
import { structure } from './structure.ts'
import { renderMarkdown, renderTable } from './table.ts'
import { throughput } from './throughput.ts'
import { understanding } from './understanding.ts'
import { webhooks } from './webhooks.ts'

const measurements: readonly Measurement[] = [
  acknowledgement,
  throughput,
  overhead,
  memory,
  webhooks,
  peers,
  real,
  malformed,
  burst,
  kills,
  moves,
  log,
  noisy,
  signing,
  soak,
  structure,
  firstWords,
  reading,
  readingSoak,
  lines,
  understanding,
  attacks,
]

const usage = [
  'npm run bench [-- NAME… --data FOLDER --json FILE --markdown FILE --quick]',
  '',
  ...measurements.map(
    ({ name, summary, long }) => `  ${name.padEnd(18)}${summary}${long ? ' (only when named)' : ''}`,
  ),
  '',
  '  --data FOLDER     folder with groups of documents and a manifest.json in each, for `real`, `malformed`, `reading`, `lines`, `understanding`, `attacks`',
  '  --peers FOLDER    where `reading` and `attacks` install what they compare with; default bench/results/peers; none: only ours',
  '  --json FILE       where the figures go; default bench/results/latest.json',
  '  --markdown FILE   the same tables as a page',
  '  --documents N     how many documents `soak` sends instead of 20,000; pages a row of `reading` and `lines`, pages of `reading-soak`',
  '  --quick           fewer repetitions: everything but `real` within two minutes',
].join('\n')

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      json: { type: 'string', default: 'bench/results/latest.json' },
      markdown: { type: 'string' },
      documents: { type: 'string' },
      peers: { type: 'string', default: 'bench/results/peers' },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const unknown = positionals.find((name) => !measurements.some((known) => known.name === name))
  if (unknown) throw new Error(`There is no measurement "${unknown}".`)
  const usual = measurements.filter(({ long }) => !long).map(({ name }) => name)
  const chosen = positionals.length > 0 ? positionals : usual
  return { ...values, chosen }
}

const machine = () => ({
  node: process.versions.node,
  platform: `${process.platform} ${process.arch}`,
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  loadBefore: loadavg()[0] ?? 0,
})

type Result = {
  at: string
  machine: ReturnType<typeof machine>
  quick: boolean
  reports: Record<string, Report>
}

type Arguments = ReturnType<typeof readArguments>

/** One after the other; what is known is written after each, so that a later one that fails costs nothing. */
async function measureAll(given: Arguments, result: Result): Promise<string[]> {
  const { chosen, quick, data, documents, peers: folder } = given
  const began = performance.now()
  const say = (line: string) => {
    const seconds = ((performance.now() - began) / 1000).toFixed(0)
    process.stderr.write(`${seconds.padStart(5)} s  ${line}\n`)
  }
  const context = createContext({
    quick,
    data: data === undefined ? null : resolve(data),
    documents: documents === undefined ? null : Number(documents),
    peers: folder === 'none' ? null : resolve(folder),
    say,
  })
  const broken: string[] = []
  for (const { name, run } of measurements.filter((one) => chosen.includes(one.name))) {
    say(`${name}:`)
    try {
      const report = await run(context)
      if (report === null) continue
      result.reports[name] = report
      print(report)
      broken.push(...(report.broken ?? []).map((line) => `${name}: ${line}`))
    } catch (error) {
      broken.push(`${name} could not be measured: ${error instanceof Error ? error.message : String(error)}`)
    }
    await writeResult(given, result)
  }
  return broken
}

function print({ tables, notes }: Report): void {
  for (const table of tables) process.stdout.write(`\n${renderTable(table)}`)
  for (const note of notes) process.stdout.write(`\n${note}\n`)
}

async function writeResult({ json, markdown }: Arguments, result: Result): Promise<void> {
  await write(json, `${JSON.stringify(result, null, 2)}\n`)
  if (markdown) await write(markdown, markdownOf(result))
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}

function markdownOf({ at, machine: { node, cores, memoryGiB, loadBefore }, reports }: Result): string {
  const onlyReading = Object.keys(reports).every((name) => name.startsWith('reading'))
  const head = [
    onlyReading ? '# Accuracy of reading' : '# Benchmarks',
    '',
    `Written by \`npm run bench -- --markdown FILE\` on ${at.slice(0, 10)}: ${cores} cores, ${memoryGiB} GiB, Node ${node}, load ${loadBefore.toFixed(1)} before it began. Anything but a load near 0 means that others used the machine too, and that times (less so CPU and ratios) would be better without them.`,
    '',
  ]
  const sections = Object.entries(reports).flatMap(([name, { tables, notes }]) => [
    `## ${name}`,
    '',
    ...tables.filter(({ confidential }) => !confidential).map(renderMarkdown),
    ...notes.map((note) => `${note}\n`),
  ])
  return [...head, ...sections].join('\n')
}

async function main(): Promise<void> {
  const given = readArguments()
  if (given.help) {
    process.stdout.write(`${usage}\n`)
    return
  }
  undoOnSignals()
  const result: Result = {
    at: new Date().toISOString(),
    machine: machine(),
    quick: given.quick,
    reports: {},
  }
  const broken = await measureAll(given, result)
  process.stderr.write(`Written: ${[given.json, given.markdown].filter(Boolean).join(', ')}\n`)
  for (const line of broken) process.stderr.write(`NOT HELD  ${line}\n`)
  if (broken.length > 0) process.exitCode = 1
}

await main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
})
