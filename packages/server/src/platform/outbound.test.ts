import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { createOutbound, type OutboundOptions } from './outbound.ts'

async function receiver(t: TestContext, listener: RequestListener) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { port, url: `http://127.0.0.1:${port}/hook` }
}

function outbound(t: TestContext, options: Partial<OutboundOptions> = {}) {
  const made = createOutbound({
    allowPrivate: true,
    allowHttp: false,
    timeoutMs: 5000,
    maxResponseBytes: 65_536,
    ...options,
  })
  t.after(() => made.close())
  return made
}

const message = { headers: { 'content-type': 'application/json' }, body: '{}' }

test('a message arrives with its headers and body, and the answer comes back', async (t) => {
  const { url } = await receiver(t, async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    response.writeHead(201, { 'x-seen': `${request.method} ${request.headers['content-type']} ${body}` })
    response.end('thanks')
  })
  const answer = await outbound(t).post(url, message)
  assert.equal(answer.status, 201)
  assert.equal(answer.headers['x-seen'], 'POST application/json {}')
  assert.equal(Buffer.from(answer.body).toString(), 'thanks')
})

test('loopback is refused in every spelling unless private addresses are allowed', async (t) => {
  let requests = 0
  const { port } = await receiver(t, (_request, response) => {
    requests += 1
    response.end()
  })
  const strict = outbound(t, { allowPrivate: false, allowHttp: true })
  const hosts = [
    '127.0.0.1',
    'localhost',
    '0x7f.1',
    '2130706433',
    '0177.0.0.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '0',
  ]
  for (const host of hosts) {
    const url = `http://${host}:${port}/`
    await assert.rejects(strict.post(url, message), { code: 'outbound.address_refused' }, host)
    await assert.rejects(strict.check(url), { code: 'outbound.address_refused' }, host)
  }
  assert.equal(requests, 0)
})

test('a name is checked when connecting, by the address that is then used', async (t) => {
  const { port } = await receiver(t, (_request, response) => void response.end())
  const url = `http://localhost:${port}/`
  await assert.rejects(outbound(t, { allowPrivate: false }).post(url, message), {
    code: 'outbound.address_refused',
    message: /^localhost is a private .*COUNTERSIGN_WEBHOOK_ALLOW_PRIVATE=true/,
  })
  assert.equal((await outbound(t).post(url, message)).status, 200)
})

test('addresses that are no plain http(s) URL are refused', async (t) => {
  const urls = [
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
    'http://user:pass@127.0.0.1/',
    'http://127.0.0.1:0/',
    'nonsense',
  ]
  for (const url of urls)
    await assert.rejects(outbound(t).post(url, message), { code: 'outbound.address_refused' }, url)
})

test('a redirect is an answer and is not followed', async (t) => {
  let followed = 0
  const target = await receiver(t, (_request, response) => {
    followed += 1
    response.end()
  })
  const { url } = await receiver(t, (_request, response) => {
    response.writeHead(307, { location: target.url }).end()
  })
  assert.equal((await outbound(t).post(url, message)).status, 307)
  assert.equal(followed, 0)
})

test('a receiver that says nothing is given up', async (t) => {
  const { url } = await receiver(t, () => undefined)
  await assert.rejects(outbound(t, { timeoutMs: 200 }).post(url, message), { code: 'outbound.timeout' })
})

test('an answer that trickles is cut at the time limit, and its status counts', async (t) => {
  const { url } = await receiver(t, (_request, response) => {
    response.writeHead(200)
    const timer = setInterval(() => response.write('.'), 20)
    response.on('close', () => clearInterval(timer))
  })
  assert.equal((await outbound(t, { timeoutMs: 1500 }).post(url, message)).status, 200)
})

test('an endless answer is cut at its size limit, and its status counts', async (t) => {
  const { url } = await receiver(t, (_request, response) => {
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(16_384, 'x')));
    }
    response.on('drain', more)
    more()
  })
  const answer = await outbound(t).post(url, message)
  assert.equal(answer.status, 200)
  assert.equal(answer.body.length, 65_536)
})

test('nobody listening, an unknown name and a wrong certificate are told apart', async (t) => {
  const sender = outbound(t, { allowHttp: true })
  const { port } = await receiver(t, (_request, response) => void response.end())
  await assert.rejects(sender.post('http://127.0.0.1:1/', message), { code: 'outbound.unreachable' })
  await assert.rejects(sender.post('http://nobody.invalid/', message), { code: 'outbound.name_unknown' })
  await sender.check('http://nobody.invalid/')
  await assert.rejects(sender.post(`https://127.0.0.1:${port}/`, message), (error: { code: string }) =>
    ['outbound.certificate_invalid', 'outbound.unreachable'].includes(error.code),
  )
})
