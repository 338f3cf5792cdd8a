import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ReviewTask } from '@countersign/contract/review'
import type { Workflow } from '@countersign/contract/workflow'
import { type Desk, euros, field, invoiceFields, withDesk } from '../testing.ts'

const rule = (id: string, check: string) => ({
  id,
  check,
  fields: ['total'],
  examples: {
    passes: { fields: { total: euros(100) } },
    fails: { fields: { total: euros(-100) } },
  },
})

/** Approved before it is sealed, so that it waits there; nothing in these tests seals. */
const workflow = (more: Partial<Workflow> = {}): object => ({
  name: 'bills',
  read: { languages: [], searchable: false },
  understand: { classes: ['invoice'] },
  validate: { rules: [rule('total.positive', 'fields.total.minor > 0')] },
  approve: [{ by: 'finance' }],
  publish: [],
  ...more,
})

async function withBills(t: Parameters<typeof withDesk>[0], more: Partial<Workflow> = {}): Promise<Desk> {
  const desk = await withDesk(t)
  const { http, headers } = desk
  const payload = workflow(more)
  const made = await http.inject({ method: 'POST', url: '/v1/workflows?activate=true', headers, payload })
  assert.equal(made.statusCode, 201, made.body)
  return desk
}

const tasksOf = async (desk: Desk, id: string): Promise<ReviewTask[]> =>
  (await desk.as('anna').get(`/v1/tasks?document=${id}`)).body.items as ReviewTask[]

async function only(desk: Desk, id: string): Promise<ReviewTask> {
  const tasks = await tasksOf(desk, id)
  assert.equal(tasks.length, 1, JSON.stringify(tasks))
  return tasks[0] as ReviewTask
}

const doubtful = () =>
  invoiceFields({ total: field('total', euros(11_900), 0.3), iban: field('iban', 'DE1', 0.4) })

test('each doubtful field is a task, and the document goes on with the last answer', async (t) => {
  const desk = await withBills(t, {
    review: { skills: [{ skill: 'bank', fields: ['iban'] }] },
  })
  const id = await desk.understood('bills', { fields: doubtful() })
  const tasks = await tasksOf(desk, id)
  assert.deepEqual(tasks.map((task) => [task.field, task.skill, task.magnitude]).sort(), [
    ['iban', 'bank', 3],
    ['total', null, 3],
  ])
  const [iban, total] = ['iban', 'total'].map((name) => tasks.find((task) => task.field === name))
  const anna = desk.as('anna')

  const insisted = await anna.post(`/v1/tasks/${iban?.id}/decision`, { decision: 'confirm' })
  assert.deepEqual([insisted.status, insisted.body.code], [422, 'review.unresolved'])
  const wrong = await anna.post(`/v1/tasks/${iban?.id}/decision`, { decision: 'correct', value: 'DE2' })
  assert.deepEqual([wrong.status, wrong.body.code], [422, 'field.invalid'])
  const answer = { decision: 'correct', value: 'DE89370400440532013000', reason: 'as on the letterhead' }
  const first = await anna.post(`/v1/tasks/${iban?.id}/decision`, answer)
  assert.deepEqual([first.status, first.body.state, first.body.mine], [200, 'done', true])
  assert.equal((await desk.document(id)).state, 'in_review')

  const again = await anna.post(`/v1/tasks/${iban?.id}/decision`, answer)
  assert.equal(again.status, 200)
  const late = await desk.as('ben').post(`/v1/tasks/${iban?.id}/decision`, { decision: 'confirm' })
  assert.deepEqual([late.status, late.body.code], [409, 'task.closed'])

  await desk.as('ben').post(`/v1/tasks/${total?.id}/decision`, { decision: 'confirm' })
  assert.equal((await desk.document(id)).state, 'validated')
  assert.deepEqual((await desk.types(id)).slice(-3), [
    'document.held',
    'document.reviewed',
    'document.validated',
  ])

  const { body } = await anna.get(`/v1/documents/${id}/corrections`)
  const kept = body.items as {
    who: string
    field: string
    before: { value: unknown } | null
    after: unknown
    why: string
  }[]
  assert.deepEqual(
    kept.map(({ who, field, before, after, why }) => [who, field, before?.value, after, why]),
    [
      ['anna', 'iban', 'DE1', 'DE89370400440532013000', 'as on the letterhead'],
      ['ben', 'total', euros(11_900), 'confirm', null],
    ],
  )
})

test('what a correction brings up is a task again', async (t) => {
  const desk = await withBills(t)
  const id = await desk.understood('bills', {
    fields: invoiceFields({ total: field('total', euros(11_900), 0.3) }),
  })
  const anna = desk.as('anna')
  const task = await only(desk, id)
  await anna.post(`/v1/tasks/${task.id}/decision`, { decision: 'correct', value: euros(-5) })
  assert.equal((await desk.document(id)).state, 'in_review')
  const next = await only(desk, id)
  assert.deepEqual(next.rules.sort(), ['total.mismatch', 'total.positive'])
  const stubborn = { decision: 'confirm', reason: 'it is a refund' }
  assert.equal((await anna.post(`/v1/tasks/${next.id}/decision`, stubborn)).status, 200)
  assert.equal((await desk.document(id)).state, 'validated')
})

test('large documents are read by two people, who have to agree', async (t) => {
  const desk = await withBills(t, {
    review: { risk: [{ when: 'fields.total.minor >= 10000', route: 'twoReviewers' }] },
  })
  const id = await desk.understood('bills')
  const first = await only(desk, id)
  assert.deepEqual([first.kind, first.field], ['field', null])
  await desk.as('anna').post(`/v1/tasks/${first.id}/decision`, { decision: 'confirm' })
  const second = await only(desk, id)
  assert.equal(second.kind, 'second')
  const same = await desk.as('anna').post(`/v1/tasks/${second.id}/decision`, { decision: 'confirm' })
  assert.deepEqual([same.status, same.body.code], [403, 'task.same_person'])
  assert.equal((await desk.as('anna').post(`/v1/tasks/${second.id}/claim`)).status, 403)
  assert.equal(
    (await desk.as('ben').post(`/v1/tasks/${second.id}/decision`, { decision: 'confirm' })).status,
    200,
  )
  assert.equal((await desk.document(id)).state, 'validated')
})

test('who corrects in the second look is read again by another', async (t) => {
  const desk = await withBills(t, {
    review: { risk: [{ when: 'true', route: 'twoReviewers' }] },
  })
  const id = await desk.understood('bills', {
    fields: invoiceFields({ number: field('number', 'RE-1', 0.2) }),
  })
  const decide = async (person: string, answer: object) => {
    const { id: task } = await only(desk, id)
    return desk.as(person).post(`/v1/tasks/${task}/decision`, answer)
  }
  await decide('anna', { decision: 'confirm' })
  await decide('ben', { decision: 'correct', value: 'RE-7' })
  assert.equal((await desk.document(id)).state, 'in_review')
  assert.equal((await decide('ben', { decision: 'confirm' })).body.code, 'task.same_person')
  await decide('anna', { decision: 'confirm' })
  assert.equal((await desk.document(id)).state, 'validated')
})

test('a review of the document as a whole counts as one reader of two', async (t) => {
  const desk = await withBills(t, {
    review: { risk: [{ when: 'true', route: 'twoReviewers' }] },
  })
  const id = await desk.understood('bills', { fields: doubtful().slice(0, -1) })
  const review = async (person: string, body: object) =>
    desk
      .as(person)
      .post(`/v1/documents/${id}/review`, body, { 'if-match': `"v${(await desk.document(id)).version}"` })
  const corrections = [{ field: 'number', value: 'RE-9' }]
  const first = await review('anna', { decision: 'approve', corrections })
  assert.deepEqual([first.status, first.body.state], [200, 'in_review'])
  assert.equal((await review('anna', { decision: 'approve' })).body.code, 'task.same_person')
  const second = await review('ben', { decision: 'approve' })
  assert.deepEqual([second.status, second.body.state], [200, 'validated'])
})

test('approvals come after correction, level after level, each by another person', async (t) => {
  const desk = await withBills(t, {
    approve: [
      { by: 'finance', of: 2 },
      { by: 'board', when: 'fields.total.minor >= 10000' },
      { by: 'nobody', when: 'fields.total.minor < 0' },
    ],
  })
  const id = await desk.understood('bills', {
    fields: invoiceFields({ number: field('number', 'RE-1', 0.2) }),
  })
  const { id: reading } = await only(desk, id)
  await desk.as('anna').post(`/v1/tasks/${reading}/decision`, { decision: 'correct', value: 'RE-2' })
  assert.equal((await desk.goOn(id)).state, 'validated')
  // A job that comes twice asks nobody twice.
  await desk.goOn(id)
  const tasks = await tasksOf(desk, id)
  assert.deepEqual(
    tasks.map(({ kind, skill, level }) => [kind, skill, level]),
    [
      ['approval', 'finance', 1],
      ['approval', 'finance', 1],
    ],
  )
  const approve = async (person: string) => {
    const [task] = await tasksOf(desk, id)
    return desk.as(person).post(`/v1/tasks/${task?.id}/approval`, { decision: 'approve' })
  }
  assert.equal((await approve('anna')).body.code, 'task.same_person')
  assert.equal((await approve('ben')).status, 200)
  assert.equal((await approve('ben')).body.code, 'task.same_person')
  assert.equal((await approve('cleo')).status, 200)
  assert.deepEqual((await only(desk, id)).skill, 'board')
  assert.equal((await approve('dora')).status, 200)
  assert.equal((await desk.document(id)).state, 'approved')
  const events = (await desk.types(id)).slice(-4)
  assert.deepEqual(events, [
    'document.approval_asked',
    'document.approval_given',
    'document.approval_given',
    'document.approved',
  ])
})

test('an approval can be refused, with a reason, and nothing is left to do', async (t) => {
  const desk = await withBills(t, { approve: [{ by: 'finance', of: 2 }] })
  const id = await desk.understood('bills')
  const [task] = await tasksOf(desk, id)
  const url = `/v1/tasks/${task?.id}/approval`
  assert.equal((await desk.as('anna').post(url, { decision: 'reject' })).body.code, 'task.decision_unfit')
  await desk.as('anna').post(url, { decision: 'reject', reason: 'not ours' })
  assert.equal((await desk.document(id)).state, 'rejected')
  assert.deepEqual(await tasksOf(desk, id), [])
})

test('a packet is approved once everything it needs has come', async (t) => {
  const desk = await withBills(t, {
    understand: { classes: [] },
    validate: {},
    packet: { needs: [{ classes: ['invoice'] }, { classes: ['contract'] }] },
  })
  const id = await desk.understood('bills', { packet: 'p-1' })
  const { id: task } = await only(desk, id)
  const approve = () => desk.as('anna').post(`/v1/tasks/${task}/approval`, { decision: 'approve' })
  const early = await approve()
  assert.equal(early.body.code, 'packet.incomplete')
  assert.match(String(early.body.detail), /contract \(0 of 1\)/)
  await desk.understood('bills', { packet: 'other', class: 'contract', fields: [] })
  assert.equal((await approve()).status, 409)
  await desk.understood('bills', { packet: 'p-1', class: 'contract', fields: [] })
  assert.equal((await approve()).status, 200)
})

test('claims, skips and releases share the queue out', async (t) => {
  const desk = await withBills(t)
  const small = await desk.understood('bills', {
    fields: invoiceFields({ total: field('total', euros(900), 0.3), net: null }),
  })
  const large = await desk.understood('bills', {
    fields: invoiceFields({ total: field('total', euros(9_000_000), 0.3), net: null }),
  })
  const [anna, ben] = [desk.as('anna'), desk.as('ben')]
  const next = async (who: typeof anna, wanted: object = {}) =>
    (await who.post('/v1/tasks/next', wanted)).body.task as ReviewTask | null
  assert.equal((await next(anna, { order: 'amount' }))?.documentId, large)
  assert.equal((await next(anna, { order: 'amount' }))?.documentId, large, 'asking twice takes one')
  assert.equal((await next(ben, { order: 'amount' }))?.documentId, small)
  assert.equal(await next(desk.as('cleo')), null)
  const { id } = await only(desk, large)
  assert.equal((await ben.post(`/v1/tasks/${id}/claim`)).body.code, 'task.claimed')
  assert.equal(
    (await ben.post(`/v1/tasks/${id}/decision`, { decision: 'confirm' })).body.code,
    'task.claimed',
  )
  assert.equal((await anna.post(`/v1/tasks/${id}/skip`)).body.state, 'open')
  assert.equal(await next(anna, { atLeast: 5 }), null, 'what she skipped is not given to her again')
  assert.equal((await ben.post(`/v1/tasks/${id}/claim`)).body.mine, true)
  assert.equal((await ben.post(`/v1/tasks/${id}/release`)).body.state, 'open')
  const listed = (await anna.get('/v1/tasks?atLeast=5&class=invoice&order=amount')).body.items as ReviewTask[]
  assert.deepEqual(
    listed.map((task) => task.documentId),
    [large],
  )
})

test('pages of the queue follow one another, by age and by amount', async (t) => {
  const desk = await withBills(t)
  for (const minor of [100, 1_000_000, 5_000])
    await desk.understood('bills', {
      fields: invoiceFields({ total: field('total', euros(minor), 0.3), net: null }),
    })
  const anna = desk.as('anna')
  for (const [order, magnitudes] of [
    ['amount', [5, 2, 1]],
    ['age', [1, 5, 2]],
  ] as const) {
    const seen: unknown[] = []
    let cursor = ''
    do {
      const { body } = await anna.get(`/v1/tasks?limit=1&order=${order}${cursor && `&cursor=${cursor}`}`)
      seen.push(...(body.items as ReviewTask[]).map(({ magnitude }) => magnitude))
      cursor = (body.nextCursor as string | null) ?? ''
    } while (cursor)
    assert.deepEqual(seen, magnitudes)
  }
  assert.equal((await anna.get('/v1/tasks?cursor=abc')).body.code, 'cursor.invalid')
})
