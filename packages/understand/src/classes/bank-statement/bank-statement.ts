import type { Field, Finding, Money } from '@countersign/contract/extraction'
import { findAmounts, findIbans } from '../../extract/candidates.ts'
import { extractCommercial } from '../../extract/commercial.ts'
import { currencyField, findCurrency } from '../../extract/currency.ts'
import { dateOrderOf } from '../../extract/date-order.ts'
import { makeField } from '../../extract/field.ts'
import { type FieldSpec, field, readLabelled } from '../../labelled/labelled.ts'
import type { Found } from '../../labelled/labels.ts'
import { decimalSignOf } from '../../normalise/amount.ts'
import { currencyOfCountry } from '../../normalise/currency.ts'
import { type DateOrder, dateInText, parseDate } from '../../normalise/date.ts'
import { runningText } from '../../page/running-text.ts'
import type { Sheet } from '../../page/sheet.ts'
import type { ClassDefinition } from '../document-class.ts'
import { bankStatementTerms } from './terms.ts'
import { balanceIn, findTransactions, sumOf } from './transactions.ts'

const day = { type: 'date' } as const
const money = { type: 'money' } as const

const specs = [
  field(
    'accountHolder',
    'Account holder|Account name|Kontoinhaber|Titulaire|Titulaire du compte|Titular|Intestatario|Intestato a|Rekeninghouder|Posiadacz rachunku',
    {
      lines: 1,
    },
  ),
  field(
    'accountNumber',
    'Account number|Account no|Kontonummer|Konto-Nr|Numero de compte|Compte n|Numero de cuenta|Cuenta n|Numero conto|Conto n|Rekeningnummer|Numero da conta|Conta n|Numer rachunku',
    {
      pattern: /^[\dX*][\dX* -]{3,33}$/,
    },
  ),
  field(
    'number',
    'Statement number|Statement no|Auszug Nr|Auszug|Kontoauszug Nr|Kontoauszug Nummer|Releve n|Extracto n|Estratto conto n|Afschriftnummer|Volgnummer|Extrato n|Wyciag nr',
    {
      pattern: /^\d{1,4}(?:\/\d{2,4})?$/,
    },
  ),
  field(
    'date',
    'Statement date|Date of statement|Erstellt am|Datum|Date du releve|Date d arrete|Fecha del extracto|Data estratto|Datum afschrift|Data do extrato|Data wyciagu',
    day,
  ),
  field(
    'periodStart',
    'Period from|From|Statement period|Period|Zeitraum|vom|Periode|Periode du|Du|Periodo|Desde|Dal|Periodo dal|Van|Od',
    day,
  ),
  field('periodEnd', 'To|through|bis|au|hasta|al|tot|a|do|period to', { ...day, where: 'beside' }),
  field(
    'openingBalance',
    'Opening balance|Beginning balance|Previous balance|Balance brought forward|Brought forward|Start balance|Alter Kontostand|Alter Saldo|Anfangssaldo|Saldovortrag|Alter Kontostand vom|Kontostand alt|Solde precedent|Ancien solde|Solde initial|Saldo anterior|Saldo inicial|Saldo iniziale|Saldo precedente|Vorig saldo|Beginsaldo|Saldo poczatkowe',
    money,
  ),
  field(
    'closingBalance',
    'Closing balance|Ending balance|New balance|Balance carried forward|Carried forward|Final balance|End balance|Neuer Kontostand|Neuer Saldo|Endsaldo|Kontostand neu|Nouveau solde|Solde final|Saldo final|Saldo actual|Saldo finale|Nuovo saldo|Nieuw saldo|Eindsaldo|Saldo koncowe',
    money,
  ),
]

/** A statement of an account: balances, and every transaction between them. */
export const bankStatement: ClassDefinition = {
  terms: bankStatementTerms,
  fields: {
    accountHolder: { type: 'text', about: 'Whose account it is' },
    iban: { type: 'iban', about: 'The account, where its IBAN is printed' },
    accountNumber: { type: 'text', about: 'The account, as printed' },
    number: { type: 'text', about: 'The number of the statement' },
    date: { type: 'date', about: 'The day of the statement' },
    periodStart: { type: 'date', about: 'The first day that is covered' },
    periodEnd: { type: 'date', about: 'The last day that is covered' },
    openingBalance: { type: 'money', about: 'The balance before' },
    closingBalance: { type: 'money', about: 'The balance after' },
    transactions: { type: 'number', about: 'How many transactions were found' },
    turnover: {
      type: 'money',
      about: 'The sum of all transactions, where every one is printed with its sign',
    },
    currency: { type: 'currency', about: 'ISO 4217' },
  },
  required: ['closingBalance'],
  threshold: 0.85,
  extract(sheet, language) {
    const iban = ibanOf(sheet)
    const currency = currencyOf(sheet, iban)
    const code = typeof currency[0]?.value === 'string' ? currency[0].value : null
    const { fields, findings, labels } = readLabelled(sheet, specs, { language, currency: code })
    const balances = balancesOf(sheet, labels, code)
    const known = [...balances, ...iban]
    const rest = fields.filter((one) => !known.some(({ name }) => name === one.name))
    const own = [...known, ...rest, ...transactionFields(sheet, code), ...currency]
    const order = dateOrderOf(sheet, { language, currency: code })
    const missing = (name: string) => !own.some((one) => one.name === name)
    return {
      fields: [
        ...own.filter(({ name }) => name !== 'periodStart' && name !== 'periodEnd'),
        ...periodOf(sheet, order, own),
        ...(missing('accountHolder') ? holderOf(sheet, language) : []),
      ],
      findings,
    }
  },
  rules: balanceRules,
}

/** The currency that is printed; else that of the country of the account. */
function currencyOf(sheet: Sheet, iban: readonly Field[]): Field[] {
  const decimal = decimalSignOf(sheet.rows.flatMap((row) => row.tokens.map(({ text }) => text)))
  // The letters of a French IBAN read as francs.
  const rows = sheet.rows.filter((row) => !row.tokens.some(({ text }) => /^[A-Z]{2}\d{2}/.test(text)))
  const paper = { ...sheet, rows }
  const seen = currencyField(findCurrency(paper, findAmounts(paper, { decimal })))
  const [account] = iban
  if (seen.length > 0 || account === undefined || account.confidence < 0.9) return seen
  const value = currencyOfCountry(String(account.value).slice(0, 2))
  return value === null
    ? []
    : [{ ...account, name: 'currency', type: 'currency', value, confidence: 0.85, origin: 'derived' }]
}

/** The first opening and the last closing balance: statements of several pages print some on each. */
function balancesOf(sheet: Sheet, labels: readonly Found<FieldSpec>[], currency: string | null): Field[] {
  const decimal = decimalSignOf(sheet.rows.flatMap((row) => row.tokens.map(({ text }) => text)))
  return (['openingBalance', 'closingBalance'] as const).flatMap((name) => {
    const rows = labels
      .filter(({ spec, share }) => spec.name === name && share > 0.9)
      .flatMap(({ row, to }) => {
        const balance = balanceIn(row, decimal)
        return balance === null || balance.span.from <= to ? [] : [balance]
      })
    const found = name === 'openingBalance' ? rows[0] : rows.at(-1)
    if (found === undefined) return []
    const value = { minor: found.minor, currency }
    return [makeField({ name, type: 'money', value, spans: [found.span], score: 0.95 })]
  })
}

const dates = `${dateInText} ?(?:to|through|thru|until|-|–|—|bis|au|al|hasta(?: el)?|t/m|tot(?: en met)?|a|do) ?${dateInText}`

/** "May 1, 2025 through May 31, 2025", with or without a word in front of it; else what labels say. */
function periodOf(sheet: Sheet, order: DateOrder | null, own: readonly Field[]): Field[] {
  const labelled = own.filter(({ name }) => name === 'periodStart' || name === 'periodEnd')
  const running = runningText(sheet)
  for (const found of running.text.slice(0, 4_000).matchAll(new RegExp(dates, 'giu'))) {
    const [first, last] = [found[1] ?? '', found[2] ?? '']
    const [start, end] = [parseDate(first, order)?.iso ?? null, parseDate(last, order)?.iso ?? null]
    if (start === null || end === null || start > end) continue
    const endAt = found.index + found[0].length
    const make = (name: string, value: string, [from, to]: readonly [number, number]) =>
      makeField({ name, type: 'date', value, spans: running.spansOf(from, to), score: 0.93 })
    return [
      make('periodStart', start, [found.index, found.index + first.length]),
      make('periodEnd', end, [endAt - last.length, endAt]),
    ]
  }
  return labelled
}

/** An address stands above the transactions. */
const headRows = 25

/** Whom the letter is to, where no label names the holder. */
function holderOf(sheet: Sheet, language: string | null): Field[] {
  const head = { ...sheet, rows: sheet.rows.slice(0, headRows) }
  const { fields } = extractCommercial(head, { language, style: 'letter' })
  return fields.flatMap((one) =>
    one.name === 'buyer'
      ? [{ ...one, name: 'accountHolder', confidence: Math.min(0.8, one.confidence) }]
      : [],
  )
}

function ibanOf(sheet: Sheet): Field[] {
  const [first] = findIbans(sheet)
  if (first === undefined) return []
  const score = first.value.fault === null ? 0.95 : 0.4
  return [makeField({ name: 'iban', type: 'iban', value: first.value.value, spans: [first], score })]
}

function transactionFields(sheet: Sheet, currency: string | null): Field[] {
  const transactions = findTransactions(sheet)
  if (transactions.length === 0) return []
  const spans = transactions.map(({ span }) => span).slice(0, 200)
  const count = makeField({
    name: 'transactions',
    type: 'number',
    value: String(transactions.length),
    spans,
    score: 0.9,
  })
  const sum = sumOf(transactions)
  if (sum === null) return [count]
  const value = { minor: sum, currency }
  return [count, makeField({ name: 'turnover', type: 'money', value, spans, score: 0.9, origin: 'derived' })]
}

const minorOf = (fields: readonly Field[], name: string): Money | null => {
  const value = fields.find((one) => one.name === name)?.value
  return value === undefined || typeof value === 'string' ? null : value
}

/** The balance before, and what happened, make the balance after. */
function balanceRules(fields: readonly Field[]): Finding[] {
  const [before, after, turnover] = ['openingBalance', 'closingBalance', 'turnover'].map((name) =>
    minorOf(fields, name),
  )
  if (!before || !after || !turnover) return []
  const off = before.minor + turnover.minor - after.minor
  if (off === 0) return []
  const message = `Opening balance and transactions do not make the closing balance: they differ by ${(off / 100).toFixed(2)}. A line may be missing, misread or changed.`
  return [{ rule: 'balance.mismatch', severity: 'error', message, field: 'closingBalance' }]
}
