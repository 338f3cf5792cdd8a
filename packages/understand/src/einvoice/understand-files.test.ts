import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LineItem } from '@countersign/contract/extraction'
import { withoutLines } from '@countersign/fixtures/einvoice/cii'
import { attachmentName, type EProfile, eProfiles, makeXml } from '@countersign/fixtures/einvoice/e-invoice'
import { type EFacts, inventEInvoice } from '@countersign/fixtures/einvoice/facts'
import { check } from '../check.ts'
import { defaultConfidence, defaultRequired } from '../classes/classes.ts'
import { valuesOf } from '../page/testing.ts'
import { compareLines } from './lines.ts'
import { readEInvoices } from './read.ts'
import { printedInvoice } from './testing.ts'
import { understandFiles } from './understand-files.ts'

const euros = (minor: number) => ({ minor, currency: 'EUR' })
const fileOf = (facts: EFacts, profile: EProfile, change: (xml: string) => string = (same) => same) => ({
  name: attachmentName(profile),
  bytes: Buffer.from(change(Buffer.from(makeXml(facts, profile)).toString('utf8'))),
})
const rulesOf = (findings: readonly { rule: string; field?: string }[]) =>
  findings.map(({ rule, field }) => (field === undefined ? rule : `${rule} ${field}`))

/** What every profile states. */
const coreOf = ({ invoice, net, tax, total, due }: EFacts) => ({
  number: invoice.number,
  date: invoice.date,
  currency: 'EUR',
  seller: invoice.seller.name,
  buyer: invoice.buyer.name,
  vatId: invoice.seller.vatId,
  net: euros(net),
  tax: euros(tax),
  total: euros(total),
  due: euros(due),
})

describe('an e-invoice', () => {
  for (const profile of eProfiles)
    it(`is read exactly from ${profile}`, () => {
      for (const credit of [false, true]) {
        const facts = inventEInvoice({ seed: 11, rich: profile !== 'facturx-minimum', credit })
        const found = understandFiles([], { files: [fileOf(facts, profile)], drawn: true })
        const values = valuesOf(found.fields)
        for (const [name, value] of Object.entries(coreOf(facts))) assert.deepEqual(values[name], value, name)
        assert.deepEqual(rulesOf(found.findings), [])
        const { lines = [], taxes = [] } = found
        if (withoutLines(profile)) assert.equal(lines.length, 0)
        else
          assert.deepEqual(
            lines.map(({ description, article, quantity, amount, taxRate }) => [
              ...[description, article, Number(quantity), amount, Number(taxRate)],
            ]),
            facts.lines.map((line) => [
              ...[line.description, line.article, line.quantity, euros(line.amount), line.rate],
            ]),
          )
        if (profile === 'facturx-minimum') continue
        assert.equal(values.iban, facts.invoice.seller.iban)
        assert.equal(values.bic, facts.bic)
        assert.equal(values.dueDate, facts.invoice.dueDate)
        assert.deepEqual(
          taxes.map(({ rate, base, amount }) => [Number(rate), base, amount]),
          facts.shares.map(({ rate, base, tax }) => [rate, euros(base), euros(tax)]),
        )
      }
    })

  it('says in which file, and where in it, each value stands', () => {
    const found = understandFiles([], {
      files: [fileOf(inventEInvoice({ seed: 3 }), 'xrechnung-ubl')],
      drawn: true,
    })
    const places = Object.fromEntries(found.fields.map(({ name, xml }) => [name, xml]))
    assert.deepEqual(places.number, { file: 'xrechnung.xml', path: '/Invoice/cbc:ID' })
    assert.deepEqual(found.lines?.[1]?.xml?.path, '/Invoice/cac:InvoiceLine[2]')
    assert.deepEqual(found.eInvoice, { syntax: 'ubl', profile: 'XRechnung 3.0', file: 'xrechnung.xml' })
  })

  it('from elsewhere may have an account that is no IBAN and a VAT id of any form', () => {
    const facts = inventEInvoice({ seed: 6 })
    const { iban, vatId } = facts.invoice.seller
    const change = (xml: string) =>
      xml.replace(iban, '8601 11 17947').replace(`CompanyID>${vatId}`, 'CompanyID>AU51824753556')
    const found = understandFiles([], { files: [fileOf(facts, 'peppol-ubl', change)], drawn: true })
    const values = valuesOf(found.fields)
    assert.deepEqual(
      [values.iban, values.account, values.vatId],
      [undefined, '8601 11 17947', 'AU51824753556'],
    )
    const rules = { confidence: defaultConfidence, required: defaultRequired, today: '2030-01-01' }
    assert.deepEqual(check(found, rules), [])
  })

  it('that contradicts itself says so, and what the sums should be', () => {
    const facts = inventEInvoice({ seed: 5, rich: true })
    const amount = (minor: number) => (minor / 100).toFixed(2)
    const wrongBy = (name: string, minor: number) => (xml: string) =>
      xml.replace(new RegExp(`(<cbc:${name}[^>]*>)${amount(minor)}`), `$1${amount(minor + 100)}`)
    const judged = (change: (xml: string) => string) =>
      rulesOf(understandFiles([], { files: [fileOf(facts, 'xrechnung-ubl', change)], drawn: true }).findings)
    assert.deepEqual(judged(wrongBy('TaxInclusiveAmount', facts.total)), [
      'einvoice.sum_mismatch total',
      'einvoice.sum_mismatch due',
    ])
    assert.deepEqual(judged(wrongBy('PayableAmount', facts.due)), ['einvoice.sum_mismatch due'])
    const [line] = facts.lines
    assert.deepEqual(judged(wrongBy('PriceAmount', line?.price ?? 0)), ['einvoice.line_mismatch'])
  })
})

describe('an invoice whose XML and print', () => {
  const facts = inventEInvoice({ seed: 21 })
  const files = [fileOf(facts, 'facturx-en16931')]
  const rules = { confidence: defaultConfidence, required: defaultRequired, today: '2030-01-01' }

  it('agree is sure of what it says, and knows where it is printed', () => {
    const found = understandFiles([printedInvoice(facts)], { files })
    assert.deepEqual(rulesOf(found.findings), [])
    assert.deepEqual(check(found, rules), [])
    for (const name of ['number', 'date', 'total', 'iban', 'seller']) {
      const field = found.fields.find((one) => one.name === name)
      assert.equal(field?.origin, 'document', name)
      assert.equal(field?.confidence, 0.99)
      assert.equal(field?.evidence.length, 1)
      assert.ok(field?.xml)
    }
  })

  const withPrint = (from: string, to: string) =>
    understandFiles([printedInvoice(facts, (drawing) => drawing.replaceAll(from, to))], { files })

  it('name different accounts is held, and the finding names both', () => {
    const other = 'DE89370400440532013000'
    const found = withPrint(facts.invoice.seller.iban, other)
    const [finding, ...more] = found.findings
    assert.deepEqual(more, [])
    assert.equal(finding?.rule, 'einvoice.differs')
    assert.equal(finding?.severity, 'error')
    assert.ok(finding?.message.includes(other) && finding.message.includes(facts.invoice.seller.iban))
    assert.equal(finding?.page, 1)
  })

  it('name different totals or numbers is held', () => {
    const germanTotal = (facts.total / 100).toLocaleString('de-DE', { minimumFractionDigits: 2 })
    assert.deepEqual(rulesOf(withPrint(germanTotal, '9.999,99').findings), ['einvoice.differs total'])
    assert.deepEqual(rulesOf(withPrint(facts.invoice.number, 'RE-9999-77').findings), [
      'einvoice.differs number',
    ])
  })

  it('do not both have the account is only a warning', () => {
    const found = withPrint(`IBAN: ${facts.invoice.seller.iban}`, '')
    assert.deepEqual(rulesOf(found.findings), ['einvoice.not_printed iban'])
    assert.equal(found.findings[0]?.severity, 'warning')
  })

  it('are not compared where a workflow does not expect invoices', () => {
    const found = understandFiles([printedInvoice(facts)], { files, classes: ['contract'] })
    assert.equal(found.eInvoice, undefined)
    assert.equal(found.class, 'contract')
  })
})

describe('lines of an invoice that are printed', () => {
  const facts = inventEInvoice({ seed: 21 })
  const { invoice } = readEInvoices([fileOf(facts, 'facturx-en16931')])
  assert.ok(invoice)
  const printed = invoice.lines.map(({ xml: _, ...line }) => ({
    ...line,
    raw: 'as printed',
    evidence: [{ page: 2, box: [0, 0, 1, 0.1] as [number, number, number, number] }],
  }))
  const compared = (lines: readonly LineItem[]) => compareLines(invoice, { lines, lookup: () => null })

  it('give their places to those of the XML', () => {
    const { lines, findings } = compared(printed)
    assert.deepEqual(findings, [])
    assert.ok(lines.every(({ raw, xml, evidence }) => raw === 'as printed' && xml && evidence[0]?.page === 2))
  })

  it('and that the XML does not have are named, unless hardly any agrees', () => {
    const strange = { ...printed[0], description: 'Handling fee', amount: euros(77) } as LineItem
    const { findings } = compared([...printed, strange])
    assert.deepEqual(rulesOf(findings), ['einvoice.line_differs'])
    assert.match(findings[0]?.message ?? '', /Handling fee, 0\.77 EUR/)
    const withTax = printed.map((line) => ({ ...line, amount: euros((line.amount?.minor ?? 0) + 999) }))
    assert.deepEqual(compared(withTax).findings, [])
  })

  it('may be ten thousand', () => {
    const [line = facts.lines[0]] = facts.lines
    assert.ok(line)
    const many = { ...facts, lines: Array.from({ length: 10_000 }, () => line) }
    const found = understandFiles([printedInvoice(facts)], { files: [fileOf(many, 'xrechnung-ubl')] })
    assert.equal(found.lines?.length, 10_000)
    assert.equal(found.lines?.at(-1)?.xml?.path, '/Invoice/cac:InvoiceLine[10000]')
    assert.ok(found.findings.some(({ rule }) => rule === 'einvoice.sum_mismatch'))
  })
})

describe('XML of strangers', () => {
  const read = (text: string | Uint8Array, name = 'factur-x.xml') =>
    understandFiles([], { files: [{ name, bytes: typeof text === 'string' ? Buffer.from(text) : text }] })

  it('that is broken, has a document type, or is too deep is a finding that says what to do', () => {
    const deep = `${'<a>'.repeat(100)}${'</a>'.repeat(100)}`
    const bomb = '<!DOCTYPE a [<!ENTITY b "cccc"><!ENTITY d "&b;&b;">]><a>&d;</a>'
    const outside = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'
    const wide = `<a>${'<b/>'.repeat(600_000)}</a>`
    for (const text of [
      '<a',
      '<a><b></a>',
      deep,
      bomb,
      outside,
      wide,
      '<?xml version="1.0" encoding="none"?><a/>',
    ]) {
      const found = read(text)
      assert.deepEqual(rulesOf(found.findings), ['einvoice.unreadable'], text.slice(0, 30))
      assert.match(found.findings[0]?.message ?? '', /Ask the seller/)
    }
  })

  it('of another kind is left alone', () => {
    assert.deepEqual(read('<html xmlns="http://www.w3.org/1999/xhtml"/>', 'page.xml').findings, [])
    assert.deepEqual(read('plain text', 'note.txt').findings, [])
  })

  it('in UTF-16, or in the encoding that it names, is read', () => {
    const facts = inventEInvoice({ seed: 9 })
    const xml = Buffer.from(makeXml(facts, 'xrechnung-cii')).toString('utf8')
    const wide = Buffer.from(`\ufeff${xml.replace('UTF-8', 'UTF-16')}`, 'utf16le')
    const latin = Buffer.from(xml.replace('UTF-8', 'ISO-8859-1'), 'latin1')
    for (const bytes of [wide, latin])
      assert.equal(valuesOf(read(bytes).fields).seller, facts.invoice.seller.name)
  })

  it('of another format is named, and does not keep an invoice beside it from being read', () => {
    const order = '<o:Order xmlns:o="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>'
    const italian =
      '<p:FatturaElettronica xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"/>'
    for (const [text, name] of [
      [order, /an order \(UBL\)/],
      [italian, /FatturaPA \(Italy\)/],
      ['<Invoice xmlns="http://www.ebinterface.at/schema/6p1/"/>', /ebInterface/],
    ] as const) {
      const { findings } = read(text, 'other.xml')
      assert.deepEqual(rulesOf(findings), ['einvoice.other_format'])
      assert.match(findings[0]?.message ?? '', name)
    }
    const invoice = fileOf(inventEInvoice({ seed: 2 }), 'facturx-en16931')
    const files = [{ name: 'order-x.xml', bytes: Buffer.from(order) }, invoice]
    const found = understandFiles([], { files, drawn: true })
    assert.deepEqual(rulesOf(found.findings), ['einvoice.other_format'])
    assert.equal(found.eInvoice?.file, 'factur-x.xml')
  })

  it('that came in the envelope of Peppol is read without it', () => {
    const facts = inventEInvoice({ seed: 8 })
    const wrap = (xml: string) =>
      `<StandardBusinessDocument xmlns="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"><StandardBusinessDocumentHeader/>${xml.replace(/<\?.*?\?>/, '')}</StandardBusinessDocument>`
    const found = understandFiles([], { files: [fileOf(facts, 'peppol-ubl', wrap)], drawn: true })
    assert.deepEqual(rulesOf(found.findings), [])
    assert.equal(valuesOf(found.fields).number, facts.invoice.number)
  })

  it('that says the same in two formats is one invoice', () => {
    const facts = inventEInvoice({ seed: 1 })
    const files = [fileOf(facts, 'zugferd1-comfort'), fileOf(facts, 'facturx-en16931')]
    assert.deepEqual(rulesOf(understandFiles([], { files, drawn: true }).findings), [])
  })

  it('with two invoices in it is for a person to look at', () => {
    const one = { ...fileOf(inventEInvoice({ seed: 1 }), 'xrechnung-cii'), name: 'other.xml' }
    const two = fileOf(inventEInvoice({ seed: 2 }), 'facturx-en16931')
    const found = understandFiles([], { files: [one, two], drawn: true })
    assert.deepEqual(rulesOf(found.findings), ['einvoice.several'])
    assert.equal(found.eInvoice?.file, 'factur-x.xml')
  })

  it('without what every invoice states names what is missing', () => {
    const change = (xml: string) => xml.replace(/<ram:IssueDateTime>.*?<\/ram:IssueDateTime>/, '')
    const found = understandFiles([], {
      files: [fileOf(inventEInvoice({ seed: 4 }), 'xrechnung-cii', change)],
      drawn: true,
    })
    assert.deepEqual(rulesOf(found.findings), ['einvoice.br_03'])
    assert.match(found.findings[0]?.message ?? '', /day of issue/)
  })
})
