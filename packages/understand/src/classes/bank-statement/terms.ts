// What tells a statement of a bank account.
import { type Terms, weighted } from '../document-class.ts'

export const bankStatementTerms: Terms = {
  titles: weighted({
    3.4: 'bank statement, account statement, statement of account, current account statement, checking account statement, savings account statement, kontoauszug, *kontoauszug, releve de compte, releve bancaire, extracto de cuenta, extracto bancario, estratto conto, rekeningafschrift, bankafschrift, extrato de conta, extrato bancario, extrato, wyciag bankowy, wyciag z rachunku, credit card statement, kreditkartenabrechnung, account summary, umsatzubersicht',
  }),
  words: weighted({
    1.7: 'opening balance, closing balance, beginning balance, ending balance, balance brought forward, balance carried forward, statement period, previous balance, new balance, alter kontostand, neuer kontostand, kontostand am, alter saldo, neuer saldo, anfangssaldo, endsaldo, buchungstag, valuta, wertstellung, auszug nr, solde precedent, ancien solde, nouveau solde, solde au, saldo anterior, saldo final, saldo inicial, fecha valor, saldo iniziale, saldo finale, data valuta, vorig saldo, nieuw saldo, beginsaldo, eindsaldo, boekdatum, data valor, saldo poczatkowe, saldo koncowe, data ksiegowania, data waluty, date valeur, date operation, fecha operacion, data movimento, paid in, paid out, money in, money out, withdrawals, deposits and other credits',
    0.8: 'balance, account number, sort code, deposits, debit, credit, kontonummer, soll, haben, saldo, gutschrift, lastschrift, dauerauftrag, debits, credits, solde, debito, credito, cargo, abono, dare, avere, af, bij, debet, obciazenia, uznania, direct debit, standing order, atm, transactions, transaction, umsatze, operations, movimientos, movimenti, movimentos, operacje, interest, account holder, kontoinhaber, titulaire du compte, titular, intestatario, rekeninghouder, iban, bic, statement date, statement number',
  }),
  shape: { 'dated amounts': 2, amounts: 0.8, slip: -1, card: -1.5 },
}
