import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import type { Http } from '../platform/http.ts'
import { describeApi, type OpenApi } from './openapi.ts'
import { testServer } from './testing.ts'

const Thing = Type.Object({ name: Type.String() }, { $id: 'Thing' })

function sampleRoutes(http: Http) {
  const query = Type.Object({ limit: Type.Optional(Type.Integer({ maximum: 9, description: 'how many' })) })
  http.get(
    '/v1/things/:id',
    {
      schema: {
        operationId: 'things.get',
        tags: ['Things'],
        summary: 'Fetch a thing',
        problems: ['document.not_found', 'document.erased'],
        params: Type.Object({ id: Type.String() }),
        querystring: query,
        response: { 200: Type.Object({ items: Type.Array(Thing), best: Thing }) },
      },
      config: { needs: 'documents:read' },
    },
    async () => ({ items: [], best: { name: 'x' } }),
  )
  const image = { operationId: 'things.image', consumes: ['image/png'], produces: ['image/png'] }
  http.post('/v1/things/:id/image', { schema: image, config: { needs: 'public' } }, async () => '')
  http.get('/hidden', { config: { needs: 'public' } }, async () => '')
}

async function described(t: Parameters<typeof testServer>[0]): Promise<OpenApi> {
  const { http } = await testServer(t)
  sampleRoutes(http)
  return describeApi(http.declaredRoutes, { version: '1.2.3' })
}

test('the reference describes what a route takes, answers and needs', async (t) => {
  const { paths, components } = await described(t)
  assert.deepEqual(Object.keys(paths), ['/v1/things/{id}', '/v1/things/{id}/image'])
  const get = paths['/v1/things/{id}']?.get
  assert.deepEqual(get?.parameters, [
    { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
    {
      name: 'limit',
      in: 'query',
      description: 'how many',
      required: false,
      schema: { type: 'integer', maximum: 9 },
    },
    { $ref: '#/components/parameters/OnBehalfOf' },
  ])
  assert.deepEqual(get?.security, [{ key: ['documents:read'] }])
  assert.match(String(get?.description), /Needs the scope `documents:read`/)
  const { schemas } = components as { schemas: Record<string, object> }
  assert.deepEqual(Object.keys(schemas), ['Problem', 'Thing', 'WebhookMessage'])
  assert.deepEqual(schemas.Thing, {
    type: 'object',
    required: ['name'],
    properties: { name: { type: 'string' } },
  })
})

test('every operation says how it fails, by status and code, and bytes are described by their media type', async (t) => {
  const { paths } = await described(t)
  const answersOf = (path: string, method: string) =>
    (paths[path]?.[method]?.responses ?? {}) as Record<string, { $ref?: string; description?: string }>
  const things = answersOf('/v1/things/{id}', 'get')
  assert.deepEqual(Object.keys(things), [
    '200',
    '400',
    '401',
    '403',
    '404',
    '408',
    '410',
    '414',
    '417',
    '421',
    '429',
    '431',
    '500',
    '503',
  ])
  assert.equal(things[401]?.$ref, '#/components/responses/Problem401')
  assert.match(things[404]?.description ?? '', /`document.not_found`: There is no such document/)
  const open = answersOf('/v1/things/{id}/image', 'post')
  assert.deepEqual(
    [401, 403, 404, 413, 415].filter((status) => open[status]),
    [413, 415],
  )
  const post = paths['/v1/things/{id}/image']?.post
  assert.deepEqual(post?.security, [])
  assert.deepEqual(post?.requestBody, { required: true, content: { 'image/png': {} } })
  const answers = (post?.responses ?? {}) as Record<string, object>
  assert.deepEqual(answers[200], {
    description: 'OK',
    headers: { 'x-request-id': { $ref: '#/components/headers/RequestId' } },
    content: { 'image/png': {} },
  })
})

test('two schemas of the same name are a mistake that is found', async (t) => {
  const { http } = await testServer(t)
  const response = { 200: Type.Array(Thing), 201: Type.Object({ other: Type.Null() }, { $id: 'Thing' }) }
  http.get(
    '/v1/odd',
    { schema: { operationId: 'odd', response }, config: { needs: 'public' } },
    async () => [],
  )
  assert.throws(
    () => describeApi(http.declaredRoutes, { version: '1' }),
    /Two different schemas have the \$id Thing/,
  )
})
