import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { findStructure } from './structure.ts'
import { type Print, prose, structureOf } from './testing.ts'

/** One line of a table: what stands in its columns, right-aligned where they are numbers. */
const line = (top: number, [name, count, price, amount]: [string, string, string, string]): Print[] =>
  (
    [
      [name, 60],
      [count, 560 - 10 * count.length],
      [price, 720 - 10 * price.length],
      [amount, 940 - 10 * amount.length],
    ] as const
  ).flatMap(([text, left]) => (text === '' ? [] : [[text, left, top] as Print]))

const head = line(500, ['Description', 'Count', 'Price', 'Amount'])
const records: Print[] = [
  ...line(540, ['Oak shelf', '2', '60.00', '120.00']),
  ...line(570, ['Paint', '14', '9.50', '133.00']),
  ...line(600, ['Door handle', '1', '21.75', '21.75']),
]

type Found = Awaited<ReturnType<typeof findStructure>>
const rowsOf = ({ tables }: Found, wanted = 'Description'): string[][] => {
  const table = tables.find(({ cells }) => cells.some(({ text }) => text === wanted))
  return Array.from({ length: table?.rows ?? 0 }, (_, row) =>
    Array.from(
      { length: table?.columns ?? 0 },
      (_, column) => table?.cells.find((cell) => cell.row === row && cell.column === column)?.text ?? '',
    ),
  )
}

describe('The table of an invoice', () => {
  const wanted = [
    ['Description', 'Count', 'Price', 'Amount'],
    ['Oak shelf', '2', '60.00', '120.00'],
    ['Paint', '14', '9.50', '133.00'],
    ['Door handle', '1', '21.75', '21.75'],
  ]

  it('is neither the facts above it nor the sums below it', async () => {
    const found = await structureOf([
      ['Number', 560, 330],
      ['A218874', 870, 330],
      ['Date', 560, 360],
      ['12.01.2025', 840, 360],
      ['Due', 560, 390],
      ['12.02.2025', 840, 390],
      [prose, 60, 440],
      ...head,
      ...records,
      ['Sum of the items', 520, 650],
      ['274.75', 880, 650],
      ['VAT 19 %', 520, 680],
      ['52.20', 890, 680],
      ['To be paid', 520, 710],
      ['326.95', 880, 710],
    ])
    assert.deepEqual(rowsOf(found), wanted)
  })

  it('leaves a title beside a list of facts where it is read first', async () => {
    const { blocks } = await structureOf([
      ['Invoice', 60, 342],
      ['Number', 560, 330],
      ['A218874', 870, 330],
      ['Date', 560, 360],
      ['12.01.2025', 840, 360],
      ['Place', 560, 390],
      ['Norwich', 870, 390],
      ...head,
      ...records,
    ])
    assert.deepEqual(
      blocks.filter(({ kind }) => kind === 'table').map(({ lines }) => lines.length),
      [4],
    )
  })

  it('has one row for a record of many lines, and one for a head of two', async () => {
    const found = await structureOf([
      ['Net', 680, 476],
      ['Net', 900, 476],
      ...head,
      ...line(540, ['Oak shelf', '2', '60.00', '120.00']),
      ['with fittings', 60, 562],
      ['in the colour of the house', 60, 584],
      ...line(630, ['Paint', '14', '9.50', '133.00']),
      ['for outdoors', 60, 652],
    ])
    assert.deepEqual(rowsOf(found), [
      ['Description', 'Count', 'Net\nPrice', 'Net\nAmount'],
      ['Oak shelf\nwith fittings\nin the colour of the house', '2', '60.00', '120.00'],
      ['Paint\nfor outdoors', '14', '9.50', '133.00'],
    ])
  })

  it('has one row for a record whose amount stands on its second line', async () => {
    const record = (top: number, [code, name, count, amount]: [string, string, string, string]): Print[] => [
      [code, 60, top],
      [name, 200, top],
      [count, 560, top],
      ['400012345', 60, top + 22],
      [amount, 880, top + 22],
    ]
    const found = await structureOf([
      ['Code', 60, 500],
      ['Description', 200, 500],
      ['Count', 540, 500],
      ['Amount', 880, 500],
      ...record(540, ['KX-1', 'Oak shelf', '2', '120.00']),
      ...record(610, ['KX-2', 'Paint', '14', '133.00']),
      ...record(680, ['KX-3', 'Handle', '11', '221.75']),
    ])
    assert.deepEqual(rowsOf(found).slice(1), [
      ['KX-1\n400012345', 'Oak shelf', '2', '120.00'],
      ['KX-2\n400012345', 'Paint', '14', '133.00'],
      ['KX-3\n400012345', 'Handle', '11', '221.75'],
    ])
  })

  it('goes on below a rebate', async () => {
    const found = await structureOf([
      ...head,
      ...records,
      ['Rebate', 620, 640],
      ['-10.00', 880, 640],
      ...line(680, ['Coffee beans', '3', '12.00', '36.00']),
    ])
    const rows = rowsOf(found)
    assert.deepEqual([rows.length, rows.at(-1)], [6, ['Coffee beans', '3', '12.00', '36.00']])
  })

  it('keeps its columns where a reader saw a word in a speck', async () => {
    const found = await structureOf([...head, ...records, ['x', 250, 571]])
    assert.deepEqual(rowsOf(found)[2], ['Paint x', '14', '9.50', '133.00'])
    assert.equal(rowsOf(found)[0]?.length, 4)
  })
})

describe('No table', () => {
  it('is an address beside a list of facts, line by line', async () => {
    const lines = [
      ['Harbour Works Ltd', 'Invoice number', '471102'],
      ['Quay Street 20', 'Date', '05.03.2025'],
      ['80333 Norwich', 'Delivered', '04.03.2025'],
      ['England', 'Your order', 'AB-2025-17'],
    ]
    const found = await structureOf(
      lines.flatMap(([left = '', label = '', value = ''], row): Print[] => [
        [left, 60, 300 + 30 * row],
        [label, 520, 300 + 30 * row],
        [value, 800, 300 + 30 * row],
      ]),
    )
    assert.deepEqual(found.tables, [])
  })
})
