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
    assert.equal(read.deliverTo, 'Warehouse 4, 9 Dock Road, York YO1 9ZZ')
  })

  it('reads a French one', () => {
    const found = understand([pageOf(frenchOrder)])
    assert.equal(found.class, 'purchase_order')
    const read = valuesOf(found.fields)
    assert.deepEqual([read.number, read.date, read.deliveryDate], ['BC-2025-88', '2025-04-03', '2025-04-17'])
    assert.equal(read.supplier, 'Imprimerie du Quai SAS')
  })

  it('does not take the supplier for who orders, and has lines', () => {
    const drawing = `
Granite Peak Manufacturing, Inc.                      # PURCHASE ORDER
4500 Industrial Pkwy, Spokane, WA 99202               PO Number: PO-100482
                                                      Order Date: 04/02/2025

VENDOR                                   SHIP TO
Keystone Fasteners Co.                   Granite Peak Plant 2
88 Foundry Rd                            4612 Industrial Pkwy
Erie, PA 16501                           Spokane, WA 99202

Item     Description                 Qty     Unit Price     Total
HX-10    Hex bolt M10x40 zinc        100           0.42     42.00
NT-10    Lock nut M10                100           0.31     31.00
                                     TOTAL                 $73.00
`
    const found = understand([pageOf(drawing)], { classes: ['purchase_order'] })
    const read = valuesOf(found.fields)
    assert.equal(read.buyer, 'Granite Peak Manufacturing, Inc.')
    assert.equal(read.supplier, 'Keystone Fasteners Co.')
    assert.equal(read.deliverTo, 'Granite Peak Plant 2, 4612 Industrial Pkwy, Spokane, WA 99202')
    assert.equal(read.date, '2025-04-02')
    assert.ok(found.lines?.some(({ amount }) => amount?.minor === 3_100))
  })
})
