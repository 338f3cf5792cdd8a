import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { binsOf, calibrationError, claimsOf } from './calibration.ts'
import { itemHits, itemsOf } from './line-items.ts'
import { bagHits, cellHits, compareText, containsValue, errorsInOrder, f1, wordsOf } from './metrics.ts'

describe('measuring a reading', () => {
  test('the order of lines costs nothing in one figure and something in the other', () => {
    const printed = ['Total 12.50', 'Thank you']
    const read = ['Thank you', 'Total 12.50']
    assert.equal(compareText(printed, read).errors, 0)
    assert.ok(errorsInOrder(printed, read) > 0)
    assert.equal(errorsInOrder(printed, printed), 0)
  })

  test('wrong, missed and invented letters are counted, each once', () => {
    const { letters, errors, missed, extra, wrong } = compareText(
      ['Gesamtbetrag', 'Fällig am', 'Bank'],
      ['Gesamtbetrog', 'Fallig am', 'xyz'],
    )
    assert.deepEqual({ letters, errors, missed, extra }, { letters: 25, errors: 9, missed: 4, extra: 3 })
    assert.deepEqual(wrong[0], { printed: 'Gesamtbetrag', read: 'Gesamtbetrog' })
  })

  test('what one printed line has taken cannot serve another', () => {
    assert.equal(compareText(['Page 1', 'Page 1'], ['Page 1']).missed, 6)
    assert.equal(compareText(['Page 1'], ['Page 1 Page 1']).extra, 5)
  })

  test('words are compared without case and outer punctuation, each as often as it stands there', () => {
    assert.deepEqual(wordsOf('„Total:“ (12,50 €)'), ['total', '12,50'])
    assert.equal(f1(bagHits(['a', 'a', 'b'], ['a', 'b', 'b'])), 2 / 3)
  })

  test('a value is found whatever stands between its letters', () => {
    assert.ok(containsValue('ACME SDN. BHD\n12 Main St', 'Acme Sdn Bhd'))
    assert.ok(!containsValue('ACME', 'ACNE'))
  })

  test('a cell counts where it has the right text in the right place, wherever the table begins', () => {
    const truth = [0, 1].flatMap((row) => [0, 1].map((column) => ({ row, column, text: `${row}-${column}` })))
    const shifted = truth.map((cell) => ({ ...cell, row: cell.row + 1 }))
    assert.equal(f1(cellHits(truth, shifted)), 1)
    const torn = truth.map((cell) => (cell.row === 1 ? { ...cell, column: cell.column + 1 } : cell))
    assert.equal(f1(cellHits(truth, torn)), 0.5)
  })

  test('a line item is found where one row of a table has its amount and most of its name', () => {
    const items = itemsOf({
      lines: [
        { name: 'Trennblätter A4', line_total: '198.00' },
        { name: 'Joghurt Banane', line_total: '1275.5' },
        { quantity: '1' },
      ],
    })
    const cell = (row: number, column: number, text: string) => ({
      ...{ row, column, text, rowSpan: 1, columnSpan: 1, confidence: 1 },
      box: [0, 0, 1, 1] as [number, number, number, number],
    })
    const table = {
      box: [0, 0, 1, 1] as [number, number, number, number],
      rows: 2,
      columns: 2,
      headerRows: 0,
    }
    const cells = [
      cell(0, 0, 'Trennblätter A4'),
      cell(0, 1, '198,00'),
      cell(1, 0, 'Joghurt'),
      cell(1, 1, '1.275,50 €'),
    ]
    const found = itemHits(items, [{ ...table, ruled: false, cells }])
    assert.deepEqual(found, { hits: 2, truth: 2, found: 2 })
    assert.equal(itemHits(items, [{ ...table, ruled: false, cells: cells.slice(0, 3) }]).hits, 1)
  })

  test('a reader that claims more than it holds is found out', () => {
    const words = Array.from({ length: 10 }, (_, at) => ({
      text: at < 6 ? 'right' : 'wrong',
      confidence: 0.95,
    }))
    const printed = Array.from({ length: 10 }, () => 'right')
    const bins = binsOf(claimsOf(printed, words))
    assert.deepEqual(
      bins.map(({ from, words: count, right }) => ({ from, count, right })),
      [{ from: 0.9, count: 10, right: 0.6 }],
    )
    assert.ok(Math.abs(calibrationError(bins) - 0.35) < 1e-9)
  })
})
