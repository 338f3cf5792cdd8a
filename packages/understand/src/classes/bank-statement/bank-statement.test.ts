import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { check } from '../../check.ts'
import { pageOf, valuesOf } from '../../page/testing.ts'
import { understand } from '../../understand.ts'
import { classDefinitions, defaultConfidence, defaultRequired } from '../classes.ts'
import {
  columnStatement,
  englishStatement,
  frenchStatement,
  germanStatement,
  twoDaysStatement,
} from './samples.ts'

const rules = { confidence: defaultConfidence, required: defaultRequired, today: '2026-01-15' }
const mismatch = (drawing: string) =>
  check(understand([pageOf(drawing)]), rules).some(({ rule }) => rule === 'balance.mismatch')

describe('understanding a bank statement', () => {
  it('reads account, balances and transactions of a German one', () => {
    const found = understand([pageOf(germanStatement)])
    assert.equal(found.class, 'bank_statement')
    const read = valuesOf(found.fields)
    assert.equal(read.accountHolder, 'Vera Brandt')
    assert.equal(read.iban, 'DE89370400440532013000')
    assert.equal(read.number, '3/2025')
    assert.deepEqual(read.openingBalance, { minor: 100000, currency: 'EUR' })
    assert.deepEqual(read.closingBalance, { minor: 246950, currency: 'EUR' })
    assert.equal(read.transactions, '3')
    assert.deepEqual(read.turnover, { minor: 146950, currency: 'EUR' })
  })

  it('finds that a line is missing from the balance', () => {
    assert.equal(mismatch(germanStatement), false)
    assert.equal(mismatch(germanStatement.replace('-80,50', '-85,50')), true)
  })

  it('reads account and period of an English one', () => {
    const found = understand([pageOf(englishStatement)])
    assert.equal(found.class, 'bank_statement')
    const read = valuesOf(found.fields)
    assert.deepEqual(
      [read.accountHolder, read.accountNumber, read.periodStart, read.periodEnd],
      ['June Holloway', '31926819', '2025-03-01', '2025-03-31'],
    )
    assert.deepEqual(read.closingBalance, { minor: 255000, currency: 'GBP' })
  })

  it('knows by column, running balance or letter whether money came or went', () => {
    for (const [drawing, turnover, count] of [
      [columnStatement, 106_158, '3'],
      [twoDaysStatement, 252_100, '2'],
      [frenchStatement, 142_581, '2'],
    ] as const) {
      const { fields } = understand([pageOf(drawing)])
      const read = valuesOf(fields)
      assert.equal((read.turnover as { minor: number } | undefined)?.minor, turnover)
      assert.equal(read.transactions, count)
      assert.deepEqual(
        classDefinitions.bank_statement.rules?.(fields, '2026-01-01'),
        [],
        'the balances agree',
      )
    }
  })

  it('reads the period and balances with days between them and their words', () => {
    const read = valuesOf(understand([pageOf(twoDaysStatement)]).fields)
    assert.deepEqual([read.periodStart, read.periodEnd], ['2025-02-28', '2025-03-31'])
    assert.deepEqual(read.openingBalance, { minor: 154_212, currency: 'EUR' })
    assert.deepEqual(read.closingBalance, { minor: 406_312, currency: 'EUR' })
  })

  it('takes the currency of the country of the account where none is printed', () => {
    const { fields } = understand([pageOf(frenchStatement)])
    const currency = fields.find(({ name }) => name === 'currency')
    assert.deepEqual([currency?.value, currency?.origin], ['EUR', 'derived'])
  })
})
