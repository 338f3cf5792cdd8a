import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { PassThrough, type Readable } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { Type } from 'typebox'
import type { Http } from '../platform/http.ts'
import { createLog } from '../platform/log.ts'
import { Problem } from '../platform/problem.ts'
import { currentTraceparent, startTracing } from '../platform/telemetry.ts'
import { takeStreams } from './server.ts'
import { testServer } from './testing.ts'

const Query = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1 })),
  state: Type.Optional(Type.Array(Type.String())),
})

function sampleRoutes(http: Http) {
  const config = { needs: 'public' } as const
  http.get('/v1/sample', { schema: { querystring: Query }, config }, async ({ query }) => query)
  const body = Type.Object({ name: Type.String(), inner: Type.Optional(Type.Object({ n: Type.Integer() })) })
  http.post('/v1/sample', { schema: { body }, config }, async (request) => request.body)
  http.get('/v1/sample/:id', { config }, async () => ({}))
  http.get('/v1/fails', { config }, async () => {
    throw new Error('password=hunter2')
  })
  http.get('/v1/later', { config }, async () => {
    throw new Problem('service.unavailable', 'Wait.', { headers: { 'retry-after': '7' } })
  })
}

/** What comes back for a request written by hand, until the connection ends. */
async function say(port: string, text: string): Promise<string> {
  const socket = connect(Number(port), '127.0.0.1')
  socket.write(text)
  let answer = ''
  socket.on('data', (part) => {
    answer += part
  })
  await once(socket, 'close')
  return answer
}

async function server(t: TestContext, options: Parameters<typeof testServer>[1] = {}) {
  const given = await testServer(t, options)
  sampleRoutes(given.http)
  return given
}

test('every fault is a problem with a stable code', async (t) => {
  const { http } = await server(t)
  const json = { 'content-type': 'application/json' }
  const post = { method: 'POST', url: '/v1/sample' } as const
  const cases = [
    [{ url: '/nowhere' }, 404, 'route.not_found'],
    [{ method: 'PUT', url: '/v1/sample/1' }, 405, 'route.method_not_allowed'],
    [{ url: '/v1/sample?limit=0' }, 400, 'request.invalid'],
    [{ url: '/v1/sample?limit=1.5' }, 400, 'request.invalid'],
    [{ url: '/v1/sample?limit=1e309' }, 400, 'request.invalid'],
    [{ url: '/v1/sample?limt=1' }, 400, 'request.invalid'],
    [{ url: '/v1/%zz' }, 400, 'request.malformed'],
    [{ url: `/v1/sample/${'x'.repeat(300)}` }, 414, 'request.uri_too_long'],
    [{ ...post, headers: json, payload: '{"name":' }, 400, 'request.malformed'],
    [{ ...post, headers: json, payload: '' }, 400, 'request.malformed'],
    [{ ...post, headers: json, payload: '{"__proto__":{"a":1},"name":"x"}' }, 400, 'request.malformed'],
    [{ ...post, headers: json, payload: '{"name":"x","inner":{"n":1,"m":2}}' }, 400, 'request.invalid'],
    [{ ...post, headers: json, payload: '{"name":"x","inner":{"n":"1"}}' }, 400, 'request.invalid'],
    [{ ...post, headers: json, payload: 'x'.repeat(1_000_001) }, 413, 'request.too_large'],
    [
      { ...post, headers: { 'content-type': 'text/csv' }, payload: 'a,b' },
      415,
      'request.unsupported_media_type',
    ],
    [{ url: '/v1/fails' }, 500, 'internal.error'],
  ] as const
  for (const [request, status, code] of cases) {
    const answer = await http.inject(request)
    const body = answer.json()
    assert.deepEqual(
      [answer.statusCode, body.status, body.code],
      [status, status, code],
      JSON.stringify(request).slice(0, 200),
    )
    assert.equal(answer.headers['content-type'], 'application/problem+json; charset=utf-8')
    assert.equal(body.type, `/docs/problems#${code}`)
    assert.equal(body.instance, answer.headers['x-request-id'])
    assert.ok(body.title && body.detail)
    assert.ok(!answer.body.includes('hunter2'))
  }
})

test('a request without Host is a problem like any other', async (t) => {
  const { http } = await server(t)
  const { port } = new URL(await http.listen({ port: 0, host: '127.0.0.1' }))
  const answer = await say(port, 'GET /v1/sample HTTP/1.1\r\nconnection: close\r\n\r\n')
  assert.match(answer, /^HTTP\/1\.1 400 /)
  assert.match(answer, /"code":"request\.malformed"/)
})

test('an invalid request is told every place that is wrong', async (t) => {
  const { http } = await server(t)
  const answer = await http.inject('/v1/sample?limt=1')
  assert.deepEqual(answer.json().errors, [
    { path: '/query/limt', message: 'must NOT have additional properties' },
  ])
  const inner = await http.inject({ method: 'POST', url: '/v1/sample', payload: { name: 'x', inner: {} } })
  assert.equal(inner.json().errors[0].path, '/inner/n')
})

test('queries are read as their schema says', async (t) => {
  const { http } = await server(t)
  assert.deepEqual((await http.inject('/v1/sample?limit=5&state=read')).json(), { limit: 5, state: ['read'] })
  assert.deepEqual((await http.inject('/v1/sample?state=read&state=failed')).json(), {
    state: ['read', 'failed'],
  })
})

test('a wrong method is told the right ones, and headers of a problem are sent', async (t) => {
  const { http } = await server(t)
  assert.equal((await http.inject({ method: 'DELETE', url: '/v1/sample' })).headers.allow, 'GET, HEAD, POST')
  assert.equal((await http.inject('/v1/later')).headers['retry-after'], '7')
})

test('answers carry headers that keep browsers from misusing them', async (t) => {
  const { http } = await server(t)
  for (const url of ['/v1/sample', '/nowhere', '/v1/%zz']) {
    const { headers } = await http.inject(url)
    assert.equal(headers['content-security-policy'], "default-src 'none'; frame-ancestors 'none'")
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin')
    assert.equal(headers['referrer-policy'], 'no-referrer')
    assert.equal(headers['access-control-allow-origin'], undefined)
  }
})

test('on loopback only names of this machine are answered', async (t) => {
  const { http } = await server(t)
  const ask = async (host: string) => (await http.inject({ url: '/v1/sample', headers: { host } })).statusCode
  assert.deepEqual(
    await Promise.all(['localhost:8480', '127.0.0.1:1', '[::1]:8480', 'LOCALHOST'].map(ask)),
    [200, 200, 200, 200],
  )
  assert.deepEqual(
    await Promise.all(['evil.example', '127.0.0.1.evil.example:80', 'localhost.'].map(ask)),
    [421, 421, 421],
  )
})

test('a request id of the client is kept when it is harmless', async (t) => {
  const { http } = await server(t)
  const id = async (given: string) =>
    (await http.inject({ url: '/v1/sample', headers: { 'x-request-id': given } })).headers['x-request-id']
  assert.equal(await id('build-7.14_a'), 'build-7.14_a')
  for (const given of ['short', 'x'.repeat(65), 'a b c d e f', '<script>alert</script>'])
    assert.match(String(await id(given)), /^req_/)
})

test('a route that does not say who may use it keeps the server from starting', async (t) => {
  const { http } = await testServer(t)
  http.get('/v1/open', async () => ({}))
  await assert.rejects(async () => http.ready(), /GET \/v1\/open does not say/)
})

test('a request is logged and measured by its route, without address, key or body', async (t) => {
  const lines = new PassThrough()
  const { http, metrics, as } = await server(t, {
    log: createLog({ level: 'info', role: 'test', destination: lines }),
  })
  const headers = await as(['admin'])
  http.get('/v1/mine/:id', { config: { needs: 'any' } }, async () => ({}))
  await http.inject({ url: '/v1/mine/secret-id?token=abc', headers })
  await http.close() // the line is written once the answer has been sent
  const text = String(lines.read())
  const line = JSON.parse(text.trim().split('\n').at(-1) ?? '')
  assert.equal(line.route, '/v1/mine/:id')
  assert.equal(line.status, 200)
  assert.match(line.accountId, /^acc_/)
  for (const secret of ['secret-id', 'abc', headers.authorization.slice(7)]) assert.ok(!text.includes(secret))
  const rendered = await metrics.render()
  assert.match(
    rendered,
    /countersign_http_request_seconds_count\{method="GET",route="\/v1\/mine\/:id",status="200"\} 1/,
  )
})

test('a fault of ours is logged with its stack', async (t) => {
  const lines = new PassThrough()
  const { http } = await server(t, { log: createLog({ level: 'error', role: 'test', destination: lines }) })
  await http.inject('/v1/fails')
  await http.close()
  const line = JSON.parse(String(lines.read()).split('\n')[0] ?? '')
  assert.equal(line.code, 'internal.error')
  assert.match(line.err.stack, /server\.test\.ts/)
})

test('a scope that takes streams gets bodies of any type and size as they arrive', async (t) => {
  const { http } = await server(t)
  await http.register(async (scope) => {
    takeStreams(scope as Http)
    scope.post('/v1/raw', { config: { needs: 'public' } }, async (request) => {
      let bytes = 0
      for await (const part of request.body as Readable) bytes += part.length
      return { bytes }
    })
  })
  for (const type of ['application/pdf', 'application/json', 'image/jpeg']) {
    const payload = Buffer.alloc(3_000_000)
    const answer = await http.inject({
      method: 'POST',
      url: '/v1/raw',
      headers: { 'content-type': type },
      payload,
    })
    assert.deepEqual(answer.json(), { bytes: 3_000_000 })
  }
})

test('what is not HTTP, or has too many headers, is refused with a problem too', async (t) => {
  const { http } = await server(t)
  const { port } = new URL(await http.listen({ host: '127.0.0.1', port: 0 }))
  assert.match(await say(port, 'HELO there\r\n\r\n'), /^HTTP\/1.1 400 [\s\S]*"code":"request\.malformed"/)
  const wide = `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`
  assert.match(await say(port, wide), /^HTTP\/1.1 431 [\s\S]*"code":"request\.headers_too_large"/)
})

test('methods that nobody has heard of, and expectations nobody meets, are refused with a problem', async (t) => {
  const { http } = await server(t)
  const { port } = new URL(await http.listen({ host: '127.0.0.1', port: 0 }))
  const ask = (line: string, ...headers: string[]) =>
    say(port, [line, 'host: localhost', 'connection: close', ...headers, '', ''].join('\r\n'))
  assert.match(
    await ask('QUERY /v1/sample HTTP/1.1'),
    /^HTTP\/1.1 405 [\s\S]*"code":"route\.method_not_allowed"/,
  )
  assert.match(await ask('MKCOL /nowhere HTTP/1.1'), /^HTTP\/1.1 404 [\s\S]*"code":"route\.not_found"/)
  const expecting = await ask('GET /v1/sample HTTP/1.1', 'expect: 200-maybe')
  assert.match(expecting, /^HTTP\/1.1 417 [\s\S]*"code":"request\.expectation_failed"/)
})

test('two framings of one body, and lengths that are none, are no request', async (t) => {
  const { http } = await server(t)
  const { port } = new URL(await http.listen({ host: '127.0.0.1', port: 0 }))
  const json = 'POST /v1/sample HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n'
  const heads = [
    'content-length: 4\r\ntransfer-encoding: chunked',
    'content-length: 4\r\ncontent-length: 5',
    'content-length: +4',
    'content-length: 4, 4',
    'transfer-encoding: xchunked',
    'transfer-encoding : chunked',
    'x: a\0b',
    'x: a\r\n folded\r\n: b',
  ]
  for (const head of heads)
    assert.match(
      await say(port, `${json}${head}\r\n\r\n{}\r\n`),
      /^HTTP\/1.1 400 [\s\S]*"code":"request\.malformed"/,
      head,
    )
})

test('a request belongs to the trace of its client, also after its body was read', async (t) => {
  const exporter = new InMemorySpanExporter()
  const tracing = startTracing({ processor: new SimpleSpanProcessor(exporter) })
  t.after(() => tracing.stop())
  const { http } = await server(t)
  http.post('/v1/traced', { config: { needs: 'public' } }, async ({ traceparent }) => ({
    asked: traceparent,
    current: currentTraceparent(),
  }))
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  const answer = await http.inject({
    method: 'POST',
    url: '/v1/traced',
    headers: { traceparent },
    payload: {},
  })
  await http.close()
  const [span] = exporter.getFinishedSpans()
  assert.equal(span?.name, 'POST /v1/traced')
  assert.equal(span?.spanContext().traceId, traceparent.split('-')[1])
  assert.equal(span?.attributes['http.response.status_code'], 200)
  assert.equal(answer.json().asked, answer.json().current)
  assert.ok(answer.json().asked.includes(span?.spanContext().spanId))
})

test('a body that does not arrive is given up, with an answer', async (t) => {
  const { http } = await server(t, { limits: { jsonWithinMs: 50 } })
  const { port } = new URL(await http.listen({ host: '127.0.0.1', port: 0 }))
  const head =
    'POST /v1/sample HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 20'
  assert.match(await say(port, `${head}\r\n\r\n{"name"`), /^HTTP\/1.1 408 [\s\S]*"code":"request\.timeout"/)
})
