import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { check } from './check.ts'
import { defaultConfidence, defaultRequired } from './classes/classes.ts'
import { pageOf, valuesOf } from './page/testing.ts'
import { understand } from './understand.ts'

const rules = { confidence: defaultConfidence, required: defaultRequired, today: '2026-01-15' }
const eur = (minor: number) => ({ minor, currency: 'EUR' })

const germanInvoice = `
# Nordlicht Bürobedarf GmbH

Nordlicht Bürobedarf GmbH · Hafenstr. 12 · 20457 Hamburg

Kranich & Söhne KG                                          Rechnungsnummer:      RE-2025-0417
Marktplatz 3                                                Rechnungsdatum:       14.03.2025
04109 Leipzig                                               Kundennummer:         10882
                                                            Lieferdatum:          11.03.2025
# Rechnung

Pos   Bezeichnung                        Menge      Einzelpreis        Gesamtpreis
1     Druckerpapier A4, 500 Blatt        20         4,95 €             99,00 €
2     Ordner, breit, schwarz             40         2,10 €             84,00 €
3     Bürostuhl "Ergo"                   3          1.050,00 €         3.150,00 €

                                                    Zwischensumme      3.333,00 €
                                                    zzgl. 19 % MwSt.     633,27 €
                                                    Gesamtbetrag       3.966,27 €

Zahlbar bis 28.03.2025 ohne Abzug.

Nordlicht Bürobedarf GmbH     IBAN: DE89 3704 0044 0532 0130 00     USt-IdNr.: DE136695976
`

const englishInvoice = `
# INVOICE                                       Harbour Light Design Ltd
                                                22 Quay Street
                                                Bristol BS1 4DJ

Bill to                          Invoice number        Invoice date          Due date
Meadow Foods plc                 HL-20931              3 April 2025          3 May 2025
1 Orchard Way
York YO1 7HH

Description                             Qty       Unit price        Amount
Brand guidelines                        1         £1,200.00         £1,200.00
Packaging concepts                      3         £350.00           £1,050.00

                                                  Subtotal          £2,250.00
                                                  VAT (20%)         £450.00
                                                  Total due         £2,700.00

Please pay by bank transfer: IBAN GB82 WEST 1234 5698 7654 32
VAT No: GB 980 7806 84
`

describe('understanding an invoice', () => {
  it('reads every field of a German invoice with labels to the left', () => {
    const found = understand([pageOf(germanInvoice)])
    assert.equal(found.class, 'invoice')
    assert.equal(found.language, 'de')
    assert.deepEqual(valuesOf(found.fields), {
      seller: 'Nordlicht Bürobedarf GmbH',
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

  it('reads an English invoice whose labels stand above their values', () => {
    const found = understand([pageOf(englishInvoice)])
    assert.equal(found.class, 'invoice')
    assert.deepEqual(valuesOf(found.fields), {
      seller: 'Harbour Light Design Ltd',
      number: 'HL-20931',
      date: '2025-04-03',
      dueDate: '2025-05-03',
      currency: 'GBP',
      net: { minor: 225000, currency: 'GBP' },
      tax: { minor: 45000, currency: 'GBP' },
      total: { minor: 270000, currency: 'GBP' },
      iban: 'GB82WEST12345698765432',
      vatId: 'GB980780684',
    })
    assert.deepEqual(check(found, rules), [])
  })
})
