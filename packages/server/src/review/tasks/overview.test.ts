import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Packet, Queue, ReviewTask } from '@countersign/contract/review'
import { euros, field, invoiceFields, withDesk } from '../testing.ts'

const bills = {
  name: 'bills',
  read: { languages: [], searchable: false },
  understand: { classes: [] },
  validate: {},
  review: { skills: [{ skill: 'bank', fields: ['iban'] }], claimMinutes: 5 },
  packet: { needs: [{ classes: ['invoice'] }, { classes: ['contract'], count: 2 }] },
  approve: [{ by: 'finance' }],
  publish: [],
}

test('an overview of what waits and what is missing', async (t) => {
  const desk = await withDesk(t)
  const { http, headers } = desk
  const saved = await http.inject({
    method: 'POST',
    url: '/v1/workflows?activate=true',
    headers,
    payload: bills,
  })
  assert.equal(saved.statusCode, 201, saved.body)
  const anna = desk.as('anna')
  const queues = async () => (await anna.get('/v1/queues')).body.items as Queue[]
  const doubtful = (total: number) =>
    invoiceFields({
      total: field('total', euros(total), 0.3),
      ...{ net: null, tax: null, iban: field('iban', 'DE89370400440532013000', 0.4) },
    })

  await t.test('each queue says how much waits, for how long, how large, and what is in hand', async () => {
    assert.deepEqual(await queues(), [])
    await desk.understood('bills', { fields: doubtful(11_900) })
    await desk.understood('bills', { fields: doubtful(1_190_000) })
    await anna.post('/v1/tasks/next', { skill: 'bank' })
    const found = (await queues()).map(({ oldestAt: _, ...queue }) => queue)
    const one = { kind: 'field', class: 'invoice', documents: 2, largest: 5 }
    assert.deepEqual(
      found.sort((a, b) => a.claimed - b.claimed),
      [
        { ...one, skill: null, open: 2, claimed: 0 },
        { ...one, skill: 'bank', open: 1, claimed: 1 },
      ],
    )
  })

  await t.test('a document that somebody is at is not rejected by somebody else', async () => {
    const { items } = (await anna.get('/v1/tasks?skill=bank')).body as { items: ReviewTask[] }
    const id = items.find(({ state }) => state === 'claimed')?.documentId ?? ''
    const seen = await http.inject({ url: `/v1/documents/${id}`, headers })
    const reject = (person: string) =>
      desk
        .as(person)
        .post(
          `/v1/documents/${id}/review`,
          { decision: 'reject', reason: 'not ours' },
          { 'if-match': String(seen.headers.etag) },
        )
    const refused = await reject('ben')
    assert.deepEqual([refused.status, refused.body.code], [409, 'task.claimed'])
    assert.equal((await reject('anna')).status, 200)
    assert.equal((await desk.document(id)).state, 'rejected')
  })

  await t.test('a packet says what it has and lacks before anybody approves it', async () => {
    const id = await desk.understood('bills', { packet: 'p-1' })
    const contract = { packet: 'p-1', class: 'contract' as const, fields: [] }
    await desk.understood('bills', contract)
    await desk.understood('bills', { ...contract, packet: 'p-2' })
    const packet = async () => (await anna.get(`/v1/documents/${id}/packet`)).body as unknown as Packet
    const early = await packet()
    assert.equal(early.complete, false)
    assert.deepEqual(early.needs, [
      { classes: ['invoice'], count: 1, found: 1 },
      { classes: ['contract'], count: 2, found: 1 },
    ])
    assert.deepEqual(
      early.documents.map(({ class: name, state, passed }) => [name, state, passed]),
      [
        ['invoice', 'validated', true],
        ['contract', 'validated', true],
      ],
    )
    const ask = async () => (await anna.post('/v1/tasks/next', { kind: 'approval' })).body.task
    assert.equal(await ask(), null, 'an approval that would be refused is given to nobody')
    const last = await desk.understood('bills', contract)
    assert.equal((await packet()).complete, true)
    assert.equal((await ask())?.kind, 'approval')
    const gone = await http.inject({ method: 'DELETE', url: `/v1/documents/${last}`, headers })
    assert.equal(gone.statusCode, 204, gone.body)
    assert.equal((await packet()).complete, false)
    assert.equal((await anna.get(`/v1/documents/${last}/packet`)).body.code, 'document.erased')
  })
})
