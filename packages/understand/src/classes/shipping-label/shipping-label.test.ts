import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pageOf, valuesOf } from '../../page/testing.ts'
import { understand } from '../../understand.ts'
import { americanLabel, germanLabel } from './samples.ts'
import { parseTracking } from './tracking.ts'

describe('understanding a shipping label', () => {
  it('reads destination, weight and a number whose check digit agrees', () => {
    const found = understand([pageOf(americanLabel)])
    assert.equal(found.class, 'shipping_label')
    const read = valuesOf(found.fields)
    assert.deepEqual(
      [read.trackingNumber, read.trackingKind, read.recipient, read.weight],
      ['1Z999AA10123456784', 'ups', 'June Holloway, 9 Dock Road Apt 3, Eugene OR 97401', '4 LBS'],
    )
  })

  it('reads a German one', () => {
    const found = understand([pageOf(germanLabel)])
    assert.equal(found.class, 'shipping_label')
    const read = valuesOf(found.fields)
    assert.deepEqual(
      [read.trackingNumber, read.trackingKind, read.recipient],
      ['RR473124829DE', 's10', 'Vera Brandt, Lindenallee 8, 50667 Köln'],
    )
  })

  it('believes a barcode before print', () => {
    const code = { format: 'code128', content: '00340123450000000017', box: [0.1, 0.8, 0.5, 0.1] as const }
    const page = {
      ...pageOf(germanLabel),
      codes: [{ ...code, box: [...code.box] as [number, number, number, number] }],
    }
    const read = valuesOf(understand([page]).fields)
    assert.deepEqual([read.trackingNumber, read.trackingKind], ['340123450000000017', 'sscc'])
  })

  it('finds a check digit that does not agree', () => {
    const found = understand([pageOf(americanLabel.replace('6784', '6785'))])
    assert.ok(found.findings.some(({ rule }) => rule === 'tracking.check_digit'))
  })
})

describe('a tracking number', () => {
  it('is known by its shape and proved by its check digit', () => {
    const kinds = {
      '1Z999AA10123456784': 'ups',
      RR473124829DE: 's10',
      '9400111899223197428497': 'usps',
      '986578788855': 'fedex',
    }
    for (const [text, kind] of Object.entries(kinds))
      assert.deepEqual(parseTracking(text), { number: text, kind, valid: true }, text)
    assert.equal(parseTracking('RR473124828DE')?.valid, false)
    assert.equal(parseTracking('RE-2025-0417'), null)
  })

  it('may have letters where only digits can stand', () => {
    assert.equal(parseTracking('RR47312482 9DE'.replace('0', 'O'))?.number, 'RR473124829DE')
    assert.equal(parseTracking('RR4731248Z9DE'), null)
    assert.equal(parseTracking('IZ999AA10123456784')?.number, '1Z999AA10123456784')
  })

  it('believes a number behind its label whose check digit agrees', () => {
    const label = (digits: string) => `
ORIGIN ID:BOIA
SUMMIT OUTDOOR GEAR
900 TRAILHEAD BLVD
BOISE, ID 83702

TO  DR AMY CHEN
    2200 W LAKE ST
    CHICAGO IL 60612

# FedEx Express
TRK# ${digits}
12.0 LB
`
    const right = understand([pageOf(label('9876 5432 1010'))], { classes: ['shipping_label'] })
    assert.deepEqual(right.findings, [])
    const read = valuesOf(right.fields)
    assert.deepEqual([read.trackingNumber, read.trackingKind], ['987654321010', 'fedex'])
    assert.equal(read.sender, 'SUMMIT OUTDOOR GEAR, 900 TRAILHEAD BLVD, BOISE, ID 83702')
    assert.equal(read.recipient, 'DR AMY CHEN, 2200 W LAKE ST, CHICAGO IL 60612')
    assert.equal(read.weight, '12.0 LB')
    const wrong = understand([pageOf(label('9876 5432 1011'))], { classes: ['shipping_label'] })
    assert.deepEqual(
      wrong.findings.map(({ rule }) => rule),
      ['tracking.check_digit'],
    )
  })

  it('knows the check signs of DPD and of FedEx Ground', () => {
    assert.equal(parseTracking('0150 5000 1234 56C')?.valid, true)
    assert.equal(parseTracking('0150 5000 1234 56D')?.valid, false)
    assert.deepEqual(parseTracking('%009708201505000123456101276'), {
      number: '01505000123456',
      kind: 'dpd',
      valid: true,
    })
    assert.equal(parseTracking('961207020987658')?.kind, 'fedex')
  })

  it('reads an address under a label in two languages', () => {
    const drawing = `
An / To:
Anna Svensson
Storgatan 14
411 24 GÖTEBORG
`
    const { fields } = understand([pageOf(drawing)], { classes: ['shipping_label'] })
    assert.equal(valuesOf(fields).recipient, 'Anna Svensson, Storgatan 14, 411 24 GÖTEBORG')
  })

  it('finds whom it goes to where no label says so', () => {
    const drawing = `
Royal Mail   Tracked 48

Nadia Khan
Flat 2, 9 Rose Street
EDINBURGH
EH2 2PR

Return address: Wool Shed, Unit 3, Hexham NE46 1AA
`
    const { fields } = understand([pageOf(drawing)], { classes: ['shipping_label'] })
    assert.equal(valuesOf(fields).recipient, 'Nadia Khan, Flat 2, 9 Rose Street, EDINBURGH, EH2 2PR')
  })
})
