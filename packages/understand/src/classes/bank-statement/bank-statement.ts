import type { Field, Finding, Money } from '@countersign/contract/extraction'
import { findIbans } from '../../extract/candidates.ts'
import { currencyField, findCurrency } from '../../extract/currency.ts'
import { makeField } from '../../extract/field.ts'
import { field, readLabelled } from '../../labelled/labelled.ts'
import type { Sheet } from '../../page/sheet.ts'
import type { ClassDefinition } from '../document-class.ts'
import { bankStatementTerms } from './terms.ts'
import { findTransactions, sumOf } from './transactions.ts'

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
    'Opening balance|Beginning balance|Previous balance|Balance brought forward|Brought forward|Start balance|Alter Kontostand|Alter Saldo|Anfangssaldo|Saldovortrag|Kontostand alt|Solde precedent|Ancien solde|Solde initial|Saldo anterior|Saldo inicial|Saldo iniziale|Saldo precedente|Vorig saldo|Beginsaldo|Saldo poczatkowe',
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
    const seen = findCurrency(sheet, [])
    const { fields, findings } = readLabelled(sheet, specs, { language, currency: seen?.code ?? null })
    return {
      fields: [
        ...fields,
        ...ibanOf(sheet),
        ...transactionFields(sheet, seen?.code ?? null),
        ...currencyField(seen),
      ],
      findings,
    }
  },
  rules: balanceRules,
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
