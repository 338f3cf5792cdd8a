import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { LineItem } from '@countersign/contract/extraction'
import type { Page } from '@countersign/contract/layout'
import { pageOf } from '../../page/testing.ts'
import { understand } from '../../understand.ts'
import { type Lesson, makeLesson } from '../lesson.ts'
import type { DecidedLine } from './taught-table.ts'

type Goods = { name: string; note?: string; count: number; price: number }

const money = (minor: number) => (minor / 100).toFixed(2).replace('.', ',')
const sumOf = (goods: readonly Goods[]) => goods.reduce((sum, { count, price }) => sum + count * price, 0)

/** The numbers stand below the name, the amount first, and no column has a name. */
function paper(goods: readonly Goods[], right = 0): Page[] {
  const pad = ' '.repeat(right)
  const lines = goods.flatMap(({ name, note, count, price }) => [
    `${pad}            ${name}`,
    `${pad}${money(count * price).padStart(9)}                                    ${String(count).padStart(4)}        ${money(price).padStart(9)}`,
    ...(note ? [`${pad}            ${note}`] : []),
  ])
  const sum = sumOf(goods)
  return [
    pageOf(`
${pad}# Oddmoor Candle House Ltd
${pad}7 Tallow Lane, Mockton CA00 1AA       candles since nineteen hundred

${pad}Prepared for Seehof Verwaltungs AG, Uferweg 3, 00000 Musterstadt

${pad}Dossier       QX-77123
${pad}Made out      11.04.2024

${lines.join('\n')}

${pad}Worth together            ${money(sum)} EUR
${pad}Please send               ${money(sum)} EUR
${pad}Handling by our desk, questions to the same desk
`),
  ]
}

const decided = (goods: readonly Goods[]): DecidedLine[] =>
  goods.map(({ name, note, count, price }) => ({
    description: note ? `${name} ${note}` : name,
    ...{ article: null, unit: null, taxRate: null },
    quantity: String(count),
    unitPrice: (price / 100).toFixed(2),
    amount: { minor: count * price, currency: 'EUR' },
  }))

const papers: Goods[][] = [
  [
    { name: 'Beeswax block', count: 3, price: 1250 },
    { name: 'Wick, braided', note: 'as agreed by telephone', count: 12, price: 95 },
  ],
  [
    { name: 'Tallow dips', count: 1, price: 7700 },
    { name: 'Snuffer of brass', count: 2, price: 2480 },
    { name: 'Beeswax block', note: 'for the chapel', count: 5, price: 1250 },
  ],
  [
    { name: 'Lantern glass', note: 'green', count: 4, price: 3310 },
    { name: 'Wick, braided', count: 20, price: 95 },
  ],
]
const next: Goods[] = [
  { name: 'Church candle', note: 'white, long', count: 6, price: 1890 },
  { name: 'Snuffer of brass', count: 1, price: 2480 },
  { name: 'Scented taper', count: 15, price: 310 },
]

function lessonOf(at: number, lines = decided(papers[at] ?? [])): Lesson {
  const pages = paper(papers[at] ?? [])
  const { fields, language } = understand(pages, { classes: ['invoice'] })
  return makeLesson(pages, {
    ...{ documentId: `doc_${at}`, class: 'invoice', classAsRead: 'invoice', language, asRead: fields },
    ...{ decided: [], lines },
  })
}

const read = (pages: Page[], lessons: readonly Lesson[]) =>
  understand(pages, { classes: ['invoice'], learned: { lessons } })
const shown = (lines: readonly LineItem[] | undefined) =>
  lines?.map(({ description, quantity, unitPrice, amount }) => [
    description,
    quantity,
    unitPrice,
    amount?.minor,
  ])
const truth = next.map(({ name, note, count, price }) => [
  note ? `${name} ${note}` : name,
  String(count),
  (price / 100).toFixed(2),
  count * price,
])

describe('lines that a person left right', () => {
  test('teach a table whose numbers stand below the names, from one paper on', () => {
    const before = read(paper(next), [])
    assert.notDeepEqual(shown(before.lines), truth)
    for (const count of [1, 3]) {
      const { lines } = read(
        paper(next),
        [0, 1, 2].slice(0, count).map((at) => lessonOf(at)),
      )
      assert.deepEqual(shown(lines), truth)
    }
  })

  test('say what taught them, and point at their ink', () => {
    const [first] =
      read(
        paper(next),
        [0, 1, 2].map((at) => lessonOf(at)),
      ).lines ?? []
    assert.match(first?.why?.[0]?.reason ?? '', /^taught: the table of 3 decided/)
    assert.ok((first?.evidence.length ?? 0) >= 4 && first?.evidence.every(({ page }) => page === 1))
  })

  test('are found on a paper that lies a little further to the right', () => {
    assert.deepEqual(
      shown(
        read(
          paper(next, 2),
          [0, 1, 2].map((at) => lessonOf(at)),
        ).lines,
      ),
      truth,
    )
  })

  test('one paper that somebody left wrong does not outweigh two that are right', () => {
    const swapped = decided(papers[2] ?? []).map((line) => ({
      ...line,
      quantity: line.unitPrice,
      unitPrice: line.quantity,
    }))
    const { lines } = read(paper(next), [lessonOf(2, swapped), lessonOf(0), lessonOf(1)])
    assert.deepEqual(shown(lines), truth)
  })

  test('that stand nowhere on the paper teach nothing', () => {
    const nowhere = decided([{ name: 'Something else', count: 7, price: 123_45 }])
    assert.equal(lessonOf(0, nowhere).lines?.table, null)
    assert.deepEqual(read(paper(next), [lessonOf(0, nowhere)]).lines, read(paper(next), []).lines)
  })
})
