// The language of a document by its most common little words.
import type { Sheet } from '../page/sheet.ts'

const littleWords: Record<string, string> = {
  en: 'the of and to for your you is this with please from by are not be on that will thank date number amount invoice total subtotal tax quantity qty description due payment price street receipt cash change shall agreement between',
  de: 'der die das und von mit fur auf ist nicht wir sie ihre ihr bitte zum zur den dem ein eine nach bei rechnung datum betrag summe bis ohne gesamtbetrag zwischensumme mwst ust rechnungsnummer rechnungsdatum kundennummer menge zahlbar bezeichnung einzelpreis gesamt netto brutto beleg bar vertrag zwischen',
  fr: 'le la les des et pour votre vous est avec nous sur une du au par merci facture date montant',
  es: 'el la los las y para su con por una del fecha importe factura gracias que',
  it: 'il lo gli e per con una del della fattura data importo grazie che di',
  nl: 'het een en van voor uw met op is niet wij factuur datum bedrag deze',
  pt: 'o os as e para com uma do da fatura valor obrigado que nao',
}
const languagesOf = new Map<string, string[]>()
for (const [language, words] of Object.entries(littleWords))
  for (const word of words.split(' ')) languagesOf.set(word, [...(languagesOf.get(word) ?? []), language])

/** ISO 639-1, or null where too few words tell. What reading found out about the pages counts too. */
export function languageOf(sheet: Sheet): string | null {
  const votes = new Map<string, number>()
  const vote = (language: string, weight: number) => votes.set(language, (votes.get(language) ?? 0) + weight)
  for (const page of sheet.pages) if (page.language !== null) vote(page.language, 3)
  for (const row of sheet.rows)
    for (const token of row.tokens)
      for (const language of languagesOf.get(token.plain) ?? []) vote(language, 1)
  const [first, second] = [...votes].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  if (first === undefined || first[1] < 2 || first[1] === second?.[1]) return null
  return first[0]
}
