import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkDefinition, checkSource } from './check.ts'
import { readJson } from './json-text.ts'
import { workflowSchema } from './schema.ts'
import { shipped } from './shipped.ts'

const good = {
  name: 'bills',
  read: { languages: ['de'], searchable: true },
  understand: { classes: ['invoice'] },
  validate: {
    rules: [
      {
        id: 'total.positive',
        check: 'fields.total.minor > 0',
        fields: ['total'],
        examples: {
          passes: { fields: { total: { minor: 1, currency: 'EUR' } } },
          fails: { fields: { total: { minor: 0, currency: 'EUR' } } },
        },
      },
    ],
  },
  publish: [],
}

/** The same with one line of its text changed. */
const changed = (from: string, to: string): string => {
  const text = JSON.stringify(good, null, 2)
  assert.ok(text.includes(from), from)
  return text.replace(from, to)
}

test('a workflow without a fault passes, and so does every one that ships', () => {
  assert.deepEqual(checkSource(JSON.stringify(good)).faults, [])
  assert.deepEqual(checkSource(`\ufeff${JSON.stringify(good)}`).faults, [])
  assert.deepEqual(
    shipped.map(({ definition }) => definition.name),
    [
      'archive',
      'contract-signing',
      'contract-signing',
      'invoice',
      'invoice-lta',
      'onboarding-packet',
      'onboarding-packet',
      'receipts',
      'supplier-invoices',
    ],
  )
})

test('who signs is checked like every other part, down to the line', () => {
  const recipients = [
    { name: 'Ann', email: 'ann@example.com', when: 'fields.totl.minor > 1' },
    { name: 'Bo', email: { given: 'mail' } },
  ]
  const sign = { seal: { level: 'B-B' }, envelope: { title: 'A bill', recipients } }
  const source = JSON.stringify({ ...good, sign }, null, 2)
  const lineOf = (text: string) => source.slice(0, source.indexOf(text)).split('\n').length
  assert.deepEqual(
    checkSource(source).faults.map(({ path, line }) => [path, line]),
    [
      ['/sign/envelope/recipients/0/when', lineOf('"when": "fields.totl')],
      ['/sign/envelope/recipients/1/email', lineOf('"email": {')],
    ],
  )
})

test('every fault is explained with its line and column', () => {
  const cases: [from: string, to: string, message: RegExp, at: string][] = [
    ['"searchable": true', '"searchable": 1', /true or false/, '1'],
    ['"publish": []', '"publish": ["mail"]', /one of "webhook"/, '"mail"'],
    [
      '"name": "bills"',
      '"name": "bills", "descripton": "red"',
      /"descripton" here\. Did you mean "description"/,
      '"red"',
    ],
    ['"name": "bills"', '"name": "My Bills"', /lower-case letters, digits and hyphens/, '"My Bills"'],
    ['"id": "total.positive"', '"id": "field.uncertain"', /a doubt of the machine/, '"field.uncertain"'],
    ['fields.total.minor > 0', 'fields.totl.minor > 0', /"totl"\. Did you mean "total"\?$/, 'totl'],
    ['"minor": 1,', '"minor": -1,', /does not hold on the example that passes/, '{\n            "fields"'],
    ['"total": {', '"net": {', /cannot be evaluated/, '{\n            "fields"'],
    ['"classes": [', '"classes": [ "invioce",', /one of "invoice".* Did you mean "invoice"/, '"invioce"'],
  ]
  for (const [from, to, message, at] of cases) {
    const source = changed(from, to)
    const { faults, workflow } = checkSource(source)
    assert.equal(workflow, null)
    assert.equal(faults.length, 1, JSON.stringify(faults))
    assert.match(faults[0]?.message ?? '', message)
    const place = source.indexOf(at, at.startsWith('{') ? source.indexOf('"passes"') : source.indexOf(to) - 1)
    const before = source.slice(0, place).split('\n')
    assert.deepEqual(
      [faults[0]?.line, faults[0]?.column],
      [before.length, (before.at(-1)?.length ?? 0) + 1],
      faults[0]?.message,
    )
  }
})

test('a file that is no JSON says where it stops being one', () => {
  const cases: [string, string, RegExp][] = [
    ['"publish": []', '"publish": [],', /one too many/],
    ['"publish": []', '"publish" []', /colon/],
    ['"name": "bills",', '"name": "bills"', /comma/],
    ['"name": "bills"', "'name': 'bills'", /double quotes/],
    ['"name": "bills"', '"name": bills', /no value of JSON/],
    ['"name": "bills"', '// mine\n"name": "bills"', /no comments/],
    ['"publish": []', '"name": "twice"', /second time/],
  ]
  for (const [from, to, message] of cases) {
    const [fault] = checkSource(changed(from, to)).faults
    assert.match(fault?.message ?? '', message, to)
    assert.ok((fault?.line ?? 0) >= 2, to)
  }
  assert.match(checkSource('name: bills\nread:\n').faults[0]?.message ?? '', /looks like YAML/)
  assert.match(checkSource('\ufffd\ufffdn\0').faults[0]?.message ?? '', /not UTF-8/)
  assert.match(checkSource('').faults[0]?.message ?? '', /too early/)
  assert.match(checkSource('['.repeat(5000)).faults[0]?.message ?? '', /nested/)
  assert.match(checkSource(' '.repeat(200_001)).faults[0]?.message ?? '', /200,000/)
  assert.match(checkSource('[]').faults[0]?.message ?? '', /object/)
})

test('a fault in an expression is shown at its very character, also behind escapes', () => {
  const check = '"\\u00e4\\"/" != fields.nunber'
  const source = changed(
    'fields.total.minor > 0',
    check.replaceAll('"', '\\"').replaceAll('\\\\"', '\\\\\\"'),
  )
  const [fault] = checkSource(source).faults
  const line = source.split('\n')[(fault?.line ?? 1) - 1] ?? ''
  assert.equal(line.slice((fault?.column ?? 1) - 1, (fault?.column ?? 1) + 5), 'nunber', fault?.message)
})

test('all faults are told, not only the first few', () => {
  const rules = Array.from({ length: 12 }, () => ({ id: 'A B' }))
  assert.equal(checkDefinition({ ...good, validate: { rules } }).faults.length, 24)
})

test('names that lead nowhere are warnings, and hold nothing up', () => {
  const validate = {
    ...{ ...good.validate, required: { invoice: ['numbr'] } },
    confidence: { 'invoice.totl': 0.9, receipt: 0.5 },
  }
  const review = {
    risk: [
      { when: 'true', route: 'review' },
      { when: 'fields.total.minor > 5', route: 'twoReviewers' },
    ],
    skills: [{ skill: 'finance', fields: ['costCentre'] }],
  }
  const definition = { ...good, validate, review }
  const { faults, warnings, workflow } = checkDefinition(definition)
  assert.ok(workflow)
  assert.deepEqual(faults, [])
  assert.deepEqual(
    warnings.map(({ path }) => path),
    [
      '/validate/required/invoice/0',
      '/validate/confidence/invoice.totl',
      '/validate/confidence/receipt',
      '/review/skills/0/fields/0',
      '/review/risk/1',
    ],
  )
  assert.match(warnings[0]?.message ?? '', /Did you mean "number"/)
  const source = JSON.stringify(definition, null, 2)
  const { line = 0 } = checkSource(source).warnings[0] ?? {}
  assert.match(source.split('\n')[line - 1] ?? '', /"numbr"/)
  for (const { definition: ships } of shipped)
    assert.deepEqual(checkDefinition(ships).warnings, [], ships.name)
})

test('fields of one’s own are named, and rules may use them', () => {
  const source = changed('fields.total.minor > 0', "fields.costCentre == '4711' || fields.total.minor > 0")
  assert.match(
    checkSource(source).faults[0]?.message ?? '',
    /"understand": \{"fields": \{"costCentre": "text"\}\}/,
  )
  const named = source.replace('"understand": {', '"understand": { "fields": { "costCentre": "text" },')
  // The examples have to name it now, or the rule to ask for it.
  assert.match(checkSource(named).faults[0]?.message ?? '', /cannot be evaluated on this example/)
  const asked = named.replace('fields.costCentre ==', 'has(fields.costCentre) && fields.costCentre ==')
  assert.deepEqual(checkSource(asked), { ...checkSource(asked), faults: [], warnings: [] })
})

test('parts that need each other are asked for together', () => {
  const { validate: _, ...plain } = good
  const faultsOf = (more: object) => checkDefinition({ ...plain, ...more }).faults.map(({ path }) => path)
  assert.deepEqual(faultsOf({ sign: { seal: { level: 'B-B' } } }), ['/sign'])
  assert.deepEqual(faultsOf({ approve: [{ by: 'finance' }] }), ['/approve'])
  assert.deepEqual(faultsOf({ packet: { needs: [{ classes: ['form'] }] } }), ['/packet'])
  const validate = { confidence: { 'invoice.total': 0.9, 'bill.total': 0.9 }, required: { bill: ['total'] } }
  assert.deepEqual(faultsOf({ validate }), ['/validate/confidence/bill.total', '/validate/required/bill'])
})

test('rules that are each quick enough may be too many together', () => {
  const [rule] = good.validate.rules
  const rules = Array.from({ length: 12 }, (_, at) => ({
    ...rule,
    id: `lines.${at}`,
    check: 'fields.total.minor > 0 && lines.all(a, lines.exists(b, a.article == b.article))',
  }))
  const faultsOf = (some: object[]) => checkDefinition({ ...good, validate: { rules: some } }).faults
  assert.deepEqual(faultsOf(rules.slice(0, 2)), [])
  const [fault] = faultsOf(rules)
  assert.equal(fault?.path, '/validate/rules')
  assert.match(fault?.message ?? '', /together/)
})

test('the reader of JSON says the same as the platform, with places', () => {
  const values = [good, [], {}, 'a"\\\u00e4\n', -1.5e3, null, true, { 'a/b~c': [{ x: 1 }] }]
  for (const value of values) {
    const read = readJson(JSON.stringify(value, null, 1))
    assert.ok(read.fault === null)
    assert.deepEqual(read.value, value)
  }
  const read = readJson('{"a/b": [1, {"x": 2}]}')
  assert.equal(read.fault === null && read.places.get('/a~1b/1/x'), 18)
})

test('the schema that is published describes a workflow and nothing beyond', () => {
  const schema = workflowSchema()
  assert.equal(schema.additionalProperties, false)
  assert.deepEqual(schema.required, ['name', 'read', 'publish'])
})
