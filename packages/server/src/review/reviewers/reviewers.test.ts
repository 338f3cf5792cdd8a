import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Reviewer, ReviewTask } from '@countersign/contract/review'
import { createKey } from '../../access/accounts.ts'
import { type Desk, field, invoiceFields, withDesk } from '../testing.ts'

const workflow = {
  name: 'bills',
  read: { languages: [], searchable: false },
  understand: { classes: ['invoice'] },
  validate: {},
  review: {
    skills: [{ skill: 'bank', fields: ['iban'] }],
    risk: [{ when: "fields.number == 'TWO'", route: 'twoReviewers' }],
  },
  approve: [{ by: 'finance' }],
  publish: [],
}

async function deskWith(t: TestContext, settings: Record<string, string> = {}) {
  const desk = await withDesk(t, settings)
  const { http, headers } = desk
  const ask = async (method: 'GET' | 'PUT' | 'POST' | 'DELETE', url: string, payload?: object) => {
    const answer = await http.inject({ method, url, headers, ...(payload ? { payload } : {}) })
    return { status: answer.statusCode, body: answer.body === '' ? null : answer.json() }
  }
  const made = await ask('POST', '/v1/workflows?activate=true', workflow)
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const tasksOf = async (id: string) =>
    (await ask('GET', `/v1/tasks?document=${id}`)).body.items as ReviewTask[]
  return { ...desk, ask, tasksOf }
}

/** A key of its own, that may name people. */
async function keyOf({ app, http, accountId }: Desk) {
  const ports = { db: app.archive.db, kms: app.kms, clock: app.clock, newId: app.newId }
  const scopes = ['documents:read', 'review:write', 'approvals:write', 'actors:assert'] as const
  const { key, id } = await createKey(ports, { accountId, name: 'a desk', scopes: [...scopes] })
  const post = async (url: string, { as, body }: { as?: string; body?: object } = {}) => {
    const named = as ? { 'countersign-on-behalf-of': as } : {}
    const by = { authorization: `Bearer ${key}`, host: 'localhost', ...named }
    const answer = await http.inject({ method: 'POST', url, headers: by, ...(body ? { payload: body } : {}) })
    return { status: answer.statusCode, body: answer.json() as { code?: string; task?: ReviewTask | null } }
  }
  return { id, post }
}

const doubtfulAccount = () => invoiceFields({ iban: field('iban', 'DE1', 0.4) })
const confirm = { decision: 'confirm', reason: 'as printed' }

test('a task that asks for a skill is given only to whom has it', async (t) => {
  const desk = await deskWith(t)
  const key = await keyOf(desk)
  const id = await desk.understood('bills', { fields: doubtfulAccount() })
  const [task] = await desk.tasksOf(id)
  assert.equal(task?.skill, 'bank')
  const put = (name: string, skills: string[], more = {}) =>
    desk.ask('PUT', '/v1/reviewers', { name, skills, ...more })
  const anna = await put('anna@example.com', [])
  assert.deepEqual([anna.status, anna.body.skills, anna.body.keyId], [200, [], null])
  await put('ben', ['bank'], { keyId: key.id })

  const claimed = await key.post(`/v1/tasks/${task?.id}/claim`, { as: 'anna@example.com' })
  assert.deepEqual([claimed.status, claimed.body.code], [403, 'task.skill_missing'])
  const next = async (as: string) => (await key.post('/v1/tasks/next', { as, body: {} })).body
  assert.equal((await next('anna@example.com')).task, null)
  const answer = (as: string, by = key) => by.post(`/v1/tasks/${task?.id}/decision`, { as, body: confirm })
  assert.equal((await answer('anna@example.com')).body.code, 'task.skill_missing')

  assert.equal((await answer('carl')).body.code, 'actor.not_allowed', 'nobody by this name')
  assert.equal((await answer('ben', await keyOf(desk))).body.code, 'actor.not_allowed', 'another key')
  assert.equal((await next('ben')).task?.id, task?.id)
  assert.equal((await answer('ben')).status, 200)

  const listed = (await desk.ask('GET', '/v1/reviewers')).body.items as Reviewer[]
  assert.deepEqual(
    listed.map(({ name, skills }) => [name, skills]),
    [
      ['anna@example.com', []],
      ['ben', ['bank']],
    ],
  )
  const again = await put('anna@example.com', ['bank', 'finance'])
  assert.equal(again.body.id, anna.body.id, 'the same person is changed, not added')
  for (const { id: one } of listed)
    assert.equal((await desk.ask('DELETE', `/v1/reviewers/${one}`)).status, 204)
  assert.equal((await desk.ask('DELETE', `/v1/reviewers/${anna.body.id}`)).body.code, 'reviewer.not_found')
  assert.equal((await put('x', [], { keyId: `key_${'0'.repeat(26)}` })).body.code, 'key.not_found')
  assert.equal((await key.post('/v1/tasks/next', { as: 'carl', body: {} })).status, 200, 'no list, no rule')
})

test('who had a task in hand stands on the log, and looking at a document stays valid', async (t) => {
  const desk = await deskWith(t)
  const { http, headers } = desk
  const id = await desk.understood('bills', { fields: doubtfulAccount() })
  const before = await http.inject({ url: `/v1/documents/${id}`, headers })
  const anna = desk.as('anna')
  const { task } = (await anna.post('/v1/tasks/next', {})).body
  await anna.post(`/v1/tasks/${task?.id}/claim`)
  await anna.post(`/v1/tasks/${task?.id}/skip`)
  await anna.post(`/v1/tasks/${task?.id}/skip`)
  await desk.as('ben').post(`/v1/tasks/${task?.id}/claim`)
  await desk.as('ben').post(`/v1/tasks/${task?.id}/release`)
  const events = (await desk.types(id)).filter((type) => type.includes('.task_'))
  assert.deepEqual(
    events.map((type) => type.replace('document.task_', '')),
    ['claimed', 'skipped', 'claimed', 'released'],
  )
  const log = await http.inject({ url: `/v1/documents/${id}/events`, headers })
  assert.doesNotMatch(log.body, /anna|"ben"/)
  const reviewed = await desk
    .as('ben')
    .post(
      `/v1/documents/${id}/review`,
      { decision: 'approve', override: true, reason: 'as printed' },
      { 'if-match': String(before.headers.etag) },
    )
  assert.equal(reviewed.status, 200, JSON.stringify(reviewed.body))
})

test('one key is not two readers: not without a name, and not at all where keys have to differ', async (t) => {
  const two = { fields: invoiceFields({ number: field('number', 'TWO') }) }
  const second = async (
    desk: Awaited<ReturnType<typeof deskWith>>,
    names: readonly (string | undefined)[],
  ) => {
    const id = await desk.understood('bills', two)
    const [one, other] = [await keyOf(desk), await keyOf(desk)]
    const look = async (by: typeof one, as?: string) => {
      const [task] = await desk.tasksOf(id)
      return by.post(`/v1/tasks/${task?.id}/decision`, { ...(as ? { as } : {}), body: confirm })
    }
    assert.equal((await look(one, names[0])).status, 200)
    const refused = await look(one, names[1])
    const { task } = (
      await one.post('/v1/tasks/next', {
        ...(names[1] ? { as: names[1] } : {}),
        body: { document: id },
      })
    ).body
    if (refused.status !== 403) return refused.status
    assert.equal(task, null, 'the queue knows the same rule')
    assert.equal((await look(other, names[1] ?? 'ben')).status, 200)
    return refused.body.code
  }
  const people = await deskWith(t)
  assert.equal(await second(people, [undefined, 'anna']), 'task.same_person')
  assert.equal(await second(people, ['anna', undefined]), 'task.same_person')
  assert.equal(await second(people, ['anna', 'ben']), 200)
  const keys = await deskWith(t, { fourEyes: 'keys' })
  assert.equal(await second(keys, ['anna', 'ben']), 'task.same_person')
})
