import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pageOf, valuesOf } from '../../page/testing.ts'
import { understand } from '../../understand.ts'
import { germanDeliveryNote, italianDeliveryNote } from './samples.ts'

describe('understanding a delivery note', () => {
  it('reads number, dates, order, packages and weight of a German one', () => {
    const found = understand([pageOf(germanDeliveryNote)])
    assert.equal(found.class, 'delivery_note')
    const read = valuesOf(found.fields)
    assert.deepEqual(
      [read.number, read.date, read.deliveryDate, read.orderNumber, read.packages, read.weight],
      ['LS-4471', '2025-03-14', '2025-03-15', 'B-9912', '3', '58,5 kg'],
    )
  })

  it('reads an Italian one', () => {
    const found = understand([pageOf(italianDeliveryNote)])
    assert.equal(found.class, 'delivery_note')
    const read = valuesOf(found.fields)
    assert.deepEqual(
      [read.number, read.date, read.orderNumber, read.packages, read.recipient],
      ['318', '2025-03-14', '55-A', '2', 'Lago Blu S.p.A.'],
    )
  })
})
