import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Field, Finding } from '@countersign/contract/extraction'
import type { Duplicate } from '../ports/precedents.ts'
import { duplicateFindings, supplierFindings } from './record-findings.ts'

const field = (name: string, value: string): Field => ({
  ...{ name, value, type: 'text', raw: value, confidence: 0.9, origin: 'document' },
  evidence: [{ page: 1, box: [0, 0, 0.1, 0.1] }],
})
const invoice = (fields: Record<string, string>) => ({
  ...{ documentId: 'doc_1', run: 1, class: 'invoice' as const, classConfidence: 1, language: null },
  ...{ fields: Object.entries(fields).map(([name, value]) => field(name, value)), findings: [] },
})
const listed = {
  name: 'Lumen Licht GmbH',
  vatId: 'DE136695976',
  ibans: ['DE89370400440532013000'],
  number: null,
}
const rules = (found: { rule: string }[]) => found.map(({ rule }) => rule)
const against = (fields: Record<string, string>, found = [listed]) =>
  rules(supplierFindings(invoice(fields), { listed: 3, found }))

describe('a seller held against the list', () => {
  const seller = 'LUMEN Licht G.m.b.H.'

  it('is known by VAT id or by name, in any notation and legal form', () => {
    assert.deepEqual(against({ seller, vatId: 'DE136695976', iban: 'DE89 3704 0044 0532 0130 00' }), [])
    assert.deepEqual(against({ seller }), [])
    assert.deepEqual(against({ seller: 'Something misread', vatId: 'DE136695976' }), [])
  })

  it('with another account is held, and told to be asked by a known way', () => {
    const iban = 'DE02120300000000202051'
    assert.deepEqual(against({ seller, iban }), ['iban.changed'])
    const [finding] = supplierFindings(invoice({ seller, iban }), { listed: 1, found: [listed] })
    assert.equal(finding?.severity, 'error')
    assert.equal(finding?.page, 1)
    assert.match(finding?.message ?? '', /DE02120300000000202051.*DE89370400440532013000.*confirmed/)
  })

  it('that nobody knows is held, also where the account is somebody else’s', () => {
    assert.deepEqual(against({ seller: 'Nobody Ltd' }, []), ['seller.unknown'])
    const [finding] = supplierFindings(invoice({ seller: 'Nobody Ltd', iban: listed.ibans[0] ?? '' }), {
      listed: 1,
      found: [listed],
    })
    assert.match(finding?.message ?? '', /belongs to "Lumen Licht GmbH"/)
  })

  it('under the name of one with another VAT id is held', () => {
    assert.deepEqual(against({ seller, vatId: 'DE811907980' }), ['vat_id.changed'])
  })

  it('is not asked after where there is no list, or no seller', () => {
    assert.deepEqual(supplierFindings(invoice({ seller: 'Nobody' }), { listed: 0, found: [] }), [])
    assert.deepEqual(against({ iban: 'DE02120300000000202051' }), [])
  })
})

describe('a document that was there before', () => {
  const twin: Duplicate = {
    ...{ documentId: 'doc_a', createdAt: new Date('2026-03-01'), how: 'document', alike: 0.9 },
  }
  const named = ({ rule, severity }: Finding) => `${severity} ${rule}`
  const found = (changes: Partial<Duplicate>, mode?: 'hold' | 'warn') =>
    duplicateFindings({ duplicateOf: null }, { duplicates: [{ ...twin, ...changes }], mode }).map(named)
  const again = (mode?: 'hold') =>
    duplicateFindings({ duplicateOf: 'doc_a' }, { duplicates: [], mode }).map(named)

  it('holds where seller and number are the same, and warns where it is only alike', () => {
    assert.deepEqual(found({}), ['error duplicate.document'])
    assert.deepEqual(found({ how: 'number' }), ['error duplicate.number'])
    assert.deepEqual(found({ how: 'amount' }), ['warning duplicate.amount'])
    assert.deepEqual(found({ how: 'content' }), ['warning duplicate.content'])
    assert.deepEqual(again(), ['warning duplicate.file'])
  })

  it('does as the workflow says', () => {
    assert.deepEqual(found({}, 'warn'), ['warning duplicate.document'])
    assert.deepEqual(again('hold'), ['error duplicate.file'])
  })
})
