// Which language a page is written in, told by its small words and by the words of business papers.

/** Languages that are told apart, ISO 639-1. */
export type Language = 'de' | 'en' | 'es' | 'fr' | 'it' | 'nl' | 'pl' | 'pt'

// Without accents: recognised text has none where the recogniser's alphabet lacks them. A word in several
// lists counts for each of them by its share, so that "de" says little and "und" says much.
const listed: Record<Language, string> = {
  de: `der die das den dem des ein eine einer eines einem einen und oder nicht ist sind war wird werden wurde
    haben hat mit von vom zu zum zur fur auf aus bei nach uber unter durch ohne gegen bis im am als auch wie
    sie wir ihr ihre ihrer ihren ihnen uns unser unsere bitte sehr geehrte geehrter damen herren freundlichen
    grussen rechnung rechnungsnummer rechnungsdatum lieferung lieferschein betrag gesamtbetrag gesamt summe
    netto brutto mwst ust umsatzsteuer steuernummer datum kunde kundennummer menge preis einzelpreis stuck
    strasse telefon konto zahlbar zahlung tage innerhalb artikel bezeichnung anzahl bestellung quittung
    beleg bar gegeben vielen dank einkauf ohne abzug vertrag zwischen nachfolgend seite vom wert`,
  en: `the a an and or not is are was were be been has have had with of from to for on in at by as it its this
    that these those which who you your we our us they their will shall would should may can if all any no
    please thank thanks dear sincerely invoice number date due amount total subtotal tax vat net gross
    payment paid balance customer quantity qty price unit description item items order ship bill receipt
    change cash card sales store street phone terms days within account bank agreement between party parties
    page form name address signature employee employer state city zip yes more than into there one over`,
  es: `el la los las un una unos unas y o no es son era fue ser ha han con de del al a por para en sobre entre
    sin hasta desde como que se su sus lo le les este esta estos estas nos nuestro nuestra usted ustedes
    muy mas gracias factura numero fecha importe total base imponible iva cliente cantidad precio unidad
    descripcion articulo pedido pago vencimiento cuenta banco calle telefono recibo efectivo tarjeta cambio
    contrato ambas partes pagina nombre direccion firma estimado senor saludos neto bruto dias vendedor`,
  fr: `le la les un une des du de et ou ne pas est sont etait sera etre a ont avec par pour dans sur sous entre
    sans vers chez comme que qui dont ce cette ces se son sa ses leur leurs nous notre nos vous votre vos il
    elle ils elles au aux plus merci facture numero date echeance montant total ttc ht tva client quantite
    prix unitaire designation article commande paiement compte banque rue telephone recu especes carte rendu
    contrat parties page nom adresse signature madame monsieur veuillez cordialement jours reglement livraison`,
  it: `il lo la i gli le un uno una e o non sono era essere ha hanno con di del dello della dei degli delle al
    alla ai alle da dal dalla in nel nella su sul sulla per tra fra senza come che si suo sua suoi loro
    questo questa questi queste noi nostro nostra voi vostro vostra piu grazie fattura numero data scadenza
    importo totale imponibile iva cliente quantita prezzo unitario descrizione articolo ordine pagamento
    conto banca telefono ricevuta scontrino contanti carta resto contratto parti pagina nome indirizzo firma
    gentile signore saluti giorni documento commerciale partita codice fiscale`,
  nl: `de het een en of niet is zijn was werd worden wordt heeft hebben met van voor naar op in uit bij aan door
    over onder tussen zonder tot als dat die dit deze ook maar wij we ons onze u uw hij zij hun er te om
    meer dank bedankt geachte heer mevrouw vriendelijke groet factuur factuurnummer factuurdatum datum bedrag
    totaal subtotaal btw netto bruto klant klantnummer aantal prijs stuks omschrijving artikel bestelling
    betaling rekening bank straat telefoon bon kassabon contant wisselgeld overeenkomst partijen pagina naam
    adres handtekening dagen binnen vervaldatum verschuldigd exclusief inclusief korting`,
  pl: `i oraz lub nie jest sa byl byla bylo byc ma maja z ze od do dla na w we o po przy przez pod nad miedzy
    bez jak ze ktory ktora ktore sie jego jej ich ten ta to te tych nasz nasza wasz panstwo pan pani za
    dziekujemy prosimy faktura numer data wystawienia sprzedazy termin platnosci kwota razem suma netto brutto
    wartosc vat nip regon klient nabywca sprzedawca ilosc cena jednostkowa sztuk szt nazwa towaru uslugi
    zamowienie zaplata konto bank ulica ul telefon paragon fiskalny gotowka karta reszta umowa strony strona
    imie nazwisko adres podpis dni slownie zlotych zl pln`,
  pt: `o a os as um uma uns umas e ou nao sao era foi ser tem com de do da dos das ao aos em no na nos nas por
    pelo pela para sobre entre sem ate desde como que se seu sua seus suas este esta isto nosso nossa voce
    mais muito obrigado obrigada fatura factura numero data vencimento valor total iva nif cliente quantidade
    preco unitario descricao artigo encomenda pedido pagamento conta banco rua telefone recibo dinheiro cartao
    troco contrato partes pagina nome endereco morada assinatura senhor cumprimentos dias contribuinte`,
}

/** Letters that only some of the languages write; seen in texts that have all their letters. */
const letters: readonly [RegExp, readonly Language[]][] = [
  [/ß/, ['de']],
  [/[äöü]/, ['de']],
  [/[ąćęłńśźż]/, ['pl']],
  [/ñ|¿|¡/, ['es']],
  [/[ãõ]/, ['pt']],
  [/[œùûëîï]/, ['fr']],
  [/[êâ]/, ['fr', 'pt']],
  [/ç/, ['fr', 'pt']],
  [/[ìò]/, ['it']],
]

const shares = sharesOf(listed)

/** Fewer words than this in one language say nothing: a name, a street, a brand. */
const leastEvidence = 2.5
/** The best language must be this much better than the next. */
const leastLead = 1.25
/** What an expected language needs less. */
const expectedBonus = 1.2

/**
 * The language of these words, or null when they do not tell. `expected` (ISO 639-1) only tips a balance:
 * a French letter in a German and English workflow is still French.
 */
export function guessLanguage(words: readonly string[], expected: readonly string[] = []): Language | null {
  const scores = new Map<Language, number>()
  const add = (language: Language, value: number) => scores.set(language, (scores.get(language) ?? 0) + value)
  for (const text of words) {
    const word = text.toLowerCase().replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
    for (const [language, share] of shares.get(plain(word)) ?? []) add(language, share)
    for (const [pattern, languages] of letters) {
      if (pattern.test(word)) for (const language of languages) add(language, 0.5 / languages.length)
    }
  }
  const ranked = [...scores]
    .map(([language, score]) => ({
      language,
      score: score * (expected.includes(language) ? expectedBonus : 1),
    }))
    .sort((a, b) => b.score - a.score)
  const [best, next] = ranked
  if (!best || best.score < leastEvidence || best.score < leastLead * (next?.score ?? 0)) return null
  return best.language
}

/** Without accents, the way the recogniser writes it. */
function plain(word: string): string {
  return word.replaceAll('ß', 'ss').replaceAll('ł', 'l').normalize('NFD').replace(/\p{M}/gu, '')
}

function sharesOf(lists: Record<Language, string>): Map<string, [Language, number][]> {
  const languagesOf = new Map<string, Set<Language>>()
  for (const [language, list] of Object.entries(lists) as [Language, string][]) {
    for (const word of list.split(/\s+/)) {
      languagesOf.set(word, (languagesOf.get(word) ?? new Set()).add(language))
    }
  }
  // Squared: a word of two languages is worth a quarter to each, not a half.
  return new Map(
    [...languagesOf].map(([word, languages]) => [
      word,
      [...languages].map((language): [Language, number] => [language, 1 / languages.size ** 2]),
    ]),
  )
}
