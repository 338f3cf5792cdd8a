import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DryRun } from '@countersign/contract/dry-run'
import { type Desk, euros, field, invoiceFields, withDesk } from '../review/testing.ts'

const total = (minor: number) => ({ class: 'invoice', fields: { total: euros(minor) } })

const bills = (more: object = {}) => ({
  name: 'bills',
  read: { languages: [], searchable: false },
  understand: { classes: ['invoice'] },
  validate: {},
  approve: [{ by: 'finance' }],
  publish: [],
  ...more,
})

const strict = {
  rules: [
    {
      id: 'total.small',
      check: 'fields.total.minor <= 50000',
      fields: ['total'],
      examples: { passes: total(100), fails: total(60_000) },
    },
  ],
}

async function post({ http, headers }: Desk, url: string, payload: object) {
  const answer = await http.inject({ method: 'POST', url: `/v1/workflows${url}`, headers, payload })
  return { status: answer.statusCode, body: answer.json() }
}

const amount = (minor: number) => ({
  fields: invoiceFields({ total: field('total', euros(minor)), net: null }),
})

test('a dry run says which past documents would go another way, and why, and writes nothing', async (t) => {
  const desk = await withDesk(t)
  assert.equal((await post(desk, '?activate=true', bills())).status, 201)
  const small = await desk.understood('bills', amount(900))
  const large = await desk.understood('bills', amount(90_000))
  const doubtful = await desk.understood('bills', {
    fields: invoiceFields({ number: field('number', 'RE-1', 0.3) }),
  })
  const [task] = (await desk.as('anna').get(`/v1/tasks?document=${doubtful}`)).body.items as { id: string }[]
  const corrected = { decision: 'correct', value: 'RE-2' }
  assert.equal((await desk.as('anna').post(`/v1/tasks/${task?.id}/decision`, corrected)).status, 200)
  const states = async () =>
    Promise.all([small, large, doubtful].map(async (id) => (await desk.document(id)).version))
  const before = await states()

  const same = (await post(desk, '/bills/dry-run', {})).body as DryRun
  assert.deepEqual([same.looked, same.same, same.changed.length, same.complete], [3, 3, 0, true])

  const definition = bills({
    validate: { ...strict, confidence: { 'invoice.number': 0.2 } },
    approve: [{ by: 'finance' }, { by: 'board', when: 'fields.total.minor > 50000' }],
  })
  const tried = (await post(desk, '/bills/dry-run', { definition })).body as DryRun
  assert.equal(tried.version, null)
  const why = Object.fromEntries(tried.changed.map((one) => [one.documentId, one.why]))
  assert.deepEqual(why, {
    [large]: [
      'It goes to one reviewer; before, it went straight through.',
      'It is approved by finance, then board; before, by finance.',
      'Newly held by total.small (total).',
    ],
    // The doubt is judged as the machine had it, whatever a person has made of it since.
    [doubtful]: [
      'It goes straight through; before, it went to one reviewer.',
      'No longer held by field.uncertain (number).',
    ],
  })
  assert.deepEqual(await states(), before)

  const refused = await post(desk, '/bills/dry-run', { definition: bills({ publish: ['fax'] }) })
  assert.equal(refused.body.code, 'workflow.invalid')
  assert.equal((await post(desk, '/nothing/dry-run', {})).body.code, 'workflow.unknown')
})

test('a dry run goes on page by page, and names what differs for every document', async (t) => {
  const desk = await withDesk(t)
  await post(desk, '?activate=true', bills())
  const ids: string[] = []
  for (const minor of [900, 90_000, 100_000]) ids.push(await desk.understood('bills', amount(minor)))
  const definition = bills({
    validate: strict,
    understand: { classes: ['receipt'] },
    sign: { seal: { level: 'B-B' } },
  })
  const run = async (more: object) =>
    (await post(desk, '/bills/dry-run', { definition, limit: 2, ...more })).body as DryRun
  const first = await run({})
  assert.deepEqual([first.looked, first.complete, first.changed.length], [2, true, 2])
  assert.deepEqual(first.differs, [{ workflow: 'bills', version: 1, parts: ['understand', 'sign'] }])
  const second = await run({ cursor: first.nextCursor })
  assert.deepEqual([second.looked, second.nextCursor], [1, null])
  const changed = [...first.changed, ...second.changed]
  assert.deepEqual(changed.map(({ documentId }) => documentId).reverse(), ids)
  assert.match(changed.at(-1)?.why.join(' ') ?? '', /another class: invoice is none of the classes here/)
  const strange = await post(desk, '/bills/dry-run', { cursor: 'nonsense' })
  assert.equal(strange.body.code, 'cursor.invalid')
})

test('a workflow that judges nothing would hold nothing', async (t) => {
  const desk = await withDesk(t)
  await post(desk, '?activate=true', bills())
  await desk.understood('bills', { fields: invoiceFields({ number: field('number', 'RE-1', 0.3) }) })
  const definition = { name: 'bills', read: { languages: [], searchable: false }, publish: [] }
  const { changed } = (await post(desk, '/bills/dry-run', { definition })).body as DryRun
  assert.deepEqual(changed[0]?.after, { route: 'straightThrough', errors: [], approvals: [] })
})

test('a document keeps the version it started with, until it is read again by another workflow', async (t) => {
  const desk = await withDesk(t)
  await post(desk, '?activate=true', bills())
  const id = await desk.understood('bills', amount(90_000))
  await post(desk, '?activate=true', bills({ validate: strict }))
  const later = await desk.understood('bills', amount(90_000))
  assert.deepEqual(
    [(await desk.document(id)).workflowVersion, (await desk.document(id)).state],
    [1, 'validated'],
  )
  assert.deepEqual(
    [(await desk.document(later)).workflowVersion, (await desk.document(later)).state],
    [2, 'in_review'],
  )
  const reopen = (body: object) =>
    desk.http.inject({
      method: 'POST',
      url: `/v1/documents/${id}/reopen`,
      headers: desk.headers,
      payload: body,
    })
  assert.equal((await reopen({ workflow: 'none' })).json().code, 'workflow.not_found')
  const again = (await reopen({ workflow: 'bills', languages: ['de'] })).json()
  assert.deepEqual(
    [again.workflowVersion, again.run, again.state, again.languages],
    [2, 2, 'received', ['de']],
  )
  const { items } = (await desk.as('anna').get(`/v1/tasks?document=${id}`)).body
  assert.deepEqual(items, [], 'what was asked about the earlier run is asked no more')
})
