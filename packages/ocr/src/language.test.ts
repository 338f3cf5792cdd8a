import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { guessLanguage } from './language.ts'

const guess = (text: string, expected: string[] = []) => guessLanguage(text.split(/\s+/), expected)

const letters = {
  en: 'Dear Mr Miller, please find the invoice for your order of 3 May. The amount is due within 14 days.',
  de: 'Sehr geehrte Frau Müller, wir danken für Ihre Bestellung und berechnen Ihnen die folgende Lieferung.',
  fr: 'Madame, veuillez trouver ci-joint la facture de votre commande. Le montant est à régler dans les 30 jours.',
  es: 'Estimado señor: adjuntamos la factura de su pedido. El importe total debe pagarse en los próximos 30 días.',
  it: 'Gentile signora, in allegato la fattura del suo ordine. Il pagamento della somma è dovuto entro 30 giorni.',
  nl: 'Geachte heer, bij deze ontvangt u de factuur voor uw bestelling. Het bedrag dient binnen 14 dagen betaald te worden.',
  pt: 'Caro senhor, segue a fatura do seu pedido. O valor total deve ser pago em até 30 dias após a data da emissão.',
  pl: 'Szanowny Panie, przesyłamy fakturę za zamówienie. Prosimy o zapłatę kwoty na nasze konto w ciągu 14 dni.',
}

describe('The language of a page', () => {
  it('is told from a letter', () => {
    for (const [language, text] of Object.entries(letters)) assert.equal(guess(text), language)
  })

  it('is told from a letter whose accents the recogniser could not write', () => {
    for (const [language, text] of Object.entries(letters)) {
      assert.equal(guess(text.normalize('NFD').replace(/[^ -~]/g, '')), language)
    }
  })

  it('is told from the few words of a business paper', () => {
    assert.equal(guess('Rechnung Nr. 4711 Datum 03.05.2026 Gesamtbetrag 119,00 EUR inkl. MwSt'), 'de')
    assert.equal(guess('INVOICE Number 4711 Date 05/03/2026 Amount due $119.00'), 'en')
    assert.equal(guess('Facture n° 4711 Échéance 03/05/2026 Montant TTC 119,00 EUR TVA'), 'fr')
    assert.equal(guess('Faktura VAT nr 4711 Sprzedawca Nabywca Kwota netto brutto'), 'pl')
  })

  it('stays unknown where words do not tell', () => {
    assert.equal(guess('ACME 4711 119.00'), null)
    assert.equal(guess(''), null)
    assert.equal(guess('Total Berlin Paris'), null)
  })

  it('is tipped by what is expected, not overruled by it', () => {
    assert.equal(guess(letters.fr, ['de', 'en']), 'fr')
  })
})
