// Random kills of every process of the product while documents come in: what was lost, doubled or told differently.
import { type KillsOutcome, runKills } from '@countersign/e2e/kills/run'
import { targets } from '@countersign/e2e/kills/targets'
import type { Context, Measurement, Report } from './measurement.ts'
import { summarise } from './statistics.ts'
import type { Table } from './table.ts'

export const kills: Measurement = {
  name: 'kills',
  long: true,
  summary: 'random kill -9 of every process while documents come in: lost, double, replay, recovery',
  async run({ quick, say }: Context): Promise<Report> {
    const size = quick ? { documents: 60, kills: 15 } : { documents: 2000, kills: 200 }
    const order = { ...size, seed: 1, everyMs: 500, patienceMs: 120_000 }
    return reportOf(order, await runKills({ ...order, say }))
  },
}

function reportOf(order: object, outcome: KillsOutcome): Report {
  const { lost, double, replayDifferences, left, refusals } = outcome
  const faults = Object.entries(refusals).filter(([what]) => what.startsWith('500'))
  return {
    tables: [verdictTable(outcome), recoveryTable(outcome), refusalTable(outcome)],
    notes: [
      'The product as `countersign up` runs it, started again by a supervisor when it ends itself; a client with an Idempotency-Key for each document, which sends again until it is acknowledged; one webhook receiver.',
      'Lost: acknowledged and not finished, without its bytes, or an event that no webhook announced. Double: two documents for one key, or an event under two ids. Replay: the log read from its start against the stored state, and positions without holes.',
      'Recovery: from a kill until an upload that began after it was acknowledged, with all kills that came in between.',
    ],
    figures: { order, ...outcome },
    broken: [
      ...[...lost, ...double, ...replayDifferences, ...left].slice(0, 20),
      ...faults.map(([what, times]) => `${times} uploads were answered ${what}`),
    ],
  }
}

function verdictTable(outcome: KillsOutcome): Table {
  const { killed, acknowledged, documents, events, lost, double, replayDifferences, left } = outcome
  return {
    title: 'Random kills: what came of it',
    columns: ['what', 'count'],
    rows: [
      ['kills', killed.length],
      ['uploads acknowledged', acknowledged],
      ['documents', documents],
      ...Object.entries(outcome.states).map(([state, count]) => [`… ${state}`, count]),
      ...Object.entries(outcome.failures).map(([code, count]) => [`… failed with ${code}`, count]),
      ['events', events],
      ['lost', lost.length],
      ['double', double.length],
      ['replay differs', replayDifferences.length],
      ['left behind', left.length],
      ['webhooks sent again under the same id', outcome.repeatedMessages],
      ['files without a row, removed by the sweep', outcome.orphansSwept],
      ['starts of `up` by the supervisor', outcome.restarts.made],
      ['seconds until all was at rest', outcome.restSeconds],
    ],
  }
}

function recoveryTable({ recoveries, killed }: KillsOutcome): Table {
  const rows = targets.map((target) => {
    const seconds = recoveries.filter((one) => one.target === target).map(({ ms }) => ms / 1000)
    const { p50, max } = summarise(seconds)
    return [target, killed.filter((one) => one.target === target).length, p50, max]
  })
  const { p50, max } = summarise(recoveries.map(({ ms }) => ms / 1000))
  return {
    title: 'From a kill to the next acknowledged upload',
    columns: ['killed', 'times', 'p50 s', 'max s'],
    rows: [...rows, ['all', killed.length, p50, max]],
  }
}

const refusalTable = ({ refusals }: KillsOutcome): Table => ({
  title: 'Answered instead of an acknowledgement, and tried again',
  columns: ['answer', 'times'],
  rows: Object.entries(refusals).sort(([, a], [, b]) => b - a),
})
