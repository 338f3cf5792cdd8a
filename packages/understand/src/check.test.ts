import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Field } from '@countersign/contract/extraction'
import { check } from './check.ts'
import { defaultConfidence, defaultRequired } from './classes/classes.ts'
import type { Understanding } from './understand.ts'

const rules = { confidence: defaultConfidence, required: defaultRequired, today: '2025-06-01' }
const evidence = [{ page: 2, box: [0.1, 0.2, 0.3, 0.02] as [number, number, number, number] }]

function field(name: string, type: Field['type'], value: Field['value'], confidence = 0.97): Field {
  return { name, type, value, raw: String(value), confidence, evidence, origin: 'document' }
}

function euros(name: string, minor: number): Field {
  return field(name, 'money', { minor, currency: 'EUR' })
}

const complete = [
  field('seller', 'text', 'Lumen GmbH'),
  field('number', 'text', 'R-1'),
  field('date', 'date', '2025-05-01'),
  field('currency', 'currency', 'EUR'),
  euros('net', 10000),
  euros('tax', 1900),
  euros('total', 11900),
]

/** What is objected to in an invoice with these fields in place of, or besides, those of a good one. */
function objections(changes: readonly Field[], without: readonly string[] = []) {
  const changed = new Set([...changes.map(({ name }) => name), ...without])
  const fields = [...complete.filter(({ name }) => !changed.has(name)), ...changes]
  const invoice: Understanding = {
    class: 'invoice',
    classConfidence: 0.95,
    language: 'de',
    fields,
    findings: [],
  }
  return check(invoice, rules)
}

const rulesOf = (findings: readonly { rule: string; field?: string }[]) =>
  findings.map(({ rule, field: name }) => `${rule} ${name}`)

describe('checking an invoice', () => {
  it('that is complete, sure and consistent finds nothing', () => {
    assert.deepEqual(objections([]), [])
  })

  it('names each required field that is missing', () => {
    assert.deepEqual(rulesOf(objections([], ['seller', 'total'])), [
      'field.missing seller',
      'field.missing total',
    ])
  })

  it('asks for the currency once', () => {
    assert.deepEqual(rulesOf(objections([], ['currency'])), ['currency.missing currency'])
  })

  it('asks a contract for a currency only where its amount has none', () => {
    const asked = (currency: string | null) => {
      const fields = [field('amount', 'money', { minor: 825_000, currency })]
      const found = { classConfidence: 0.95, language: 'en', fields, findings: [] }
      return check({ ...found, class: 'contract' }, { ...rules, required: {} }).map(({ rule }) => rule)
    }
    assert.deepEqual([asked('GBP'), asked(null)], [[], ['currency.missing']])
  })

  it('says where an unsure field stands, how sure it is and how sure it must be', () => {
    const [finding] = objections([field('number', 'text', 'R-1', 0.41)])
    assert.equal(finding?.rule, 'field.uncertain')
    assert.equal(finding?.page, 2)
    assert.deepEqual(finding?.box, evidence[0]?.box)
    assert.match(finding?.message ?? '', /0\.41.*0\.95/)
  })

  it('does not doubt what a person entered', () => {
    assert.deepEqual(objections([{ ...field('number', 'text', 'R-1', 0), origin: 'person' }]), [])
  })

  it('compares net, tax and charges with the total, to the cent', () => {
    assert.deepEqual(rulesOf(objections([euros('total', 12900)])), ['total.mismatch total'])
    assert.deepEqual(objections([euros('total', 11901)]), [])
    assert.deepEqual(objections([euros('total', 12900), euros('charges', 1000)]), [])
  })

  it('writes amounts as a person reads them', () => {
    assert.match(objections([euros('total', 12900)])[0]?.message ?? '', /119\.00.*129\.00/)
  })

  it('objects to an IBAN or VAT id with wrong check digits', () => {
    const iban = (value: string) => rulesOf(objections([field('iban', 'iban', value)]))
    const vatId = (value: string) => rulesOf(objections([field('vatId', 'vatId', value)]))
    assert.deepEqual(iban('DE89370400440532013000'), [])
    assert.deepEqual(iban('DE88370400440532013000'), ['iban.invalid iban'])
    assert.deepEqual(iban('nonsense'), ['iban.invalid iban'])
    assert.deepEqual(vatId('DE136695976'), [])
    assert.deepEqual(vatId('DE136695975'), ['vat_id.invalid vatId'])
  })

  it('objects to dates in the future, out of order, or not on the calendar', () => {
    assert.deepEqual(rulesOf(objections([field('date', 'date', '2025-06-02')])), ['date.in_future date'])
    assert.deepEqual(objections([field('date', 'date', '2025-06-01')]), [])
    assert.deepEqual(rulesOf(objections([field('dueDate', 'date', '2025-04-30')])), [
      'due_date.before_date dueDate',
    ])
    assert.deepEqual(rulesOf(objections([field('date', 'date', '2025-02-30')])), ['date.invalid date'])
  })
})

describe('checking a class', () => {
  it('that was not sure asks a person', () => {
    const unsure: Understanding = {
      class: 'other',
      classConfidence: 0.4,
      language: null,
      fields: [],
      findings: [],
    }
    assert.deepEqual(rulesOf(check(unsure, rules)), ['class.uncertain undefined'])
  })

  it('without rules of its own objects to nothing', () => {
    const form: Understanding = {
      class: 'form',
      classConfidence: 0.9,
      language: 'en',
      fields: [],
      findings: [],
    }
    assert.deepEqual(check(form, { ...rules, confidence: {}, required: {} }), [])
  })
})
