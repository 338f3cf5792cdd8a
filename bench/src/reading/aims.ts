// The aims of reading, each beside what was measured.
import type { Table } from '../table.ts'
import { errorRate, type Score, wordScore } from './compare.ts'
import { cornerDistance, turnsRight } from './geometry.ts'
import { itemHits } from './line-items.ts'
import { addHits, cellHits, f1 } from './metrics.ts'
import type { Pace } from './pace.ts'
import { type Calibration, of, type Scores } from './tables.ts'

type Aim = { figure: string; aim: string; measured: string; held: boolean | null }

const aimedLanguages = ['de', 'fr', 'es', 'it', 'pt', 'nl', 'pl']
const mostCornerDistance = 0.02
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

export function aimTable(scores: Scores, pace: Pace, calibration: Calibration): Table {
  const [ours = []] = scores.values()
  const aims = [
    degradedAim(scores),
    ...languageAims(ours),
    realAim(scores),
    ...paceAims(pace, ours),
    turnAim(ours),
    ...cornerAims(ours),
    tableAim(ours),
    itemAim(ours),
    confidenceAim(calibration),
  ]
  const rows = aims
    .filter((aim) => aim !== null)
    .map(({ figure, aim, measured, held }) => [
      figure,
      aim,
      measured,
      held === null ? '' : held ? 'held' : 'LOST',
    ])
  return { title: 'The aims and what was measured', columns: ['figure', 'aim', 'measured', ''], rows }
}

const others = (scores: Scores): (readonly Score[])[] => [...scores.values()].slice(1)

/** How often our figure is the best of all in rows that `wanted` names. */
function won(
  scores: Scores,
  wanted: (row: string) => boolean,
  better: (ours: readonly Score[], theirs: readonly Score[]) => boolean,
): { rows: number; lost: string[] } {
  const [ours = []] = scores.values()
  const rows = [...new Set(ours.flatMap(({ page }) => page.rows.filter(wanted)))]
  const lost = rows.filter((row) => others(scores).some((theirs) => !better(of(ours, row), of(theirs, row))))
  return { rows: rows.length, lost }
}

const wonOf = ({ rows, lost }: { rows: number; lost: string[] }): string =>
  `best in ${rows - lost.length} of ${rows}${lost.length > 0 ? `; not in ${lost.join(', ')}` : ''}`

function degradedAim(scores: Scores): Aim | null {
  if (others(scores).length === 0) return null
  const result = won(
    scores,
    (row) => row !== 'clean' && !/^(real|language|photographed)/.test(row),
    (ours, theirs) => (errorRate(ours) ?? 0) <= (errorRate(theirs) ?? 100),
  )
  return {
    figure: 'Character errors on degraded pages',
    aim: 'under the best other engine on each row',
    measured: wonOf(result),
    held: result.lost.length === 0,
  }
}

function languageAims(ours: readonly Score[]): Aim[] {
  return (['language', 'photographed language'] as const).map((group, at) => {
    const most = at === 0 ? 1 : 3
    const rates = aimedLanguages.map((language) => ({
      language,
      rate: errorRate(of(ours, `${group} ${language}`)) ?? Number.NaN,
    }))
    return {
      figure: `Character errors in German, French, Spanish, Italian, Portuguese, Dutch, Polish${at === 0 ? '' : ', photographed'}`,
      aim: `under ${most} % each`,
      measured: rates.map(({ language, rate }) => `${language} ${rate.toFixed(2)}`).join(', '),
      held: rates.every(({ rate }) => rate < most),
    }
  })
}

function realAim(scores: Scores): Aim | null {
  const result = won(
    scores,
    (row) => row.startsWith('real '),
    (ours, theirs) => (wordScore(ours) ?? 100) >= (wordScore(theirs) ?? 0),
  )
  if (result.rows === 0 || others(scores).length === 0) return null
  return {
    figure: 'F1 of words on real pages',
    aim: 'above every other engine on each set',
    measured: wonOf(result),
    held: result.lost.length === 0,
  }
}

function paceAims(
  { pagesPerMinute, errors, textPagesPerCpuSecond, ...pace }: Pace,
  ours: readonly Score[],
): Aim[] {
  const peak = Math.max(...ours.map(({ answer }) => answer.peakBytes), pace.peakBytes) / 1e6
  return [
    {
      figure: 'Pages a minute on two cores, A4 at 200 dpi, English',
      aim: 'at least 40',
      measured: `${pagesPerMinute.toFixed(1)} by the clock, ${(120 / pace.cpuSeconds).toFixed(1)} by CPU (${pace.cpuSeconds.toFixed(2)} s a page), at ${errors.toFixed(2)} % character errors`,
      held: pagesPerMinute >= 40,
    },
    {
      figure: 'PDFs with text, pages a second per core',
      aim: 'over 50',
      measured: textPagesPerCpuSecond.toFixed(1),
      held: textPagesPerCpuSecond > 50,
    },
    {
      figure: 'Peak memory of a reading process',
      aim: 'under 600 MB',
      measured: `${peak.toFixed(0)} MB`,
      held: peak < 600,
    },
  ]
}

function turnAim(ours: readonly Score[]): Aim {
  const { right, pages } = turnsRight(ours)
  return {
    figure: 'Quarter turns right, generated pages',
    aim: '99 %',
    measured: `${right} of ${pages}`,
    held: right / pages >= 0.99,
  }
}

/** Corners that people marked by eye are themselves uncertain by about 3 %. */
function cornerAims(ours: readonly Score[]): Aim[] {
  const kinds = [
    ['generated photos', ({ page }: Score) => !page.real],
    ['real photos, exact corners', ({ page }: Score) => page.real && page.marked !== true],
    ['real photos, corners marked by eye to 3 %', ({ page }: Score) => page.marked === true],
  ] as const
  return kinds.flatMap(([name, wanted]) => {
    const distances = ours.filter(wanted).flatMap((score) => cornerDistance(score) ?? [])
    if (distances.length === 0) return []
    const near = distances.filter((distance) => distance <= mostCornerDistance).length
    const middle = distances.toSorted((a, b) => a - b)[distances.length >> 1] ?? Number.NaN
    return [
      {
        figure: `Corners of the page, ${name}`,
        aim: 'within 2 %',
        measured: `${near} of ${distances.length}; the farthest corner is off by ${percent(middle)} in the median`,
        held: near === distances.length,
      },
    ]
  })
}

function tableAim(ours: readonly Score[]): Aim | null {
  const withTables = ours.filter(({ page }) => page.cells.length > 0)
  if (withTables.length === 0) return null
  const hits = withTables.map(({ page, answer }) => {
    const found = (answer.tables ?? []).map(({ cells }) => cellHits(page.cells, cells))
    const best = found.toSorted((a, b) => b.hits - a.hits)[0] ?? { hits: 0, found: 0 }
    return { hits: best.hits, found: best.found, truth: page.cells.length }
  })
  return {
    figure: `Cells of tables on ${withTables.length} generated pages, all degradations`,
    aim: 'F1 printed',
    measured: f1(addHits(hits)).toFixed(3),
    held: null,
  }
}

function itemAim(ours: readonly Score[]): Aim | null {
  const hits = addHits(ours.map(({ page, answer }) => itemHits(page.items, answer.tables ?? [])))
  if (hits.truth === 0) return null
  return {
    figure: 'Line items of scanned and photographed invoices, their amount printed, in one row of a table',
    aim: 'printed',
    measured: `${hits.hits} of ${hits.truth}`,
    held: null,
  }
}

function confidenceAim({ bins, error, handwritten, words }: Calibration): Aim {
  const ninety = bins.find(({ from }) => from === 0.9)
  const eighty = bins.find(({ from }) => from === 0.8)
  return {
    figure: 'Confidence',
    aim: 'of words at 0.9 about 90 % are right',
    measured: `0.9 to 1: claimed ${percent(ninety?.claimed ?? Number.NaN)}, right ${percent(ninety?.right ?? Number.NaN)}; 0.8 to 0.9: ${percent(eighty?.claimed ?? Number.NaN)}, ${percent(eighty?.right ?? Number.NaN)}; mean distance ${percent(error)}; ${handwritten} of ${words} printed words taken for handwriting`,
    held: error < 0.03,
  }
}
