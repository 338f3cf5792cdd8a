// The figures of a comparison as tables.
import type { Table } from '../table.ts'
import { type Bin, binsOf, calibrationError, claimsOf } from './calibration.ts'
import { causeOf } from './causes.ts'
import { errorRate, meanCpuSeconds, orderedErrorRate, type Score, valuesFound, wordScore } from './compare.ts'

/** All scores of a run by engine; the first engine is ours. */
export type Scores = ReadonlyMap<string, readonly Score[]>

const rowsOf = (scores: Scores, wanted: (row: string) => boolean): string[] => {
  const [ours = []] = scores.values()
  return [...new Set(ours.flatMap(({ page }) => page.rows.filter(wanted)))]
}
export const of = (scores: readonly Score[], row: string): Score[] =>
  scores.filter(({ page }) => page.rows.includes(row))

/** Two decimals even where they are noughts: 0.00 is a result. */
const percent = (value: number | null): string | null =>
  value === null || !Number.isFinite(value) ? null : value.toFixed(2)

type Kind = {
  title: string
  wanted(row: string): boolean
  figure(scores: readonly Score[]): number | null
  lowerIsBetter: boolean
}

/** A row each, an engine a column; the last column says how the first engine stands against the best other. */
function compared(scores: Scores, { title, wanted, figure, lowerIsBetter }: Kind): Table {
  const engines = [...scores.keys()]
  const rows = rowsOf(scores, wanted).map((row) => {
    const figures = engines.map((engine) => figure(of(scores.get(engine) ?? [], row)))
    const [ours = null, ...others] = figures
    const known = others.filter((value) => value !== null)
    const best = known.length === 0 ? null : lowerIsBetter ? Math.min(...known) : Math.max(...known)
    const pages = of([...scores.values()][0] ?? [], row).length
    return [row, pages, ...figures.map(percent), standing(ours, best, lowerIsBetter)]
  })
  return { title, columns: ['row', 'pages', ...engines, 'against the best other'], rows }
}

export function standing(ours: number | null, best: number | null, lowerIsBetter: boolean): string {
  if (ours === null || best === null) return ''
  const gain = lowerIsBetter ? best - ours : ours - best
  if (Math.abs(gain) < 0.005) return 'equal'
  return gain > 0 ? `better by ${gain.toFixed(2)}` : `LOST by ${(-gain).toFixed(2)}`
}

const isLanguage = (row: string) => /^(photographed )?language /.test(row)
const isReal = (row: string) => row.startsWith('real ')

export const comparisonTables = (scores: Scores): Table[] =>
  [
    compared(scores, {
      title: 'Character errors in per cent by what happened to the page (generated)',
      wanted: (row) => !isLanguage(row) && !isReal(row),
      figure: errorRate,
      lowerIsBetter: true,
    }),
    compared(scores, {
      title: 'Character errors in per cent by language (generated)',
      wanted: isLanguage,
      figure: errorRate,
      lowerIsBetter: true,
    }),
    compared(scores, {
      title: 'F1 of words in per cent on real pages',
      wanted: isReal,
      figure: wordScore,
      lowerIsBetter: false,
    }),
    compared(scores, {
      title: 'Labelled values found in per cent on real pages',
      wanted: isReal,
      figure: valuesFound,
      lowerIsBetter: false,
    }),
  ].map(({ rows, ...table }) => ({ ...table, rows: rows.filter((row) => row[2] !== null) }))

export function costTable(scores: Scores): Table {
  const rows = [...scores].map(([engine, all]) => {
    const generated = all.filter(({ page }) => !page.real)
    const upright = generated.filter(
      ({ page }) => page.rows.includes('clean') || isLanguage(page.rows[0] ?? ''),
    )
    return [
      engine,
      meanCpuSeconds(generated),
      Math.max(...all.map(({ answer }) => answer.peakBytes)) / 1e6,
      percent(errorRate(generated)),
      percent(orderedErrorRate(upright)),
      all.filter(({ answer }) => answer.error !== undefined).length,
    ]
  })
  const columns = [
    'engine',
    'CPU s a generated page',
    'peak MB',
    'all generated: errors %',
    'in order of reading: errors %',
    'pages not read',
  ]
  return { title: 'What reading costs, and all pages together', columns, rows }
}

/** Which kinds of mistakes the letters of a row's errors come from. */
export function causeTable(scores: readonly Score[]): Table {
  const causes = ['not found', 'spaces', 'accents', 'case', 'signs', 'letters'] as const
  const rows = [...new Set(scores.flatMap(({ page }) => page.rows))].flatMap((row) => {
    const wrong = of(scores, row).flatMap(({ text }) => text.wrong)
    if (wrong.length === 0) return []
    const found = wrong.map(({ printed, read }) => causeOf(printed, read))
    const extra = of(scores, row).reduce((total, { text }) => total + text.extra, 0)
    return [[row, wrong.length, ...causes.map((cause) => found.filter((one) => one === cause).length), extra]]
  })
  const columns = ['row', 'wrong lines', ...causes, 'invented letters']
  return { title: 'Wrongly read lines of ours, by cause', columns, rows }
}

export type Calibration = { bins: Bin[]; error: number; handwritten: number; words: number }

/** Of pages whose whole text is known letter for letter. */
export function calibrationOf(scores: readonly Score[]): Calibration {
  const known = scores.filter(({ page }) => !page.real)
  const bins = binsOf(known.flatMap(({ page, answer }) => claimsOf(page.printed, answer.words ?? [])))
  const words = known.flatMap(({ answer }) => answer.words ?? [])
  return {
    bins,
    error: calibrationError(bins),
    handwritten: words.filter(({ handwritten }) => handwritten).length,
    words: words.length,
  }
}

export const calibrationTable = ({ bins }: Calibration): Table => ({
  title: 'Reliability of our confidence on the generated set',
  columns: ['confidence', 'words', 'claimed %', 'right %'],
  rows: bins.map(({ from, words, claimed, right }) => [
    `${from.toFixed(1)} to ${(from + 0.1).toFixed(1)}`,
    words,
    percent(claimed * 100),
    percent(right * 100),
  ]),
})
