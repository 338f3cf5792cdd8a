// Real documents through the workflow `invoice`: how they end, what it costs, and what is right.
import { extname } from 'node:path'
import type { Document } from '@countersign/contract/document'
import type { Extraction } from '@countersign/contract/extraction'
import { type Judgement, judge, type Score, scores } from './accuracy.ts'
import { inLanes } from './api.ts'
import { followDocuments, type Journey, spans } from './journey.ts'
import type { Context, Measurement, Report } from './measurement.ts'
import { type Cpu, cpuByRole, cpuSince } from './processes.ts'
import { type Product, withProduct } from './product.ts'
import { histograms, readSettledMetrics } from './prometheus.ts'
import { sum, summarise, tally } from './statistics.ts'
import type { Table } from './table.ts'
import { stageTable } from './throughput.ts'
import { type RealFile, readGroup } from './truth.ts'

const groups = ['invoices', 'receipts']
const types: Record<string, string> = {
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
}

type Result = RealFile & { document: Document; extraction: Extraction | null; judgements: Judgement[] }
type Run = { results: Result[]; journey: Journey; seconds: number; cpu: Cpu }

export const real: Measurement = {
  name: 'real',
  summary:
    'every file of `invoices` and `receipts` in --data: final states, time per stage, fields against truth',
  async run(context) {
    const { data, say } = context
    if (data === null) {
      say('left out: name a folder of documents with --data FOLDER')
      return null
    }
    const files = (await Promise.all(groups.map((group) => readGroup(data, group)))).flat()
    return withProduct(context, async (product) => {
      const run = await process(context, product, files)
      const stages = histograms(await readSettledMetrics(product.api), 'countersign_stage_seconds', 'stage')
      return reportOf(run, stageTable('Time per stage of real documents', stages))
    })
  },
}

async function process({ quick, say }: Context, { api, pid }: Product, all: RealFile[]): Promise<Run> {
  const files = quick ? all.filter((_, index) => index % 10 === 0) : all
  say(`${files.length} files`)
  const follower = await followDocuments(api)
  const before = cpuByRole(pid)
  const began = performance.now()
  const ids = await inLanes(files, 2, async ({ file, bytes }) => {
    const contentType = types[extname(file).toLowerCase()] ?? 'application/octet-stream'
    return (await api.upload({ fileName: file, contentType, bytes }, 'invoice')).id
  })
  let said = 0
  const progress = (rested: number) => {
    if (rested >= said + 10) say(`${rested} of ${files.length}`)
    if (rested >= said + 10) said = rested
  }
  const journey = await follower.rest(ids, { seconds: 60 + files.length * 20, progress })
  const seconds = (performance.now() - began) / 1000
  const cpu = cpuSince(before, cpuByRole(pid))
  const results = await inLanes(files, 4, async (file, index) => {
    const id = ids[index] ?? ''
    const [document, extraction] = await Promise.all([
      api.get<Document>(`/v1/documents/${id}`),
      api.extraction(id),
    ])
    return { ...file, document, extraction, judgements: judge(extraction, file.truth) }
  })
  return { results, journey, seconds, cpu }
}

function reportOf(run: Run, stages: Table): Report {
  const { results, journey } = run
  const all = results.flatMap(({ judgements }) => judgements)
  // Nobody looked at these: a wrong field in one of them is the worst that can happen.
  const passed = results.filter(({ document }) => document.state === 'completed')
  const unseen = passed.flatMap(({ judgements }) => judgements)
  const stuck = results.filter(({ document }) => journey.unfinished.includes(document.id))
  const wrong = passed.flatMap(({ file, judgements }) =>
    judgements.filter(({ verdict }) => verdict === 'wrong').map((one) => ({ file, ...one })),
  )
  return {
    tables: [
      stateTable(results),
      reviewTable(results),
      stages,
      costTable(run),
      scoreTable('Fields against truth, all documents', scores(all)),
      scoreTable(`Fields that passed without a person (${passed.length} sealed documents)`, scores(unseen)),
      ...(wrong.length > 0 ? [wrongTable(wrong)] : []),
      ...(stuck.length > 0 ? [stuckTable(stuck)] : []),
    ],
    notes: [
      stuck.length === 0
        ? 'Every document ended in a final or review state.'
        : `${stuck.length} documents did not end in a final or review state.`,
      `Precision without review: ${unseen.length - wrong.length} of ${unseen.length} known fields were right or left out in the ${passed.length} documents that were sealed without a person; ${wrong.length} were wrong.`,
      'Compared after normalising: ISO dates, minor units, identifiers without spaces; a seller may differ in a fifth of its letters or lack its legal form. Only fields whose truth is known count. E-invoices carry their answer as embedded XML, which the product does not read.',
    ],
    broken: stuck.length === 0 ? [] : [`${stuck.length} documents did not end in a final or review state`],
    figures: { run: { seconds: run.seconds, cpu: run.cpu }, wrong, documents: results.map(figureOf) },
  }
}

const figureOf = ({ group, file, document, extraction, judgements }: Result) => ({
  group,
  file,
  state: document.state,
  failure: document.failure?.code ?? null,
  class: document.class,
  pages: document.pageCount,
  errors: rulesOf(extraction),
  judgements,
})

function stateTable(results: Result[]): Table {
  const endOf = ({ document }: Result) =>
    document.failure ? `failed: ${document.failure.code}` : document.state
  const rows = tally(results.map(endOf)).map(([end, count]) => [
    end,
    count,
    ...groups.map((group) => results.filter((one) => one.group === group && endOf(one) === end).length),
  ])
  return { title: 'How real documents end', columns: ['state', 'documents', ...groups], rows }
}

/** A document may be held for several reasons. */
function reviewTable(results: Result[]): Table {
  const held = results.filter(({ document }) => document.state === 'in_review')
  const rules = held.flatMap(({ extraction }) => [...new Set(rulesOf(extraction))])
  return {
    title: `Why ${held.length} documents wait for a person`,
    columns: ['finding', 'documents'],
    rows: tally(rules),
  }
}

const rulesOf = (extraction: Extraction | null): string[] =>
  (extraction?.findings ?? []).filter(({ severity }) => severity === 'error').map(({ rule }) => rule)

function costTable({ results, journey, seconds, cpu }: Run): Table {
  const pages = sum(results.map(({ document }) => document.pageCount ?? 0))
  const { p50, p95 } = summarise(spans(journey).map((ms) => ms / 1000))
  const rows = [
    ['documents', results.length],
    ['pages', pages],
    ['pages per minute', (pages * 60) / seconds],
    ['reader CPU per page, ms', cpu.reader / pages],
    ['other CPU per document, ms', (cpu.serve + cpu.work + cpu.postgres + cpu.up) / results.length],
    ['upload to rest p50, s (waiting included)', p50],
    ['upload to rest p95, s (waiting included)', p95],
  ]
  return { title: 'What real documents cost', columns: ['figure', 'value'], rows }
}

function scoreTable(title: string, found: Score[]): Table {
  const all = { field: 'all', ...totals(found) }
  const rows = [...found, all].map(({ field, known, right, wrong, missing }) => [
    field,
    known,
    right,
    wrong,
    missing,
    known === 0 ? null : `${((right / known) * 100).toFixed(1)} %`,
    right + wrong === 0 ? null : `${((right / (right + wrong)) * 100).toFixed(1)} %`,
  ])
  return { title, columns: ['field', 'known', 'right', 'wrong', 'missing', 'found right', 'precision'], rows }
}

const totals = (found: Score[]) => ({
  known: sum(found.map(({ known }) => known)),
  right: sum(found.map(({ right }) => right)),
  wrong: sum(found.map(({ wrong }) => wrong)),
  missing: sum(found.map(({ missing }) => missing)),
})

const wrongTable = (wrong: (Judgement & { file: string })[]): Table => ({
  title: 'Wrong fields that passed without a person',
  confidential: true,
  columns: ['file', 'field', 'truth', 'understood'],
  rows: wrong.map(({ file, field, expected, found }) => [file, field, expected, found]),
})

const stuckTable = (stuck: Result[]): Table => ({
  title: 'Documents that did not end',
  confidential: true,
  columns: ['file', 'state'],
  rows: stuck.map(({ file, document }) => [file, document.state]),
})
