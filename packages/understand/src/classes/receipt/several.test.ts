import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pageOf } from '../../page/testing.ts'
import { understand } from '../../understand.ts'
import { englishReceipt, germanReceipt } from './samples.ts'

const rulesOf = (drawing: string) =>
  understand([pageOf(drawing)], { classes: ['receipt'] }).findings.map(({ rule }) => rule)
const beside = `
CORNER LEAF BOOKS                     MILL LANE CAFE
12/11/2025 14:32                      13/11/2025 09:10
Paperback        15.98                Coffee            3.20
TOTAL            15.98                TOTAL             3.20
CASH             20.00                CASH              5.00
`

describe('several receipts on one page', () => {
  it('are a finding, beside each other and one above the other', () => {
    assert.ok(rulesOf(beside).includes('page.several_receipts'))
    const other = englishReceipt.replaceAll('20.00', '31.50').replace('12/11/2025', '14/11/2025')
    assert.ok(rulesOf(`${englishReceipt}\n${other}`).includes('page.several_receipts'))
  })

  it('are none where a receipt is alone, or repeats its total for a card', () => {
    for (const one of [
      englishReceipt,
      germanReceipt,
      `${englishReceipt}\nCARD COPY 12/11/2025\nTOTAL   £20.00`,
    ])
      assert.ok(!rulesOf(one).includes('page.several_receipts'))
  })
})
