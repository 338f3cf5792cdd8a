// Documents and pages per minute from upload to seal, where the time and the CPU go, and how long the queue gets.
import type { Measurement, Report } from './measurement.ts'
import { type Lag, type MixRun, mixRun } from './mix.ts'
import { roles } from './processes.ts'
import { type Histogram, quantile } from './prometheus.ts'
import { summarise } from './statistics.ts'
import type { Table } from './table.ts'

export const throughput: Measurement = {
  name: 'throughput',
  summary: 'documents and pages per minute, time per stage, queue lag, CPU per document by process',
  async run(context) {
    return reportOf(await mixRun(context))
  },
}

function reportOf(mix: MixRun): Report {
  const { together } = mix
  return {
    tables: [
      paceTable(mix),
      stageTable('Time per stage of the mix', mix.stages),
      lagTable(together.lag),
      cpuTable(mix),
    ],
    notes: [
      'The mix: equal numbers of rounds of the demo samples (four scans, five pages) and of PDFs with text (four invoices, one letter of five pages), all through the workflow `invoice`. Two readers, two jobs at a time.',
      'One at a time: from the first event of a document to its last, nothing else running. At once: everything uploaded as fast as it is taken; per minute from the first upload to the last document at rest.',
      'Stages as the workers report them on /metrics; percentiles within their buckets, as Prometheus does it.',
      ...(together.unfinished > 0 ? [`${together.unfinished} documents did not come to rest in time.`] : []),
    ],
    broken: together.unfinished > 0 ? [`${together.unfinished} documents did not come to rest`] : [],
    figures: {
      alone: mix.alone,
      together: { ...together, latencies: summarise(together.latencies) },
      stages: Object.fromEntries(mix.stages),
    },
  }
}

function paceTable({ alone, together }: MixRun): Table {
  const rows = (['scan', 'text'] as const).map((kind) => {
    const ones = alone.filter((one) => one.kind === kind)
    const { p50, max } = summarise(ones.map(({ ms }) => ms / 1000))
    const perPage = summarise(ones.map(({ ms, pages }) => ms / 1000 / pages))
    return [`${kind}, one at a time`, ones.length, p50, max, perPage.p50, 60 / p50, null]
  })
  const { documents, pages, seconds, latencies } = together
  const { p50, max } = summarise(latencies.map((ms) => ms / 1000))
  const atOnce = [
    'all at once',
    documents,
    p50,
    max,
    null,
    (documents * 60) / seconds,
    (pages * 60) / seconds,
  ]
  const columns = ['load', 'documents', 'p50 s', 'max s', 's per page', 'documents per min', 'pages per min']
  return { title: 'From upload to rest', columns, rows: [...rows, atOnce] }
}

export function stageTable(title: string, stages: ReadonlyMap<string, Histogram>): Table {
  const rows = [...stages].map(([stage, histogram]) => [
    stage,
    histogram.count,
    quantile(histogram, 0.5) * 1000,
    quantile(histogram, 0.95) * 1000,
    histogram.sum,
  ])
  return { title, columns: ['stage', 'runs', 'p50 ms', 'p95 ms', 'sum s'], rows }
}

/** About ten moments of the run. */
function lagTable(lag: readonly Lag[]): Table {
  const step = Math.max(1, Math.ceil(lag.length / 10))
  const rows = lag
    .filter((_, index) => index % step === 0 || index === lag.length - 1)
    .map(({ second, waiting, oldestSeconds }) => [second, waiting, oldestSeconds])
  return { title: 'Queue while everything comes at once', columns: ['second', 'waiting', 'oldest s'], rows }
}

function cpuTable({ together: { cpu, documents, pages } }: MixRun): Table {
  const rows = roles.map((role) => [role, cpu[role] / documents, cpu[role] / pages])
  return { title: 'CPU of the mix, by process', columns: ['process', 'ms per document', 'ms per page'], rows }
}
