import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pageOf, valuesOf } from '../../page/testing.ts'
import { understand } from '../../understand.ts'
import { englishOrder, frenchOrder } from './samples.ts'

describe('understanding a purchase order', () => {
  it('reads who orders what from whom and by when', () => {
    const found = understand([pageOf(englishOrder)])
    assert.equal(found.class, 'purchase_order')
    const read = valuesOf(found.fields)
    assert.equal(read.number, 'PO-77120')
    assert.equal(read.date, '2025-04-03')
    assert.equal(read.deliveryDate, '2025-04-17')
    assert.equal(read.supplier, 'Harbour Light Design Ltd')
    assert.equal(read.deliverTo, 'Warehouse 4 9 Dock Road York YO1 9ZZ')
  })

  it('reads a French one', () => {
    const found = understand([pageOf(frenchOrder)])
    assert.equal(found.class, 'purchase_order')
    const read = valuesOf(found.fields)
    assert.deepEqual([read.number, read.date, read.deliveryDate], ['BC-2025-88', '2025-04-03', '2025-04-17'])
    assert.equal(read.supplier, 'Imprimerie du Quai SAS')
  })
})
