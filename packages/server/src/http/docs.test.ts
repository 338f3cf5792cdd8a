import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { brotliDecompressSync } from 'node:zlib'
import { docsRoutes } from './docs.ts'
import { healthRoutes } from './health.ts'
import { pageRoutes } from './pages.ts'
import { testServer } from './testing.ts'

async function server(t: TestContext) {
  const { http, metrics } = await testServer(t)
  healthRoutes(http, { checks: {}, metrics, metricsPublic: true })
  pageRoutes(http)
  await docsRoutes(http, { version: '1.2.3' })
  return http
}

test('the description of the API is served to anybody', async (t) => {
  const http = await server(t)
  const answer = await http.inject('/openapi.json')
  const { openapi, info, paths } = answer.json()
  assert.match(openapi, /^3\.1\./)
  assert.equal(info.version, '1.2.3')
  assert.ok(paths['/health/ready'].get)
})

test('the reference page runs only the script it was made with, and names no other host', async (t) => {
  const http = await server(t)
  const { body, headers } = await http.inject('/docs/')
  const policy = String(headers['content-security-policy'])
  const [, script = ''] = /<script(?![^>]*src=)[^>]*>([\s\S]*?)<\/script>/.exec(body) ?? []
  assert.ok(policy.includes(createHash('sha256').update(script).digest('base64')))
  assert.ok(!/unsafe-eval|script-src[^;]*unsafe-inline|https?:|\*/.test(policy), policy)
  const foreign = [...body.matchAll(/https?:\/\/[^"'\s<]+/g)].map(([url]) => url)
  assert.deepEqual(foreign, [])
  assert.equal((await http.inject('/docs')).headers.location, '/docs/')
})

test('the script of the reference is sent packed to those who can unpack it', async (t) => {
  const http = await server(t)
  const url = '/docs/js/scalar.js'
  const plain = await http.inject(url)
  const packed = await http.inject({ url, headers: { 'accept-encoding': 'gzip, br' } })
  assert.equal(plain.headers['content-encoding'], undefined)
  assert.equal(packed.headers['content-encoding'], 'br')
  assert.ok(packed.rawPayload.length < plain.rawPayload.length / 3)
  assert.ok(brotliDecompressSync(packed.rawPayload).equals(plain.rawPayload))
})

test('the type of a problem leads to a page that lists it', async (t) => {
  const http = await server(t)
  const { type } = (await http.inject('/nowhere')).json()
  const [path, code] = type.split('#')
  const page = await http.inject(path)
  assert.equal(page.statusCode, 200)
  assert.ok(page.body.includes(`id="${code}"`))
})

test('the first page and its parts come from this server alone', async (t) => {
  const http = await server(t)
  const page = await http.inject('/')
  assert.match(String(page.headers['content-type']), /^text\/html/)
  assert.ok(!String(page.headers['content-security-policy']).includes('unsafe'))
  const parts = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url = '']) => url)
  for (const url of parts) {
    const { statusCode } = await http.inject(url)
    assert.equal(statusCode, 200, url)
  }
})
