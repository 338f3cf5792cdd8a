import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Field } from '@countersign/contract/extraction'
import { celFault } from './cel/cel.ts'
import { patternCost } from './cel/cel-bounds.ts'
import { applyRules, approvalsOf, routeOf, withoutDoubts } from './rules.ts'

const total: Field = {
  name: 'total',
  type: 'money',
  value: { minor: -500, currency: 'EUR' },
  raw: '-5,00',
  confidence: 1,
  evidence: [{ page: 2, box: [0.1, 0.2, 0.3, 0.4] }],
  origin: 'document',
}
const rule = (check: string) => [{ id: 'total.positive', check, fields: ['total'] }]
const invoice = { class: 'invoice', fields: [total] } as const
const values = { class: invoice.class, fields: [...invoice.fields] }
const names = { date: 'date', dueDate: 'date', net: 'money', number: 'text', total: 'money' } as const

test('a rule that holds finds nothing', () => {
  assert.deepEqual(applyRules(rule('abs(fields.total.minor) == 500'), values), [])
})

test('a rule that does not hold names field, page and box', () => {
  const [finding] = applyRules(rule('fields.total.minor > 0'), values)
  assert.equal(finding?.rule, 'total.positive')
  assert.equal(finding?.field, 'total')
  assert.equal(finding?.page, 2)
  assert.deepEqual(finding?.box, [0.1, 0.2, 0.3, 0.4])
})

test('a rule about a field that is not there holds the document instead of passing it', () => {
  const [finding] = applyRules(rule('fields.net.minor > 0'), values)
  assert.equal(finding?.severity, 'error')
  assert.deepEqual(applyRules(rule('!has(fields.net) || fields.net.minor > 0'), values), [])
})

test('a rule for other classes is not asked, and one that only warns holds nothing', () => {
  const [other] = rule('fields.total.minor > 0')
  assert.ok(other)
  assert.deepEqual(applyRules([{ ...other, classes: ['receipt'] }], values), [])
  const [finding] = applyRules([{ ...other, severity: 'warning' }], values)
  assert.equal(finding?.severity, 'warning')
})

test('rules go through the lines of a document, with their decimals as numbers', () => {
  const lines = [
    { description: 'Paper', quantity: '2', unitPrice: '9.90', amount: { minor: 1980, currency: 'EUR' } },
    { description: 'Pen', quantity: null, unitPrice: null, amount: { minor: 20, currency: 'EUR' } },
  ]
  const sums = 'sum(lines.filter(l, has(l.minor)).map(l, l.minor)) == 2000'
  assert.equal(celFault(sums, names), null)
  assert.deepEqual(applyRules(rule(sums), { ...values, lines }), [])
  const each = 'lines.all(l, !has(l.quantity) || round(l.quantity * l.unitPrice * 100.0) == l.minor)'
  assert.equal(celFault(each, names), null)
  assert.deepEqual(applyRules(rule(each), { ...values, lines }), [])
  const many = Array.from({ length: 501 }, () => lines[0])
  assert.match(
    applyRules(rule('size(lines) > 0'), { ...values, lines: many })[0]?.message ?? '',
    /could not be/,
  )
})

test('an expression with a mistake is explained before a workflow is used', () => {
  const faults: [string, RegExp][] = [
    ['fields.total.minor >', /ends too early/],
    ['unknown > 0', /There is no "unknown"/],
    ['feilds.total.minor > 0', /Did you mean "fields"/],
    ['total.minor > 0', /Write fields\.total/],
    ['has(fields.totl)', /Did you mean "total"/],
    ['!has(fields.total.minr)', /An amount has no "minr"\. Did you mean "minor"/],
    ['fields.total.amount > 0', /An amount has no "amount"/],
    ['lines.all(l, l.minr > 0)', /A line has no "minr"/],
    ['fields.total == null', /ask has\(fields\.name\)/],
    ['fields.?total.minor > 0', /ask has\(fields\.name\)/],
    ['fields.total.minor > 0 and true', /Write && for "and"/],
    ['fields.total.minor = 3', /Write == to compare/],
    ['fields.number.contians("a")', /no contians\(\)\. Did you mean "contains"/],
    ['fields.totl.minor > 0', /Did you mean "total"/],
    [
      'fields.total > 0',
      /">" does not go with "total", an amount of money, and a whole number.*fields\.total\.minor/,
    ],
    ['fields.number + 1 == 2', /"\+" does not go with a text and a whole number/],
    ['size(fields.number)', /true or false, but this is of type int/],
    ['fields.number.matches(fields.date)', /as a text in quotes/],
    ['cel.bind(a, 1, a == 1)', /not taken/],
    ['lines.all(a, lines.all(b, lines.all(c, a.article == c.article)))', /steps/],
  ]
  for (const [check, message] of faults) assert.match(celFault(check, names)?.message ?? '', message, check)
  for (const check of [
    'days(fields.date, fields.dueDate) <= 60',
    'fields.number.matches("^[A-Z]{2}-[0-9]{4,8}$")',
    'lines.all(a, lines.exists(b, a.article == b.article))',
  ])
    assert.equal(celFault(check, names), null, check)
})

test('a pattern that could run for ever is refused, one that could not is taken', () => {
  for (const pattern of [
    '^(a+)+$',
    '(a|a){20}b',
    '(.*)*x',
    '.*a.*b.*c',
    '(a)\\1',
    '(?=a)a',
    '(',
    'a?'.repeat(30),
  ])
    assert.equal(typeof patternCost(pattern), 'string', pattern)
  for (const pattern of ['^RE-\\d+$', '^[A-Z]{2}[0-9]{2,12}$', 'abc', '^(ab){3}$', '^(INV|RE)-[0-9]{3,6}$'])
    assert.equal(typeof patternCost(pattern), 'number', pattern)
})

const large = { when: 'fields.total.minor >= 0', route: 'twoReviewers' } as const
const small = { when: 'fields.total.minor < 0', route: 'straightThrough' } as const
const doubt = { rule: 'field.uncertain', severity: 'error', message: '', field: 'total' } as const
const fact = { ...doubt, rule: 'total.mismatch' } as const

test('the first risk that holds decides the way, and never lets a fact pass', () => {
  assert.equal(routeOf({}, values, []), 'straightThrough')
  assert.equal(routeOf({}, values, [doubt]), 'review')
  const review = { risk: [large, small] }
  assert.equal(routeOf({ review }, values, []), 'straightThrough')
  assert.equal(routeOf({ review }, values, [fact]), 'review')
  const [passed] = withoutDoubts({ review }, values, [doubt])
  assert.equal(passed?.severity, 'warning')
  assert.equal(withoutDoubts({ review }, values, [fact])[0]?.severity, 'error')
})

test('a risk that cannot be told is taken, and lets no doubt pass', () => {
  const review = { risk: [{ when: 'fields.net.minor > 5', route: 'twoReviewers' } as const] }
  assert.equal(routeOf({ review }, values, []), 'twoReviewers')
  const through = { risk: [{ when: 'fields.net.minor > 5', route: 'straightThrough' } as const] }
  assert.equal(withoutDoubts({ review: through }, values, [doubt])[0]?.severity, 'error')
})

test('approvals are asked for where their condition holds or cannot be told', () => {
  const approve = [
    { by: 'finance', when: 'fields.total.minor > 0' },
    { by: 'board', when: 'fields.net.minor > 0', of: 2 },
    { by: 'legal' },
  ]
  assert.deepEqual(approvalsOf({ approve }, values), [
    { by: 'board', of: 2 },
    { by: 'legal', of: 1 },
  ])
})
