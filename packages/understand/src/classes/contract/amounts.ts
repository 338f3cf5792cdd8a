// What is paid under a contract, and how often.
import type { Field } from '@countersign/contract/extraction'
import { makeField } from '../../extract/field.ts'
import { type AmountOptions, parseAmount } from '../../normalise/amount.ts'
import type { RunningText } from '../../page/running-text.ts'

const number = "\\d{1,3}(?:[ .,'’\\u00a0\\u202f]\\d{3})*(?:[.,]\\d{2})?(?!\\d)|\\d+(?:[.,]\\d{2})?(?!\\d)"
const sign = '[€£$]|(?:US|CA|AU)\\$|EUR|USD|GBP|CHF|PLN|[Ee]uro'
const behind =
  '€|EUR|euros?|Euro|USD|GBP|CHF|PLN|zł|złotych|dollars|pounds sterling|Franken|francs suisses|dólares'
const printed = new RegExp(
  `(?<![\\p{L}\\d])(?:(?:${sign}) ?(?:${number})|(?:${number}) ?(?:${behind})(?!\\p{L}))`,
  'gu',
)
const codes: Readonly<Record<string, string>> = {
  euro: 'EUR',
  euros: 'EUR',
  złotych: 'PLN',
  zł: 'PLN',
  dollars: 'USD',
  'pounds sterling': 'GBP',
  franken: 'CHF',
  'francs suisses': 'CHF',
  dólares: 'USD',
}

const paid =
  /\b(?:fees?|rent|price|pay|pays|paid|salary|compensation|remuneration|consideration|purchase|hourly|honorarium)\b|Miete|Grundmiete|Vergütung|Honorar|Preis|zahlt|Gehalt|Tagessatz|Stundensatz|Kaufpreis|loyer|prix|versera|rémunération|honoraires|salaire|\brenta\b|precio|honorarios|abonará|pagará|retribución|canone|prezzo|corrispettivo|compenso|stipendio|huurprijs|\bhuur\b|prijs|vergoeding|salaris|aluguel|renda|preço|pagará|remuneração|czynsz|wynagrodzeni|\bcen[aę]\b/giu
const notPaid =
  /liabilit|insur|damages|penalt|deposit|share capital|exceed|Haftung|Kaution|Stammkapital|Vertragsstrafe|Vorauszahlung|Nebenkosten|\bcapital\b|caution|dépôt de garantie|assurance|fianza|responsabilidad|cauzione|capitale|penale|waarborgsom|boete|caução|kaucj|kapitał|kara umown/iu
const periods: readonly (readonly [string, RegExp])[] = [
  [
    'PT1H',
    /per hour|hourly|an hour|pro Stunde|Stundensatz|par heure|por hora|all['’]ora|per uur|za godzinę/iu,
  ],
  ['P1D', /per day|daily|pro Tag|Tagessatz|par jour|por día|al giorno|per dag|dziennie/iu],
  [
    'P1M',
    /per month|monthly|a month|monatlich|pro Monat|par mois|mensuel|mensual|al mes|mensile|al mese|per maand|maandelijks|mensal|por mês|miesięczn/iu,
  ],
  [
    'P1Y',
    /per annum|per year|annual|a year|jährlich|pro Jahr|par an\b|annuel|anual|al año|annu[oa]|all['’]anno|per jaar|jaarlijks|por ano|roczn/iu,
  ],
]

/** How far in front of an amount and behind it is looked for what it is. */
const around = { before: 130, after: 60 }

/** Fields `amount` and `amountPeriod`: the first amount that a sentence says is paid, and not one of liability or capital. */
export function amountsOf(running: RunningText, options: AmountOptions): Field[] {
  for (const found of running.text.matchAll(printed)) {
    const before = lastSentence(running.text.slice(Math.max(0, found.index - around.before), found.index))
    const end = found.index + found[0].length
    const after = running.text.slice(end, end + around.after).split(/\. (?=\p{Lu})|;/u)[0] ?? ''
    const said = [...before.matchAll(paid)].at(-1)
    if (said === undefined || notPaid.test(before.slice(said.index))) continue
    const bare = found[0]
      .replace(/^euro /i, '')
      .replace(/ ?(?:euros?|złotych|zł|dollars|pounds sterling|Franken|francs suisses|dólares)$/iu, '')
    const amount = parseAmount(bare, options)
    if (amount === null || amount.minor <= 0) continue
    const word = found[0].replace(bare, '').trim().toLowerCase()
    const currency = amount.currency ?? codes[word] ?? (/^euro/i.test(found[0]) ? 'EUR' : null)
    const spans = running.spansOf(found.index, end)
    const score = amount.ambiguous ? 0.5 : 0.8
    const value = { minor: amount.minor, currency }
    const field = makeField({ name: 'amount', type: 'money', value, spans, score })
    const period = periodIn(after) ?? periodIn(before.slice(Math.max(0, said.index - 20)))
    if (period === null) return [field]
    return [field, makeField({ name: 'amountPeriod', type: 'text', value: period, spans, score: 0.75 })]
  }
  return []
}

const lastSentence = (text: string): string => text.split(/(?<=[\p{Ll}\d)])[.;] (?=\p{Lu}|§)/u).at(-1) ?? text

const periodIn = (text: string): string | null => periods.find(([, words]) => words.test(text))?.[0] ?? null
