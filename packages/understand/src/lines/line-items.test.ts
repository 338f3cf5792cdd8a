import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { makeGoodsPaper } from '@countersign/fixtures/goods/goods-paper'
import { readSheet } from '../extract/reading.ts'
import { layOut } from '../page/sheet.ts'
import { pageOf } from '../page/testing.ts'
import { understand } from '../understand.ts'
import { findLineItems, mostLines } from './line-items.ts'

const linesIn = (...drawings: string[]) =>
  findLineItems(
    readSheet(layOut(drawings.map((drawing, at) => pageOf(drawing, { number: at + 1 }))), null),
  ).map(({ description, quantity, unitPrice, amount }) => [description, quantity, unitPrice, amount?.minor])

describe('lines of goods', () => {
  it('are read under the names of their columns', () => {
    const drawing = `
Pos.   Bezeichnung                Menge      Einzelpreis      Betrag
1      Schreibtischlampe          2 Stk          74,90        149,80
2      Regalboden, 80 x 30 cm     1 Stk        1.094,50      1.094,50
       Eiche geölt
       Summe netto                                           1.244,30`
    assert.deepEqual(linesIn(drawing), [
      ['Schreibtischlampe', '2', '74.90', 14980],
      ['Regalboden, 80 x 30 cm Eiche geölt', '1', '1094.50', 109450],
    ])
  })

  it('have columns whose names are stacked over two rows', () => {
    const drawing = `
Item               Quantity        Price         Amount
                                   per unit
Desk lamp               2          64.50         129.00
Total                                            129.00`
    assert.deepEqual(linesIn(drawing), [['Desk lamp', '2', '64.50', 12900]])
  })

  it('say below their name, or above their amount, what they are made of', () => {
    const below = `
Description                                     Amount
Desk lamp                                       129.00
  2 x £64.50
Oak shelf                                        40.50
  3 x £13.50
Total                                           169.50`
    const beside = `
Description                                     Amount
Desk lamp
  2 x £64.50                                    129.00
Oak shelf
  3 x £13.50                                     40.50
Total                                           169.50`
    for (const drawing of [below, beside])
      assert.deepEqual(linesIn(drawing), [
        ['Desk lamp', '2', '64.50', 12900],
        ['Oak shelf', '3', '13.50', 4050],
      ])
  })

  it('are read under Swedish, Czech and Hungarian names', () => {
    for (const [text, count, price, amount] of [
      ['Benämning', 'Antal', 'À-pris', 'Belopp'],
      ['Označení dodávky', 'Množství', 'Cena za MJ', 'Celkem'],
      ['Megnevezés', 'Mennyiség', 'Egységár', 'Nettó érték'],
    ]) {
      const drawing = `
${text}            ${count}        ${price}         ${amount}
Lampa                   2            64,50           129,00
Hylla                   1           100,00           100,00`
      assert.deepEqual(linesIn(drawing), [
        ['Lampa', '2', '64.50', 12900],
        ['Hylla', '1', '100.00', 10000],
      ])
    }
  })

  it('go on over the page where the head is printed again', () => {
    const head = 'Description            Qty        Price        Amount'
    const first = `${head}\nDesk lamp               2         64.50        129.00`
    const second = `${head}\nOak shelf               1         89.90         89.90\nTotal                                        218.90`
    assert.deepEqual(
      linesIn(first, second).map(([name]) => name),
      ['Desk lamp', 'Oak shelf'],
    )
  })

  it('cost what is left after their discount', () => {
    const drawing = `
Item                  Quantity        Price        Amount
Desk lamp                 3           4.00          12.00
  with a special discount                           -2.00
Oak shelf                 1          30.00          30.00
Total                                               40.00`
    assert.deepEqual(linesIn(drawing), [
      ['Desk lamp', '3', '4.00', 1000],
      ['Oak shelf', '1', '30.00', 3000],
    ])
  })

  it('end where sums stand beside each other under their names', () => {
    const drawing = `
Item                  Quantity        Price        Amount
Desk lamp                 2          64.50         129.00
                      Subtotal         VAT         Total
                       129.00        25.80         154.80`
    assert.deepEqual(linesIn(drawing), [['Desk lamp', '2', '64.50', 12900]])
  })

  it('without a head are those whose numbers multiply', () => {
    const drawing = `
Desk lamp            2      64.50      129.00
Oak shelf            3      10.00       30.00
Delivered on         12      4         2025`
    assert.deepEqual(linesIn(drawing), [
      ['Desk lamp', '2', '64.50', 12900],
      ['Oak shelf', '3', '10.00', 3000],
    ])
  })

  it('are named above their numbers, or around them', () => {
    const drawing = `
Description            Qty      Price       Amount
Desk lamp
                        2       64.50       129.00

Oak shelf, oiled
                        3       10.00        30.00

Total                                       159.00`
    assert.deepEqual(linesIn(drawing), [
      ['Desk lamp', '2', '64.50', 12900],
      ['Oak shelf, oiled', '3', '10.00', 3000],
    ])
  })

  it('may have their amount below quantity and price', () => {
    const drawing = `
Description            Price        Qty       Amount
Desk lamp              64.50         2
brushed                                       129.00
Oak shelf              10.00         3
oiled                                          30.00
Total                                         159.00`
    assert.deepEqual(linesIn(drawing), [
      ['Desk lamp brushed', '2', '64.50', 12900],
      ['Oak shelf oiled', '3', '10.00', 3000],
    ])
  })

  it('cost what they cost without tax, where the paper prints only what they cost with it', () => {
    const drawing = `
Bezeichnung         Menge     Einzelpreis     USt %     Bruttobetrag
Lampe                 2            50,00        19            119,00
Regal                 3            10,00         7             32,10
Summe brutto                                                  151,10`
    assert.deepEqual(linesIn(drawing), [
      ['Lampe', '2', '50.00', 10000],
      ['Regal', '3', '10.00', 3000],
    ])
  })

  it('are counted in the column that multiplies, whatever its name says', () => {
    const drawing = `
No.    Particulars            Tax      Price         Amount
2      Desk lamp              20 %     64.50         129.00
3      Oak shelf              20 %     10.00          30.00
Total                                                159.00`
    assert.deepEqual(linesIn(drawing), [
      ['Desk lamp', '2', '64.50', 12900],
      ['Oak shelf', '3', '10.00', 3000],
    ])
  })

  it('go on behind a sum that is carried over to the next page, with or without a head there', () => {
    const head = 'Bezeichnung              Menge      Einzelpreis      Betrag'
    const first = `${head}\nLampe                        2            64,50      129,00\nÜbertrag                                            129,00`
    const rows =
      'Übertrag                                            129,00\nRegal                        1            89,90       89,90\nSumme netto                                         218,90'
    for (const second of [rows, `${head}\n${rows}`])
      assert.deepEqual(linesIn(first, second), [
        ['Lampe', '2', '64.50', 12900],
        ['Regal', '1', '89.90', 8990],
      ])
  })

  it('are found in most tables of houses that nothing was tuned to', () => {
    const read = (family: number) => {
      const { pages, lines } = makeGoodsPaper(family, 1)
      const found = findLineItems(readSheet(layOut(pages), null))
      const amounts = found.map(({ amount }) => amount?.minor)
      return { known: lines.length, right: lines.filter(({ amount }) => amounts.includes(amount)).length }
    }
    const all = Array.from({ length: 20 }, (_, at) => read(300 + at))
    const [known, right] = (['known', 'right'] as const).map((key) =>
      all.reduce((sum, one) => sum + one[key], 0),
    )
    assert.ok((right ?? 0) > 0.6 * (known ?? 0), `${right} of ${known}`)
  })

  it('are surer where quantity times price is the amount', () => {
    const confidence = (amount: string) => {
      const drawing = `Description      Qty      Price      Amount\nDesk lamp        2        64.50      ${amount}`
      return findLineItems(readSheet(layOut([pageOf(drawing)]), null))[0]?.confidence ?? 0
    }
    assert.ok(confidence('129.00') > confidence('128.00'))
  })

  it('that contradict the sums are a finding', () => {
    const invoice = (amount: string) => `
# Invoice INV-2025-7
Invoice date: 3 March 2025
Description      Qty      Price       Amount
Desk lamp        2        ${amount}   ${Number(amount) * 2}.00
Net amount                            200.00
VAT 20%                                40.00
Total                                 240.00`
    const rules = (drawing: string) =>
      understand([pageOf(drawing)], { classes: ['invoice'] }).findings.map(({ rule }) => rule)
    assert.ok(!rules(invoice('100.00')).includes('lines.sum_mismatch'))
    assert.ok(rules(invoice('130.00')).includes('lines.sum_mismatch'))
  })

  it('end somewhere, however many a hostile table has', () => {
    const head = 'Description            Qty        Price        Amount'
    const page = `${head}\n${Array.from({ length: 60 }, (_, at) => `Part ${at}                  2         4.50         9.00`).join('\n')}`
    const pages = Array.from({ length: 45 }, (_, at) => pageOf(page, { number: at + 1 }))
    const { lines = [] } = understand(pages, { classes: ['invoice'] })
    assert.equal(lines.length, mostLines)
  })
})
