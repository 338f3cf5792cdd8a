import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { check } from './check.ts'
import { defaultConfidence, defaultRequired } from './classes/classes.ts'
import {
  americanInvoice,
  creditNote,
  englishInvoice,
  germanInvoice,
  taxTableInvoice,
} from './classes/invoice/samples.ts'
import { englishReceipt, germanReceipt } from './classes/receipt/samples.ts'
import { pageOf, valuesOf } from './page/testing.ts'
import { understand } from './understand.ts'

const rules = { confidence: defaultConfidence, required: defaultRequired, today: '2026-01-15' }
const money = (currency: string | null) => (minor: number) => ({ minor, currency })
const [eur, gbp, usd] = [money('EUR'), money('GBP'), money('USD')]

describe('understanding an invoice', () => {
  it('reads every field of a German invoice with labels to the left', () => {
    const found = understand([pageOf(germanInvoice)])
    assert.equal(found.class, 'invoice')
    assert.equal(found.language, 'de')
    assert.deepEqual(valuesOf(found.fields), {
      seller: 'Nordlicht Bürobedarf GmbH',
      buyer: 'Kranich & Söhne KG',
      number: 'RE-2025-0417',
      date: '2025-03-14',
      dueDate: '2025-03-28',
      currency: 'EUR',
      net: eur(333300),
      tax: eur(63327),
      total: eur(396627),
      iban: 'DE89370400440532013000',
      vatId: 'DE136695976',
    })
    assert.deepEqual(check(found, rules), [])
  })

  it('does not take the time of printing in a footer for the date of the invoice', () => {
    const drawing = `
      Kessler Metallbau GmbH
      Rechnung Nr. 2024-118

      Jena, den 01.11.2024

      Pos  Bezeichnung            Betrag
      1    Gelaender              400,00 EUR

      Summe netto                 400,00 EUR
      19 % MwSt.                   76,00 EUR
      Gesamtbetrag                476,00 EUR

      Datum: 30.10.2024 Zeit: 14:07 Seite 1`
    assert.equal(valuesOf(understand([pageOf(drawing)]).fields).date, '2024-11-01')
  })

  it('takes small letters among the digits of a scanned number for the digits they look like', () => {
    const misread = englishReceipt.replace('004417', '0o44l7')
    const numberOf = (source: 'ocr' | 'text') =>
      valuesOf(understand([pageOf(misread, { source })]).fields).number
    assert.equal(numberOf('ocr'), '004417')
    assert.equal(numberOf('text'), '0o44l7')
    const scan = understand([pageOf(englishInvoice.replace('HL-20931', 'HL-2o9l'), { source: 'ocr' })])
    assert.equal(valuesOf(scan.fields).number, 'HL-2o9l', 'letters that may be meant stay')
  })

  it('reads an English invoice whose labels stand above their values', () => {
    const found = understand([pageOf(englishInvoice)])
    assert.equal(found.class, 'invoice')
    assert.equal(found.language, 'en')
    assert.deepEqual(valuesOf(found.fields), {
      seller: 'Harbour Light Design Ltd',
      buyer: 'Meadow Foods plc',
      number: 'HL-20931',
      date: '2025-04-03',
      dueDate: '2025-05-03',
      currency: 'GBP',
      net: gbp(225000),
      tax: gbp(45000),
      total: gbp(270000),
      iban: 'GB82WEST12345698765432',
      vatId: 'GB980780684',
    })
    assert.deepEqual(check(found, rules), [])
  })

  it('adds shipping to an American invoice and takes its month first', () => {
    const found = understand([pageOf(americanInvoice)])
    assert.deepEqual(valuesOf(found.fields), {
      seller: 'Redwood Trail Supply Inc.',
      buyer: 'Blue Canyon Outfitters LLC',
      number: '88213',
      date: '2025-03-04',
      dueDate: '2025-04-03',
      currency: 'USD',
      net: usd(30000),
      tax: usd(1950),
      charges: usd(2500),
      total: usd(34450),
    })
    assert.deepEqual(check(found, rules), [])
  })

  it('takes the sum row of a tax table, not one of its rates', () => {
    const values = valuesOf(understand([pageOf(taxTableInvoice)]).fields)
    assert.deepEqual([values.net, values.tax, values.total], [eur(20000), eur(2360), eur(22360)])
  })

  it('keeps a credit note negative', () => {
    const found = understand([pageOf(creditNote)])
    const values = valuesOf(found.fields)
    assert.equal(found.class, 'credit_note')
    assert.deepEqual([values.net, values.tax, values.total], [eur(-105000), eur(-19950), eur(-124950)])
    assert.equal(values.number, 'G-2025-011')
  })

  it('finds totals on the last page', () => {
    const [head = '', foot = ''] = germanInvoice.split('2     Ordner')
    const found = understand([pageOf(head), pageOf(`\n2     Ordner${foot}`, { number: 2 })])
    const total = found.fields.find(({ name }) => name === 'total')
    assert.deepEqual(total?.value, eur(396627))
    assert.equal(total?.evidence[0]?.page, 2)
  })

  it('points at the ink each value came from', () => {
    const found = understand([pageOf(germanInvoice)])
    const number = found.fields.find(({ name }) => name === 'number')
    assert.equal(number?.raw, 'RE-2025-0417')
    assert.equal(number?.evidence.length, 1)
    const [x = 0, y = 0, width = 0, height = 0] = number?.evidence[0]?.box ?? []
    assert.ok(x > 0.7 && x + width <= 1 && y > 0.1 && y + height < 0.2, `${x} ${y} ${width} ${height}`)
  })

  it('passes on what a person should scan again, but not the blank backs of a stack', () => {
    const quality = { sharpness: 0.2, contrast: 0.9, glare: 0, dpi: 200, cutOff: [], blank: false }
    const blurred = { ...pageOf('hello'), quality: { ...quality, advice: 'Hold the camera still.' } }
    const back = {
      ...pageOf('', { number: 2 }),
      quality: { ...quality, blank: true, advice: 'Nothing is printed here.' },
    }
    const advice = (pages: Parameters<typeof understand>[0]) =>
      understand(pages).findings.filter(({ rule }) => rule === 'page.poor_scan')
    assert.deepEqual(advice([blurred, back]), [
      { rule: 'page.poor_scan', severity: 'warning', message: 'Hold the camera still.', page: 1 },
    ])
    assert.deepEqual(
      advice([back]).map(({ page }) => page),
      [2],
    )
  })

  it('gives the same answer every time', () => {
    assert.deepEqual(understand([pageOf(germanInvoice)]), understand([pageOf(germanInvoice)]))
  })
})

describe('understanding a receipt', () => {
  it('takes the total, not the cash or the change', () => {
    const found = understand([pageOf(englishReceipt)])
    assert.equal(found.class, 'receipt')
    assert.deepEqual(valuesOf(found.fields), {
      seller: 'CORNER LEAF BOOKS LTD',
      address: '7 Mill Lane, Oxford OX1 2AB',
      number: '004417',
      date: '2025-11-12',
      currency: 'GBP',
      net: gbp(1667),
      tax: gbp(333),
      total: gbp(2000),
      vatId: 'GB980780684',
    })
    assert.deepEqual(check(found, rules), [])
  })

  it('derives the net amount of a German receipt from total and tax, with less confidence', () => {
    const found = understand([pageOf(germanReceipt)])
    assert.equal(found.class, 'receipt')
    assert.deepEqual(valuesOf(found.fields), {
      seller: 'Bäckerei Morgenrot',
      address: 'Lindenallee 8, 50667 Köln',
      number: '2291',
      date: '2025-10-07',
      currency: 'EUR',
      tax: eur(131),
      total: eur(2000),
      net: eur(1869),
      vatId: '215/5081/0815',
    })
    const [net, total] = ['net', 'total'].map((name) => found.fields.find((field) => field.name === name))
    assert.equal(net?.origin, 'derived')
    assert.equal(net?.evidence.length, 2)
    assert.ok((net?.confidence ?? 1) < (total?.confidence ?? 0))
  })
})

describe('doubt', () => {
  it('is said where 03/04 could be either month', () => {
    const found = understand([
      pageOf('INVOICE\nInvoice number: A-10\nInvoice date: 03/04/2025\nTotal $12.00'),
    ])
    assert.ok(found.findings.some(({ rule, field }) => rule === 'date.ambiguous' && field === 'date'))
    assert.ok((found.fields.find(({ name }) => name === 'date')?.confidence ?? 1) <= 0.7)
  })

  it('about a date is settled by another date of the document', () => {
    const drawing =
      'INVOICE\nInvoice number: A-10\nInvoice date: 03/04/2025\nDue date: 25/04/2025\nTotal $12.00'
    const found = understand([pageOf(drawing)])
    assert.equal(valuesOf(found.fields).date, '2025-04-03')
    assert.deepEqual(found.findings, [])
  })

  it('is said where a date is not on the calendar', () => {
    const found = understand([
      pageOf('RECHNUNG\nRechnungsnummer: 17\nRechnungsdatum: 31.02.2025\nSumme 5,00 EUR'),
    ])
    const finding = found.findings.find(({ rule }) => rule === 'date.invalid')
    assert.equal(finding?.field, 'date')
    assert.match(finding?.message ?? '', /31\.02\.2025/)
  })

  it('is said where a dot could be thousands or decimals', () => {
    const found = understand([pageOf('Invoice 17\nTotal 1.234 EUR')], { classes: ['invoice'] })
    assert.ok(found.findings.some(({ rule, field }) => rule === 'amount.ambiguous' && field === 'total'))
  })

  it('makes a worse reading a lower confidence', () => {
    const sure = understand([pageOf(germanInvoice)]).fields
    const unsure = understand([pageOf(germanInvoice, { source: 'ocr', confidence: 0.6 })]).fields
    for (const [index, field] of sure.entries())
      assert.ok((unsure[index]?.confidence ?? 1) < field.confidence)
  })
})

describe('letters that the recogniser does not have', () => {
  const capped = (drawing: string, options: Parameters<typeof pageOf>[1]) => {
    const found = understand([pageOf(drawing, options)])
    const named = found.findings.filter(({ rule }) => rule === 'read.alphabet_incomplete')
    for (const { field, page, box, severity } of named) {
      const of = found.fields.find(({ name }) => name === field)
      assert.ok(of?.type === 'money' || (of?.confidence ?? 1) <= 0.5)
      assert.ok(severity === 'error' && page === 1 && box !== undefined)
    }
    return named.map(({ field }) => field)
  }
  const withoutEuro = germanInvoice.replaceAll('€', '').replaceAll('ü', 'u').replaceAll('ö', 'o')

  it('hold the text and the amounts of a German scan for a person', () => {
    const fields = capped(withoutEuro, { source: 'ocr', language: 'de', alphabetComplete: false })
    assert.deepEqual(fields.sort(), ['buyer', 'net', 'number', 'seller', 'tax', 'total'])
  })

  it('do not hold amounts whose currency was seen', () => {
    const scan = withoutEuro.replace('Gesamtbetrag  ', 'Gesamtbetrag EUR')
    const fields = capped(scan, { source: 'ocr', language: 'de', alphabetComplete: false })
    assert.deepEqual(fields.sort(), ['buyer', 'number', 'seller'])
  })

  it('hold the amounts of an English scan without any currency', () => {
    const scan = englishInvoice.replaceAll('£', '')
    assert.deepEqual(capped(scan, { source: 'ocr', language: 'en' }).sort(), ['net', 'tax', 'total'])
  })

  it('do not matter where the text was not recognised but printed by a program', () => {
    assert.deepEqual(capped(withoutEuro, { language: 'de', alphabetComplete: false }), [])
  })
})

describe('hostile documents', () => {
  const rule = (name: string) => (found: { rule: string }) => found.rule === name

  it('without a word are "other", and not surely', () => {
    for (const pages of [[], [pageOf('')]]) {
      const found = understand(pages)
      assert.equal(found.class, 'other')
      assert.ok(check(found, rules).some(rule('class.uncertain')))
    }
  })

  it('full of labels and amounts end, with bounded work', () => {
    const line = 'Total 1.00 Date 01/02/2025 Invoice DE136695976 '.repeat(8)
    const pages = Array.from({ length: 20 }, (_, index) =>
      pageOf(`${line}\n`.repeat(120), { number: index + 1 }),
    )
    assert.ok(understand(pages).fields.every(({ confidence }) => confidence >= 0 && confidence <= 1))
  })

  it('with endless words and odd boxes end', () => {
    const page = pageOf(
      `Invoice ${'9'.repeat(5000)} ${'a.'.repeat(5000)} ${'1,'.repeat(5000)} ${'GmbH '.repeat(500)}`,
    )
    for (const block of page.blocks)
      for (const line of block.lines) for (const word of line.words) word.box = [0, 0, 0, 0]
    assert.equal(typeof understand([page]).class, 'string')
  })
})
