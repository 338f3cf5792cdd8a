import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, type TestContext, test } from 'node:test'
import { createMetrics } from '../platform/telemetry.ts'
import { createRates, neighbourhoodOf } from './rate-limit.ts'
import { testServer } from './testing.ts'

const settings = { uploadsPerMinute: 2, requestsPerMinute: 3, wrongKeysPerMinute: 2 }

async function server(t: TestContext, more = {}) {
  const given = await testServer(t, { settings: { ...settings, ...more }, now: () => 1000 })
  const { http } = given
  http.get('/v1/mine', { config: { needs: 'any' } }, async () => ({}))
  http.get('/v1/signed', { config: { needs: 'documents:read' } }, async () => ({}))
  http.post('/v1/send', { config: { needs: 'any', counts: 'uploads' } }, async () => ({}))
  http.get('/v1/open', { config: { needs: 'public' } }, async () => ({}))
  return given
}

describe('how often an account may ask', () => {
  test('every answer tells what is left, and too many requests are told when to go on', async (t) => {
    const { http, as } = await server(t)
    const headers = await as(['admin'])
    const ask = async () => (await http.inject({ url: '/v1/mine', headers })).headers
    assert.equal((await ask())['ratelimit-policy'], '"requests";q=3;w=60')
    assert.equal((await ask()).ratelimit, '"requests";r=1;t=40')
    await ask()
    const refused = await http.inject({ url: '/v1/mine', headers })
    assert.equal(refused.statusCode, 429)
    assert.equal(refused.json().code, 'request.rate_limited')
    assert.equal(refused.headers['retry-after'], '20')
    assert.equal(refused.headers.ratelimit, '"requests";r=0;t=60')
    assert.equal(refused.headers['ratelimit-policy'], '"requests";q=3;w=60')
  })

  test('uploads are counted apart from the rest, and accounts apart from each other', async (t) => {
    const { http, as } = await server(t)
    const headers = await as(['admin'])
    const others = await as(['admin'], { kind: 'test' })
    const send = (from: typeof headers) => http.inject({ method: 'POST', url: '/v1/send', headers: from })
    const statuses = [await send(headers), await send(headers), await send(headers)]
    assert.deepEqual(
      statuses.map(({ statusCode }) => statusCode),
      [200, 200, 429],
    )
    assert.equal(statuses[2]?.headers['retry-after'], '30')
    assert.equal(statuses[0]?.headers.ratelimit, '"uploads";r=1;t=30')
    assert.equal((await http.inject({ url: '/v1/mine', headers })).statusCode, 200)
    assert.equal((await send(others)).statusCode, 200)
  })

  test('all keys of an account share its rate; a missing scope counts, too', async (t) => {
    const { http, as } = await server(t)
    const weak = await as(['documents:write'])
    for (let tries = 0; tries < 3; tries++)
      assert.equal((await http.inject({ url: '/v1/signed', headers: weak })).statusCode, 403)
    assert.equal((await http.inject({ url: '/v1/signed', headers: await as(['admin']) })).statusCode, 429)
  })

  test('0 means no limit and no headers; public addresses have none', async (t) => {
    const { http, as } = await server(t, { requestsPerMinute: 0 })
    const headers = await as(['admin'])
    for (let tries = 0; tries < 10; tries++) {
      const answer = await http.inject({ url: '/v1/mine', headers })
      assert.equal(answer.statusCode, 200)
      assert.equal(answer.headers.ratelimit, undefined)
    }
    assert.equal((await http.inject('/v1/open')).headers.ratelimit, undefined)
  })

  test('what was used comes back with time', () => {
    let at = 0
    const rates = createRates({ settings, metrics: createMetrics(), now: () => at })
    const count = () => rates.count('a', 'uploads', () => {})
    count()
    count()
    assert.throws(count, /2 uploads a minute/)
    at += 29_999
    assert.throws(count)
    at += 1
    count()
  })
})

describe('wrong keys', () => {
  const unknown = { authorization: 'Bearer nonsense' }

  test('an address that shows too many is refused, also without any key', async (t) => {
    const { http, metrics } = await server(t)
    const ask = (remoteAddress: string, headers = {}) =>
      http.inject({ url: '/v1/mine', headers, remoteAddress })
    assert.equal((await ask('192.0.2.1', unknown)).statusCode, 401)
    assert.equal((await ask('192.0.2.1')).statusCode, 401)
    const refused = await ask('192.0.2.1', unknown)
    assert.equal(refused.statusCode, 429)
    assert.equal(refused.json().code, 'key.too_many_attempts')
    assert.equal(refused.headers['retry-after'], '30')
    assert.equal((await ask('192.0.2.2')).statusCode, 401)
    assert.match(await metrics.render(), /refused_total\{reason="wrong_keys",tier="none"\} 1/)
  })

  test('whoever used a good key lately is not harmed by a neighbour behind the same address', async (t) => {
    const { http, as } = await server(t)
    const [known, unseen] = [await as(['admin']), await as(['admin'])]
    const ask = async (headers = {}) => (await http.inject({ url: '/v1/mine', headers })).statusCode
    assert.equal(await ask(known), 200)
    for (let tries = 0; tries < 5; tries++) await ask(unknown)
    assert.equal(await ask(known), 200)
    assert.equal(await ask(unseen), 429)
  })

  test('behind a trusted proxy the client is meant, and nobody else may name an address', async (t) => {
    const { http } = await server(t, { trustedProxies: '192.0.2.0/24' })
    const ask = async (remoteAddress: string, client: string) =>
      (await http.inject({ url: '/v1/mine', remoteAddress, headers: { 'x-forwarded-for': client } }))
        .statusCode
    for (let tries = 0; tries < 3; tries++) await ask('192.0.2.9', '198.51.100.1')
    assert.equal(await ask('192.0.2.9', '198.51.100.1'), 429)
    assert.equal(await ask('192.0.2.9', '198.51.100.2'), 401)
    for (let tries = 0; tries < 3; tries++) await ask('203.0.113.5', `198.51.100.${tries + 10}`)
    assert.equal(await ask('203.0.113.5', '198.51.100.99'), 429)
  })

  test('a mistake in the list of proxies keeps the server from starting, and is named', async (t) => {
    await assert.rejects(server(t, { trustedProxies: '10.0.0.1, proxy.local' }), /"proxy.local"/)
  })

  test('an IPv6 network of 64 bits is one address', () => {
    assert.equal(neighbourhoodOf('2001:db8:1:2:3:4:5:6'), neighbourhoodOf('2001:db8:1:2::1'))
    assert.notEqual(neighbourhoodOf('2001:db8:1:2::1'), neighbourhoodOf('2001:db8:1:3::1'))
    assert.equal(neighbourhoodOf('::ffff:192.0.2.1'), '192.0.2.1')
  })
})

describe('answers before the body', () => {
  /** Sends a head and a body over a plain connection, and reads until that ends. */
  async function exchange(port: number, { head, body }: { head: string[]; body: Buffer }): Promise<string> {
    const socket = connect(port, '127.0.0.1')
    let answer = ''
    socket.on('data', (part) => {
      answer += part
    })
    socket.on('error', (error) => {
      answer += `[${(error as NodeJS.ErrnoException).code}]`
    })
    socket.write(`${head.join('\r\n')}\r\n\r\n`)
    socket.write(body)
    await once(socket, 'close')
    return answer
  }

  async function listening(t: TestContext) {
    const given = await server(t, { wrongKeysPerMinute: 0 })
    return { ...given, port: Number(new URL(await given.http.listen({ host: '127.0.0.1', port: 0 })).port) }
  }

  test('a refused client that goes on sending still reads why, then the connection ends', async (t) => {
    const { port } = await listening(t)
    const body = Buffer.alloc(20_000_000)
    const head = ['POST /v1/send HTTP/1.1', 'host: localhost', `content-length: ${body.length}`]
    const answer = await exchange(port, { head, body })
    assert.match(answer, /^HTTP\/1.1 401 [\s\S]*connection: close[\s\S]*"code":"key.missing"/)
    assert.doesNotMatch(answer, /\[E/)
  })

  test('a client that waits for 100 Continue is refused without being asked for its body', async (t) => {
    const { port, as } = await listening(t)
    const head = ['POST /v1/send HTTP/1.1', 'host: localhost', 'content-length: 5', 'expect: 100-continue']
    const refused = await exchange(port, { head, body: Buffer.alloc(0) })
    assert.match(refused, /^HTTP\/1.1 401 /)
    const { authorization } = await as(['admin'])
    const more = [`authorization: ${authorization}`, 'content-type: application/json', 'connection: close']
    const taken = await exchange(port, { head: [...head, ...more], body: Buffer.from('{   }') })
    assert.match(taken, /^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 /)
  })
})
