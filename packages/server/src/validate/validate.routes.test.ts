import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Validation } from '@countersign/contract/validation'
import { withSystem } from '../db/sql.ts'
import { withInstallation } from '../pipeline/testing.ts'

async function house(t: { after(hook: () => Promise<void>): void }) {
  const installation = await withInstallation(t)
  const { http, headers } = installation
  const ask = (payload: object) => http.inject({ method: 'POST', url: '/v1/validate', headers, payload })
  const validate = async (payload: object): Promise<Validation> => {
    const answer = await ask(payload)
    assert.equal(answer.statusCode, 200, answer.body)
    return answer.json()
  }
  return { ...installation, ask, validate }
}

const rulesOf = ({ findings }: Validation) => findings.map(({ rule, field }) => `${rule} ${field}`)
const valuesOf = ({ fields }: Validation) =>
  Object.fromEntries(fields.map(({ name, value }) => [name, value]))

describe('values checked on the spot', () => {
  test('are judged by a workflow too, by as much of it as they allow', async (t) => {
    const { ask, validate, http, headers } = await house(t)
    const total = (minor: number) => ({ fields: { total: { minor, currency: 'EUR' } } })
    const examples = { passes: total(1), fails: total(9_999_999) }
    const due = { fields: { ...total(1).fields, dueDate: '2026-02-01' } }
    const rules = [
      { id: 'total.limit', check: 'fields.total.minor < 100000', fields: ['total'], examples },
      {
        ...{ id: 'due.soon', check: 'fields.dueDate < "2027-01-01"', fields: ['dueDate'] },
        examples: { passes: due, fails: { fields: { ...due.fields, dueDate: '2028-01-01' } } },
      },
    ]
    const payload = {
      ...{ name: 'counter', read: { languages: [], searchable: false }, publish: [] },
      understand: { classes: ['receipt'] },
      validate: { rules, required: { receipt: ['number'] } },
    }
    const saved = await http.inject({ method: 'POST', url: '/v1/workflows?activate=true', headers, payload })
    assert.equal(saved.statusCode, 201, saved.body)
    const fields = { total: '5,000.00 EUR', date: '2026-01-15' }
    const some = await validate({ workflow: 'counter', language: 'en', fields })
    assert.deepEqual([some.class, rulesOf(some)], ['receipt', ['total.limit total']])
    const all = await validate({ workflow: 'counter', language: 'en', fields, complete: true })
    assert.ok(rulesOf(all).includes('field.missing number'), rulesOf(all).join())
    assert.ok(rulesOf(all).includes('due.soon dueDate'))
    const unknown = await ask({ workflow: 'nothing', fields })
    assert.deepEqual([unknown.statusCode, unknown.json().code], [422, 'workflow.not_found'])
  })

  test('come back in their canonical form', async (t) => {
    const { validate } = await house(t)
    const found = await validate({
      class: 'invoice',
      language: 'de',
      fields: {
        date: '3. April 2026',
        total: '1.234,50 EUR',
        net: { minor: 100000, currency: 'EUR' },
        iban: 'de89 3704 0044 0532 0130 00',
        vatId: 'DE 136 695 976',
        number: ' RE-17 ',
      },
    })
    assert.deepEqual(valuesOf(found), {
      date: '2026-04-03',
      total: { minor: 123450, currency: 'EUR' },
      net: { minor: 100000, currency: 'EUR' },
      iban: 'DE89370400440532013000',
      vatId: 'DE136695976',
      number: 'RE-17',
    })
    assert.deepEqual([found.valid, found.findings], [true, []])
  })

  test('that are wrong say which and why, and nothing is asked for that was not sent', async (t) => {
    const { validate } = await house(t)
    const wrong = await validate({
      fields: {
        iban: 'DE89370400440532013001',
        date: '31.02.2026',
        total: 'a lot',
        bic: 'SHORT',
        dueDate: '03/04/2026',
      },
    })
    assert.deepEqual(rulesOf(wrong).sort(), [
      'amount.invalid total',
      'bic.invalid bic',
      'date.ambiguous dueDate',
      'date.invalid date',
      'iban.invalid iban',
    ])
    assert.equal(wrong.valid, false)
    assert.ok(wrong.fields.every(({ valid }) => !valid))
    const sums = await validate({
      class: 'invoice',
      fields: { net: '100.00 EUR', tax: '19.00', total: '120.00 EUR', currency: 'EUR' },
    })
    assert.deepEqual(rulesOf(sums), ['total.mismatch total'])
    const missing = await validate({
      class: 'invoice',
      complete: true,
      fields: { number: '17', currency: 'EUR' },
    })
    assert.ok(rulesOf(missing).includes('field.missing total'))
  })

  test('are held against the list of suppliers', async (t) => {
    const { validate, http, headers } = await house(t)
    await http.inject({
      ...{ method: 'PUT', url: '/v1/suppliers', headers },
      payload: { suppliers: [{ name: 'Lumen GmbH', ibans: ['DE89370400440532013000'] }] },
    })
    const known = { seller: 'Lumen', iban: 'DE89370400440532013000' }
    assert.deepEqual(rulesOf(await validate({ fields: known })), [])
    assert.deepEqual(rulesOf(await validate({ fields: { ...known, iban: 'DE02120300000000202051' } })), [
      'iban.changed iban',
    ])
    assert.deepEqual(rulesOf(await validate({ fields: { seller: 'Nobody' } })), ['seller.unknown seller'])
  })

  test('leave nothing behind, and are refused where they are too many, too long or of no known type', async (t) => {
    const { ask, app, http, headers } = await house(t)
    await ask({ fields: { seller: 'Leaves No Trace Ltd' } })
    const events = await withSystem(app.archive.db, (tx) =>
      tx.selectFrom('events').select('id').where('subject', 'like', 'doc%').execute(),
    )
    assert.deepEqual(events, [])
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`f${index}`, 'x']))
    for (const [payload, pattern] of [
      [{ fields: {} }, /fewer/],
      [{ fields: many }, /50/],
      [{ fields: { name: 'x'.repeat(501) } }, /500/],
      [{ fields: { name: 17 } }, /fields/],
      [{}, /fields/],
    ] as const) {
      const answer = await ask(payload)
      assert.equal(answer.statusCode, 400, answer.body)
      assert.equal(answer.json().code, 'request.invalid')
      assert.match(answer.body, pattern)
    }
    const text = await http.inject({
      ...{ method: 'POST', url: '/v1/validate', payload: 'hello' },
      headers: { ...headers, 'content-type': 'text/plain' },
    })
    assert.equal(text.json().code, 'request.unsupported_media_type')
  })
})
