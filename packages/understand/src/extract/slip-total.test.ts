import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { layOut } from '../page/sheet.ts'
import { pageOf } from '../page/testing.ts'
import { extractCommercial } from './commercial.ts'

const totalIn = (drawing: string) => {
  const { fields } = extractCommercial(layOut([pageOf(drawing)]), { language: 'en', style: 'slip' })
  const value = fields.find(({ name }) => name === 'total')?.value
  return typeof value === 'object' ? value.minor : value
}

describe('the total of a slip', () => {
  it('is what was due after rounding to coins', () => {
    const drawing = `
Paint brush                   12.97
Total Sales (Inclusive GST)   12.97
Rounding                      -0.02
Net Total                     12.95
Cash                          20.00
Change                         7.05`
    assert.equal(totalIn(drawing), 1295)
  })

  it('is neither cash nor change nor a part of the taxes, whatever those are called', () => {
    const drawing = `
Kettle                        52.36
Gross Amt:                    49.40
GST (6%):                      2.96
Net Amt:                      52.36
Received                      60.00
Change :                       7.64
GST Summary   Amount      Tax
SR @ 6%        49.40     2.96
Total          49.40     2.96`
    assert.equal(totalIn(drawing), 5236)
  })

  it('is found where its label was misread and cash less change is the same', () => {
    const drawing = `
Lamp oil                      17.20
Sub total                     17.20
T0TAI                         17.20
CfAH                          20.00
C-HNGE                         2.80`
    assert.equal(totalIn(drawing), 1720)
  })

  it('is not invented where nothing was sold', () => {
    assert.equal(totalIn('Opening hours 9.00 to 17.00\nTel 555 0100\nThank you'), undefined)
  })
})
