import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Outline } from '@countersign/contract/layout'
import { aimTable } from './aims.ts'
import type { ReadAnswer } from './answer.ts'
import { causeOf } from './causes.ts'
import { type Score, scoreOf } from './compare.ts'
import { cornerDistance } from './geometry.ts'
import { calibrationOf, causeTable, comparisonTables, costTable } from './tables.ts'
import type { TestPage } from './test-page.ts'

const page = (rows: string[], more: Partial<TestPage> = {}): TestPage => ({
  id: rows.join(),
  rows,
  language: 'de',
  path: '',
  contentType: 'image/png',
  printed: ['Größe 5 €', 'Summe'],
  values: [],
  complete: true,
  real: false,
  cells: [],
  items: [],
  ...more,
})
const answer = (lines: string[], more: Partial<ReadAnswer> = {}): ReadAnswer => ({
  lines,
  cpuMs: 1000,
  wallMs: 1000,
  peakBytes: 5e8,
  ...more,
})
const right = ['Größe 5 €', 'Summe']
const pace = { pagesPerMinute: 41, cpuSeconds: 2.5, errors: 0.1, textPagesPerCpuSecond: 70, peakBytes: 1 }

describe('the report on reading', () => {
  const rows = ['clean', 'photo', 'language de', 'real receipts']
  const pages = rows.map((row) =>
    page([row], row.startsWith('real') ? { real: true, values: ['Summe'] } : {}),
  )
  const read = (engine: string, of: (one: TestPage) => string[]): Score[] =>
    pages.map((one) => scoreOf(engine, one, answer(of(one))))
  const scores = new Map([
    ['Countersign', read('Countersign', (one) => (one.rows[0] === 'photo' ? ['Grosse 5', 'Summe'] : right))],
    ['Other', read('Other', (one) => (one.rows[0] === 'photo' ? right : ['Größe 5 €']))],
  ])

  test('says in each row how ours stands against the best other, also where it lost', () => {
    const [degraded, language, words, values] = comparisonTables(scores)
    assert.deepEqual(degraded?.rows[0], ['clean', 1, '0.00', '35.71', 'better by 35.71'])
    assert.match(String(degraded?.rows[1]?.at(-1)), /^LOST by/)
    assert.equal(language?.rows.length, 1)
    assert.deepEqual(words?.rows[0]?.slice(0, 3), ['real receipts', 1, '100.00'])
    assert.deepEqual(values?.rows[0]?.slice(2, 4), ['100.00', '0.00'])
    assert.equal(costTable(scores).rows.length, 2)
  })

  test('prints every aim, held or lost', () => {
    const ours = scores.get('Countersign') ?? []
    const found = aimTable(scores, pace, calibrationOf(ours)).rows
    const verdicts = Object.fromEntries(found.map((row) => [row[0], row[3]]))
    assert.equal(verdicts['Character errors on degraded pages'], 'LOST')
    assert.equal(verdicts['F1 of words on real pages'], 'held')
    assert.equal(verdicts['Pages a minute on two cores, A4 at 200 dpi, English'], 'held')
    assert.equal(verdicts['Peak memory of a reading process'], 'held')
  })

  test('tells kinds of mistakes apart', () => {
    const seen = [
      ['Größe', 'Grosse', 'accents'],
      ['Maß 5', 'Maß5', 'spaces'],
      ['Summe', 'summe', 'case'],
      ['5 €', '5', 'signs'],
      ['Haus', 'Haxs', 'letters'],
      ['Baum', '', 'not found'],
    ] as const
    for (const [printed, read, cause] of seen) assert.equal(causeOf(printed, read), cause)
    const [row] = causeTable(scores.get('Countersign') ?? []).rows
    assert.deepEqual(row?.slice(0, 2), ['photo', 1])
  })

  test('measures the farthest corner, whichever corner is called the first', () => {
    const corners: Outline = [
      [0.1, 0.1],
      [0.9, 0.1],
      [0.9, 0.9],
      [0.1, 0.9],
    ]
    const turned = [...corners.slice(1), ...corners.slice(0, 1)] as Outline
    const off = turned.with(0, [0.93, 0.1]) as Outline
    const distanceTo = (outline: Outline) =>
      cornerDistance(scoreOf('x', page(['photo'], { corners }), answer([], { outline })))
    assert.equal(distanceTo(turned), 0)
    assert.ok(Math.abs((distanceTo(off) ?? 0) - 0.03) < 1e-9)
  })
})
