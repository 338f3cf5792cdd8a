import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { guessLanguage } from './language.ts'
import { missingLanguage } from './language-packs.ts'

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
  sv: 'Hej och tack för er beställning. Vi ber er att betala beloppet inom 14 dagar till vårt konto, enligt avtal.',
  da: 'Kære kunde, tak for jeres bestilling. Beløbet skal være betalt inden 14 dage efter fakturaens dato.',
  fi: 'Hyvä asiakas, kiitämme tilauksesta. Lasku on maksettava eräpäivään mennessä, ja summa ilman alv on alla.',
  cs: 'Vážená paní, děkujeme za vaši objednávku. Prosíme, uhraďte částku do data splatnosti. Zboží, které jste objednali, dodáme mezi 3. a 5. květnem.',
  sk: 'Vážená pani, ďakujeme za vašu objednávku. Prosíme, uhraďte sumu do dátumu splatnosti. Tovar, ktorý ste objednali, dodáme medzi 3. a 5. májom.',
  hu: 'Tisztelt Hölgyem, köszönjük a rendelést. Kérjük, hogy az összeg fizetése a határidő előtt történjen meg.',
  ro: 'Stimată doamnă, vă mulțumim pentru comanda dumneavoastră. Suma este scadentă în 14 zile de la data facturii.',
  hr: 'Poštovana gospođo, hvala na narudžbi. Molimo da iznos računa platite do datuma dospijeća koji je naveden.',
  sl: 'Spoštovana gospa, hvala za naročilo. Prosimo, da znesek računa plačate do datuma zapadlosti, ki je naveden.',
  et: 'Lugupeetud klient, täname tellimuse eest. Palun tasuda arve summa enne tähtaega, mis on kirjas all.',
  lt: 'Gerbiama kliente, dėkojame už užsakymą. Prašome apmokėti sąskaitą per 14 dienų, suma yra nurodyta apačioje.',
  lv: 'Cienījamais klient, paldies par pasūtījumu. Lūdzu, apmaksas termins ir 14 dienu laikā no rēķina datuma.',
  tr: 'Sayın müşteri, siparişiniz için teşekkür ederiz. Lütfen toplam tutar için bu fatura tarihi ile ödeme yapınız.',
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

describe('A language that was asked for', () => {
  const canRead = (language: string) => ['de', 'en'].includes(language)

  it('is no problem where it can be read, nor is English', () => {
    assert.equal(missingLanguage(['de', 'en'], canRead), undefined)
  })

  it('is refused with the package that is missing', () => {
    const error = missingLanguage(['de', 'sv'], canRead)
    assert.equal(error?.code, 'language.missing')
    assert.match(error?.message ?? '', /npm install @tesseract\.js-data\/swe/)
    assert.match(missingLanguage(['xx'], canRead)?.message ?? '', /Leave it out/)
  })
})
