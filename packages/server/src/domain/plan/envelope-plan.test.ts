import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Field, FieldValue } from '@countersign/contract/extraction'
import { asksAnybody, fillPlan, type Known, type Plan, recipientFindings } from './envelope-plan.ts'
import { planFaults } from './plan-faults.ts'

const field = (name: string, value: FieldValue): Field => ({
  ...{ name, value, raw: '', confidence: 1, evidence: [], origin: 'document' },
  type: typeof value === 'string' ? 'text' : 'money',
})
const valuesOf = (fields: Record<string, FieldValue>) => ({
  class: 'contract' as const,
  fields: Object.entries(fields).map(([name, value]) => field(name, value)),
})
const known = (more: Partial<Known> = {}): Known => ({ values: null, given: {}, people: {}, ...more })
const ann = { name: 'Ann', email: 'ann@example.com' }
const boss = { name: 'Boss', email: 'boss@example.com', when: 'fields.total.minor >= 5000000' }
const plan = (more: Partial<Plan>): Plan => ({ title: 'Contract', recipients: [ann], ...more })
const numbers = (wanted: { recipients: { ordinal: number }[] }) => wanted.recipients.map((one) => one.ordinal)

test('over 50,000 needs two, and whoever cannot be told apart is asked', () => {
  const two = plan({ recipients: [boss, ann] })
  const at = (minor: number) =>
    fillPlan(two, known({ values: valuesOf({ total: { minor, currency: 'EUR' } }) })).wanted
  assert.deepEqual(numbers(at(5_000_000)), [1, 2])
  assert.deepEqual([numbers(at(4_999_999)), at(1).skipped], [[2], [1]])
  assert.deepEqual(numbers(fillPlan(two, known({ values: valuesOf({}) })).wanted), [1, 2])
})

test('fields of somebody who is not asked are not there, and the others keep their numbers', () => {
  const fields = [1, 2].map((recipient) => ({ recipient, kind: 'text' as const, at: { text: 'Here' } }))
  const { wanted } = fillPlan(
    plan({ recipients: [{ ...boss, when: 'false' }, ann], fields }),
    known({ values: valuesOf({}) }),
  )
  assert.deepEqual(
    wanted.fields.map(({ recipient }) => recipient),
    [2],
  )
})

test('a name, an address and a value are taken from the document, else from what was given', () => {
  const source = (name: string) => ({ field: name, given: name })
  const wanted = plan({
    recipients: [{ name: source('signer'), email: source('mail') }],
    fields: [{ recipient: 1, kind: 'text', at: { text: 'Sum' }, value: { field: 'total' } }],
  })
  const found = valuesOf({ signer: ' Bo  Berg ', total: { minor: 123450, currency: 'JPY' } })
  const filled = fillPlan(wanted, known({ values: found, given: { mail: 'bo@example.com', signer: 'X' } }))
  assert.deepEqual(filled.gaps, [])
  assert.deepEqual(filled.wanted.recipients[0]?.people, [{ name: 'Bo Berg', email: 'bo@example.com' }])
  assert.equal(filled.wanted.fields[0]?.value, '123450 JPY')
})

test('what is missing or no address is said by the field that a person can enter', () => {
  const envelope = { title: 'X', recipients: [{ name: 'Ann', email: { field: 'signerEmail' } }] }
  const workflow = { sign: { seal: { level: 'B-B' as const }, envelope } }
  const rules = (fields: Record<string, string>) =>
    recipientFindings({ workflow, values: valuesOf(fields), given: {} }).map(({ rule, field: name }) => [
      rule,
      name,
    ])
  assert.deepEqual(rules({}), [['envelope.recipient_missing', 'signerEmail']])
  assert.deepEqual(rules({ signerEmail: 'ann at home' }), [['envelope.recipient_invalid', 'signerEmail']])
  assert.deepEqual(rules({ signerEmail: 'ann@example.com' }), [])
})

test('somebody optional is left out, and who only gets a copy is nobody to ask', () => {
  const source = { given: 'second' }
  const { wanted, gaps } = fillPlan(
    plan({
      recipients: [
        { ...ann, role: 'copy' },
        { name: source, email: source, optional: true },
      ],
    }),
    known(),
  )
  assert.deepEqual([numbers(wanted), wanted.skipped, gaps], [[1], [2], []])
  assert.equal(asksAnybody(wanted), false)
})

test('people of a template are given by name, several for one place', () => {
  const wanted = plan({
    recipients: [{ as: 'tenant' }, { ...ann, others: [{ name: 'Bo', email: 'bo@example.com' }] }],
  })
  const tenant = { name: 'Ti', email: 'ti@example.com', accessCode: '4711' }
  const { recipients } = fillPlan(wanted, known({ people: { tenant } })).wanted
  assert.deepEqual(recipients[0]?.people, [tenant])
  assert.deepEqual(
    recipients[1]?.people.map(({ name }) => name),
    ['Ann', 'Bo'],
  )
  assert.deepEqual(
    fillPlan(wanted, known()).gaps.map(({ what }) => what),
    ['name', 'email'],
  )
})

test('a plan is checked with its places before anybody uses it', () => {
  const faults = (more: Partial<Plan>, kind: 'workflow' | 'template' = 'workflow') =>
    planFaults(plan(more), { types: { total: 'money' }, kind, documents: 1 }).map(({ path }) => path)
  assert.deepEqual(faults({}), [])
  assert.deepEqual(faults({ recipients: [{ ...ann, when: 'fields.totl.minor > 1' }] }), [
    '/recipients/0/when',
  ])
  assert.deepEqual(faults({ recipients: [{ ...ann, role: 'copy' }] }), ['/recipients'])
  assert.deepEqual(faults({ recipients: [{ as: 'tenant' }] }), ['/recipients/0/as'])
  assert.deepEqual(faults({ recipients: [{ name: 'Ann', email: { given: 'mail' } }] }), [
    '/recipients/0/email',
  ])
  assert.deepEqual(faults({ recipients: [{ as: 'tenant' }, { as: 'tenant' }] }, 'template'), [
    '/recipients/1',
  ])
  const at = { text: 'Here' }
  assert.deepEqual(faults({ fields: [{ recipient: 2, kind: 'text', at }] }), ['/fields/0'])
  assert.deepEqual(faults({ fields: [{ recipient: 1, kind: 'text' }] }), ['/fields/0'])
})
