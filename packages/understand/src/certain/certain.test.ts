import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { check } from '../check.ts'
import { defaultConfidence, defaultRequired } from '../classes/classes.ts'
import { englishInvoice, germanInvoice } from '../classes/invoice/samples.ts'
import { pageOf } from '../page/testing.ts'
import { understand } from '../understand.ts'
import { worstDoubt } from './facts.ts'

const rules = { confidence: defaultConfidence, required: defaultRequired, today: '2026-01-01' }
const fieldOf = (drawing: string, name: string) => {
  const found = understand([pageOf(drawing)], { classes: ['invoice'] })
  const field = found.fields.find((one) => one.name === name)
  assert.ok(field, name)
  return { ...field, objections: check(found, rules).filter((one) => one.field === name) }
}
const web = 'www.harbourlightdesign.example'
const nameless = englishInvoice.replace(web, '')

describe('a seller', () => {
  it('passes where something else on the paper names it', () => {
    const { confidence, objections, why = [] } = fieldOf(englishInvoice, 'seller')
    assert.ok(confidence >= 0.95)
    assert.deepEqual(objections, [])
    assert.ok(why.some(({ reason }) => reason === 'its web or mail address bears this name'))
  })

  it('waits for a person where nothing else does, and is told so', () => {
    const { objections } = fieldOf(nameless, 'seller')
    assert.match(objections[0]?.message ?? '', /nothing else on the paper names this seller/)
  })

  it('waits where the details belong to somebody else', () => {
    const drawing = nameless.replace('VAT No:', 'Meadow Foods plc   VAT No:')
    assert.ok(fieldOf(drawing, 'seller').confidence < 0.95)
  })
})

describe('sums', () => {
  it('pass where the lines and a printed rate agree with them', () => {
    for (const name of ['net', 'tax', 'total']) assert.deepEqual(fieldOf(germanInvoice, name).objections, [])
  })

  it('wait where they only agree with each other', () => {
    const alone = `# INVOICE\nHarbour Light Ltd\nInvoice number: A-1007\nInvoice date: 3 April 2025\n\nBill to\nMeadow Foods plc\n1 Way\nYork YO1 7HH\n\n\nSubtotal   GBP 100.00\nVAT   GBP 23.00\nTotal due   GBP 123.00`
    const { confidence, why = [] } = fieldOf(alone, 'total')
    assert.ok(confidence < 0.95)
    assert.equal(worstDoubt({ why }), 'no other amount proves this one')
  })

  it('wait where a larger amount stands on the paper that nothing explains', () => {
    const doubled = englishInvoice.replace('Please pay', 'Contract value   £9,700.00\nPlease pay')
    assert.ok(fieldOf(doubled, 'total').confidence < 0.95)
  })
})

describe('a day', () => {
  it('waits where no label says whose it is and another stands on the paper', () => {
    const drawing = `# INVOICE\nHarbour Light Ltd\nInvoice number: A-1007\n3 April 2025\n\nwork of 9 March 2025\nTotal due   GBP 123.00`
    assert.ok(fieldOf(drawing, 'date').confidence < 0.95)
  })

  it('that could be the other way round waits, unless a day of the paper shows the order', () => {
    const drawing = (due: string) =>
      `# INVOICE\nHarbour Light Ltd\nInvoice number: A-1007\nInvoice date: 03/04/2025\nDue date: ${due}\nTotal due   EUR 123.00`
    assert.ok(fieldOf(drawing('03/05/2025'), 'date').confidence < 0.95)
    assert.ok(fieldOf(drawing('25/04/2025'), 'date').confidence >= 0.95)
  })
})
