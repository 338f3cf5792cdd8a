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

/** The workflow `bills` as a test wants it: a new version of it. */
async function withBills(desk: Desk, more: Partial<Workflow> = {}): Promise<void> {
  const { http, headers } = desk
  const payload = workflow(more)
  const made = await http.inject({ method: 'POST', url: '/v1/workflows?activate=true', headers, payload })
  assert.ok(made.statusCode === 201 || made.statusCode === 200, made.body)
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

test('what people are asked, and what they answer', async (t) => {
  const desk = await withDesk(t)
  await t.test('each doubtful field is a task, and the document goes on with the last answer', async () => {
    await withBills(desk, {
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

  await t.test('what a correction brings up is a task again', async () => {
    await withBills(desk)
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

  await t.test('large documents are read by two people, who have to agree', async () => {
    await withBills(desk, {
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

  await t.test('who corrects in the second look is read again by another', async () => {
    await withBills(desk, {
      review: { risk: [{ when: 'true', route: 'twoReviewers' }] },
    })
    const id = await desk.understood('bills', {
      fields: invoiceFields({ number: field('number', 'RE-1', 0.2) }),
    })
    const decide = async (person: string, name: string | null, answer: object) => {
      const task = (await tasksOf(desk, id)).find((one) => one.field === name)
      return desk.as(person).post(`/v1/tasks/${task?.id}/decision`, answer)
    }
    const confirm = { decision: 'confirm' }
    await decide('anna', 'number', confirm)
    assert.equal((await decide('anna', null, confirm)).status, 200, 'the other values are looked at too')
    await decide('ben', null, confirm)
    await decide('ben', 'number', { decision: 'correct', value: 'RE-7' })
    assert.equal((await desk.document(id)).state, 'in_review')
    assert.equal((await decide('ben', 'number', confirm)).body.code, 'task.same_person')
    await decide('anna', 'number', confirm)
    assert.equal((await desk.document(id)).state, 'validated')
  })

  await t.test('a review of the document as a whole counts as one reader of two', async () => {
    await withBills(desk, {
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

  await t.test('approvals come after correction, level after level, each by another person', async () => {
    await withBills(desk, {
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

  await t.test('an approval can be refused, with a reason, and nothing is left to do', async () => {
    await withBills(desk, { approve: [{ by: 'finance', of: 2 }] })
    const id = await desk.understood('bills')
    const [task] = await tasksOf(desk, id)
    const url = `/v1/tasks/${task?.id}/approval`
    assert.equal((await desk.as('anna').post(url, { decision: 'reject' })).body.code, 'task.decision_unfit')
    await desk.as('anna').post(url, { decision: 'reject', reason: 'not ours' })
    assert.equal((await desk.document(id)).state, 'rejected')
    assert.deepEqual(await tasksOf(desk, id), [])
  })

  await t.test('a packet is approved once everything it needs has come', async () => {
    await withBills(desk, {
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
})
