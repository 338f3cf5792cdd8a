// Reading measured: ours beside every engine that this machine can run, on the same pages.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withUndo } from './leftovers.ts'
import type { Context, Measurement, Report } from './measurement.ts'
import { aimTable } from './reading/aims.ts'
import { errorRate, type Score, scoreAll, wordScore } from './reading/compare.ts'
import { type Engine, ourEngine } from './reading/engines.ts'
import { installPeers } from './reading/installations.ts'
import { describeMethod } from './reading/method.ts'
import { measurePace, type Pace } from './reading/pace.ts'
import { realPages } from './reading/real-pages.ts'
import {
  calibrationOf,
  calibrationTable,
  causeTable,
  comparisonTables,
  costTable,
  type Scores,
} from './reading/tables.ts'
import { generatedPages } from './reading/test-page.ts'

/** Of real files a quick run takes every so many. */
const quickStep = 6

export const reading: Measurement = {
  name: 'reading',
  summary: 'errors of characters and words, cost, confidence and geometry of reading beside other engines',
  long: true,
  async run(context) {
    const folder = await mkdtemp(join(tmpdir(), 'countersign-reading-'))
    return withUndo(
      () => rm(folder, { recursive: true, force: true }),
      () => measure(context, folder),
    )
  },
}

async function measure(context: Context, folder: string): Promise<Report> {
  const { quick, data, documents, peers, say } = context
  const others = peers === null ? [] : await installPeers(peers, say)
  const engines = [ourEngine(peers), ...others]
  const pages = await generatedPages(folder, { rounds: documents ?? (quick ? 1 : 3), quick, say })
  if (data !== null) pages.push(...(await realPages(data, folder, quick ? quickStep : 1)))
  const pace = await measurePace(ourEngine(peers), { folder, rounds: quick ? 1 : 3, say })
  const scores = new Map<string, Score[]>()
  for (const engine of engines) {
    const found = await scoreAll(engine, { pages, folder: peers ?? folder, say })
    say(
      `${engine.name}: ${errorRate(found)?.toFixed(2)} % character errors, ${wordScore(found)?.toFixed(1)} % of words`,
    )
    scores.set(engine.name, found)
  }
  return reportOf(scores, pace, engines)
}

function reportOf(scores: Scores, pace: Pace, engines: readonly Engine[]): Report {
  const [ours = []] = scores.values()
  const calibration = calibrationOf(ours)
  return {
    tables: [
      aimTable(scores, pace, calibration),
      ...comparisonTables(scores),
      costTable(scores),
      causeTable(ours),
      calibrationTable(calibration),
    ],
    notes: describeMethod(engines),
    figures: {
      pace,
      calibration,
      pages: [...scores].flatMap(([engine, all]) => all.map((score) => figureOf(engine, score))),
    },
  }
}

const figureOf = (engine: string, { page, answer, text, inOrder, words, values }: Score) => ({
  engine,
  page: page.id,
  rows: page.rows,
  letters: text.letters,
  errors: text.errors,
  missed: text.missed,
  extra: text.extra,
  wrong: text.wrong,
  inOrder,
  words,
  values,
  cpuMs: answer.cpuMs,
  peakBytes: answer.peakBytes,
  rotation: answer.rotation,
  outline: answer.outline,
  steps: answer.steps,
  advice: answer.advice,
  error: answer.error,
  lines: answer.lines,
})
