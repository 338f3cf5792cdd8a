import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { Problem } from '../platform/problem.ts'
import { renderTest } from '../publish/message.ts'
import { faultsOfMessage, judgePublished } from './conformity.ts'
import { testServer } from './testing.ts'

const Thing = Type.Object({ name: Type.String(), when: Type.Optional(Type.String({ format: 'date-time' })) })

/** One route that answers with what `payload` says, past the serializer that would set it right. */
async function serverOf(
  t: Parameters<typeof testServer>[0],
  answer: { payload?: unknown; code?: 'page.not_found'; status?: number; headers?: object },
) {
  const { http } = await testServer(t)
  const schema = {
    operationId: 'things.get',
    sends: ['etag'],
    problems: ['document.not_found'],
    response: { 200: Thing },
  } as const
  http.get('/v1/things/:id', { schema, config: { needs: 'public' } }, async (_request, reply) => {
    if (answer.code) throw new Problem(answer.code, 'There is no such page here.')
    return (reply as FastifyReply)
      .code(answer.status ?? 200)
      .headers({ etag: '"v1"', 'content-type': 'application/json', ...answer.headers })
      .serializer((value: unknown) => JSON.stringify(value))
      .send((answer.payload ?? { name: 'x' }) as never)
  })
  return () => http.inject('/v1/things/1?a=b')
}

test('an answer as described passes', async (t) => {
  const ask = await serverOf(t, {})
  assert.equal((await ask()).statusCode, 200)
})

for (const [what, answer, message] of [
  ['a value of another type', { payload: { name: 5 } }, /\/name must be string/],
  ['a value that lacks', { payload: {} }, /must have required property 'name'/],
  ['a value nobody described', { payload: { name: 'x', secret: 1 } }, /additional properties secret/],
  ['a time that is none', { payload: { name: 'x', when: 'noon' } }, /\/when must match format/],
  ['a status nobody described', { status: 201 }, /answered 201, .* is not described/],
  ['another content type', { headers: { 'content-type': 'text/html' } }, /content type text\/html/],
  ['a header that lacks', { headers: { etag: '' } }, /lacks the header etag/],
  ['a problem with a code of another route', { code: 'page.not_found' }, /page\.not_found/],
] as const)
  test(`a test fails on ${what}`, async (t) => {
    await assert.rejects(await serverOf(t, answer), message)
  })

test('what is at no described address must at least be a problem with a code of ours', () => {
  const asked = {
    method: 'GET',
    url: '/nowhere',
    status: 404,
    headers: { 'content-type': 'application/problem+json' },
  }
  const body = { type: 'x', title: 'x', status: 404, code: 'route.not_found', detail: 'x' }
  judgePublished({ ...asked, body: Buffer.from(JSON.stringify(body)) })
  const strange = Buffer.from(JSON.stringify({ ...body, code: 'made.up' }))
  assert.throws(() => judgePublished({ ...asked, body: strange }), /\/code must be equal to one of/)
  assert.throws(
    () => judgePublished({ ...asked, headers: {}, body: Buffer.from('Not found') }),
    /is no problem/,
  )
})

test('a message that is not as described is noticed', () => {
  const headers = {
    'webhook-id': 'msg_1',
    'webhook-timestamp': '1',
    'webhook-signature': 'v1,x',
    'content-type': 'application/json',
  }
  const body = renderTest(new Date(0)).toString()
  assert.deepEqual(faultsOfMessage(headers, body), [])
  assert.match(String(faultsOfMessage({ ...headers, 'webhook-id': '' }, body)), /lacks the header webhook-id/)
  const longer = JSON.stringify({ ...JSON.parse(body), secret: 1 })
  assert.match(String(faultsOfMessage(headers, longer)), /additional properties secret/)
})
