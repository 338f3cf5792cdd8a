import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { createLog } from '../platform/log.ts'
import { createMetrics } from '../platform/telemetry.ts'
import { healthRoutes } from './health.ts'
import { testServer } from './testing.ts'

const fine = async () => {}

test('it is ready when every check holds, and says which does not without saying why', async (t) => {
  const lines = new PassThrough()
  const log = createLog({ level: 'warn', role: 'test', destination: lines })
  const { http, metrics } = await testServer(t, { log })
  const broken = () => Promise.reject(new Error('password refused for user x'))
  healthRoutes(http, { checks: { database: fine, blobs: broken }, metrics, metricsPublic: true })
  const answer = await http.inject('/health/ready')
  assert.equal(answer.statusCode, 503)
  assert.deepEqual(answer.json(), {
    status: 'not_ready',
    checks: [
      { name: 'database', ok: true },
      { name: 'blobs', ok: false },
    ],
  })
  assert.match(String(lines.read()), /password refused/)
  assert.deepEqual((await http.inject('/health/live')).json(), { status: 'alive' })
})

test('asking often does not run the checks often', async (t) => {
  const { http, metrics } = await testServer(t)
  let runs = 0
  const count = async () => {
    runs += 1
  }
  healthRoutes(http, { checks: { database: count }, metrics, metricsPublic: true })
  const answers = await Promise.all(Array.from({ length: 20 }, () => http.inject('/health/ready')))
  assert.ok(answers.every(({ statusCode }) => statusCode === 200))
  assert.equal(runs, 1)
})

test('the metrics of all processes are one page, brought up to date when it is asked for', async (t) => {
  const { http, metrics } = await testServer(t)
  const worker = createMetrics()
  worker.failures.inc({ code: 'read.damaged' })
  metrics.failures.inc({ code: 'read.damaged' })
  healthRoutes(http, {
    checks: {},
    metrics,
    metricsPublic: true,
    refresh: async () => metrics.queueWaiting.set({ tier: 'batch' }, 7),
    others: async () => [await worker.snapshot()],
  })
  const { body, headers } = await http.inject('/metrics')
  assert.match(String(headers['content-type']), /^text\/plain; version=0\.0\.4/)
  assert.match(body, /countersign_failures_total\{code="read.damaged"\} 2/)
  assert.match(body, /countersign_queue_waiting\{tier="batch"\} 7/)
})

test('metrics can be kept for administrators', async (t) => {
  const { http, metrics, as } = await testServer(t)
  healthRoutes(http, { checks: {}, metrics, metricsPublic: false })
  assert.equal((await http.inject('/metrics')).statusCode, 401)
  assert.equal(
    (await http.inject({ url: '/metrics', headers: await as(['documents:read']) })).statusCode,
    403,
  )
  assert.equal((await http.inject({ url: '/metrics', headers: await as(['admin']) })).statusCode, 200)
})
