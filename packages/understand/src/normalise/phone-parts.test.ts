import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Field } from '@countersign/contract/extraction'
import { withParts } from './parts.ts'
import { parsePhone } from './phone.ts'

const text = (name: string, value: string): Field => ({
  ...{ name, type: 'text', value, raw: value, confidence: 1, evidence: [], origin: 'document' },
})

describe('telephone numbers', () => {
  it('are the same however they are printed', () => {
    for (const printed of ['+49 (0)30 23125-101', '0049 30 23125 101', 'Tel.: +49/30/23125.101'])
      assert.equal(parsePhone(printed)?.e164, '+493023125101', printed)
    assert.deepEqual(parsePhone('030 23125-101', 'DE'), {
      e164: '+493023125101',
      country: 'DE',
      national: '030 23125101',
      extension: null,
    })
    assert.equal(parsePhone('(212) 555-0147 ext. 12', 'US')?.extension, '12')
    assert.equal(parsePhone('020 7946 0123', 'GB')?.e164, '+442079460123')
  })

  it('are none where they cannot be dialled', () => {
    for (const printed of ['030 23125-101', '12', '4111 1111 1111 1111 1111', '', 'call us'])
      assert.equal(parsePhone(printed), null, printed)
    assert.equal(parsePhone('9'.repeat(100_000), 'DE'), null)
  })
})

describe('values in parts', () => {
  const partsOf = (values: Parameters<typeof withParts>[0]) =>
    Object.fromEntries(withParts(values).fields.map(({ name, parts }) => [name, parts]))

  it('have those of their field, with the country the document comes from', () => {
    const parts = partsOf({
      class: 'invoice',
      language: 'de',
      fields: [
        text('seller', 'Lumen Beispiel GmbH & Co. KG'),
        text('sellerAddress', 'Hauptstraße 12a, 00123 Musterstadt, Deutschland'),
        text('phone', '030 23125-101'),
        text('number', 'RE 030 23125101'),
        { ...text('vatId', 'AT'), type: 'vatId', parts: { old: 'part' } },
      ],
    })
    assert.deepEqual(parts['seller'], {
      base: 'Lumen Beispiel',
      legalForm: 'GmbH & Co. KG',
      country: 'DE',
    })
    assert.equal(parts['sellerAddress']?.['town'], 'Musterstadt')
    assert.equal(parts['phone']?.['e164'], '+493023125101')
    assert.deepEqual([parts['number'], parts['vatId']], [undefined, undefined])
  })

  it('of people are given and family name, where the field is of a person', () => {
    const fields = [text('name', 'Dr. Anna von Muster'), text('company', 'Anna Muster')]
    const card = partsOf({ class: 'business_card', language: null, fields })
    assert.deepEqual(card['name'], { title: 'Dr.', given: 'Anna', family: 'von Muster' })
    assert.equal(card['company'], undefined)
    assert.equal(partsOf({ class: 'form', language: null, fields })['name'], undefined)
  })
})
