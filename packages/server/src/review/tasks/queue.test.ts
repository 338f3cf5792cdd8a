import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ReviewTask } from '@countersign/contract/review'
import { type Desk, euros, field, invoiceFields, withDesk } from '../testing.ts'

async function withBills(t: Parameters<typeof withDesk>[0]): Promise<Desk> {
  const desk = await withDesk(t)
  const payload = {
    name: 'bills',
    read: { languages: [], searchable: false },
    understand: { classes: ['invoice'] },
    validate: {},
    approve: [{ by: 'finance' }],
    publish: [],
  }
  const url = '/v1/workflows?activate=true'
  const made = await desk.http.inject({ method: 'POST', url, headers: desk.headers, payload })
  assert.equal(made.statusCode, 201, made.body)
  return desk
}

async function only(desk: Desk, id: string): Promise<ReviewTask> {
  const tasks = (await desk.as('anna').get(`/v1/tasks?document=${id}`)).body.items as ReviewTask[]
  assert.equal(tasks.length, 1, JSON.stringify(tasks))
  return tasks[0] as ReviewTask
}

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
