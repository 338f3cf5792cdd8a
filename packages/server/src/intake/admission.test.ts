import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Tier } from '@countersign/contract/document'
import { makeUpload } from '@countersign/fixtures/upload'
import { createKey } from '../access/accounts.ts'
import { type Installation, withInstallation } from '../pipeline/testing.ts'
import { readConfig } from '../platform/config.ts'
import { isProblem } from '../platform/problem.ts'
import { createMetrics } from '../platform/telemetry.ts'
import { type AdmissionSettings, createAdmission, type Readings } from './admission.ts'

const still = { waiting: 0, oldestSeconds: 0 }
const calm: Readings = {
  delayMs: 0,
  freeMb: 50_000,
  queue: { realtime: still, standard: still, batch: still },
}
const tiers: readonly Tier[] = ['batch', 'standard', 'realtime']

function service(now: Partial<Readings>, settings: Partial<AdmissionSettings> = {}) {
  const metrics = createMetrics()
  const admission = createAdmission({
    settings: { ...readConfig({}), ...settings },
    readings: async () => ({ ...calm, ...now }),
    waiting: async () => 0,
    metrics,
    random: () => 0.5,
  })
  const ask = async (tier: Tier, bytes = 1000) => {
    try {
      ;(await admission.admit({ accountId: 'a', tier, bytes }))()
      return 'taken'
    } catch (error) {
      if (!isProblem(error)) throw error
      assert.ok(Number(error.headers['retry-after']) > 0)
      return `${error.status} ${error.code}`
    }
  }
  return { ask, metrics }
}

const refused = async (now: Partial<Readings>): Promise<Tier[]> => {
  const { ask } = service(now)
  const answers = await Promise.all(tiers.map(async (tier) => ({ tier, answer: await ask(tier) })))
  return answers.filter(({ answer }) => answer === '503 service.overloaded').map(({ tier }) => tier)
}

describe('admission of uploads', () => {
  test('the more a limit is passed the more tiers are refused: batch, then standard, then realtime', async () => {
    const orders: Tier[][] = [[], ['batch'], ['batch', 'standard'], ['batch', 'standard', 'realtime']]
    for (const [index, delayMs] of [499, 500, 750, 1000].entries())
      assert.deepEqual(await refused({ delayMs }), orders[index])
    for (const [index, waiting] of [499_999, 500_000, 750_000, 1_000_000].entries())
      assert.deepEqual(
        await refused({ queue: { ...calm.queue, standard: { ...still, waiting } } }),
        orders[index],
      )
  })

  test('old work holds up its own tier and the less urgent ones, never the more urgent', async () => {
    const old = (tier: Tier, days: number) => ({
      queue: { ...calm.queue, [tier]: { waiting: 1, oldestSeconds: days * 86_400 } },
    })
    assert.deepEqual(await refused(old('batch', 30)), ['batch'])
    assert.deepEqual(await refused(old('standard', 30)), ['batch', 'standard'])
    assert.deepEqual(await refused(old('realtime', 30)), ['batch', 'standard', 'realtime'])
    assert.deepEqual(await refused(old('realtime', 1)), ['batch'])
  })

  test('a nearly full disk refuses every upload, also one that would fill it, and says whom to tell', async () => {
    const { ask } = service({ freeMb: 511 })
    for (const tier of tiers) assert.equal(await ask(tier), '503 service.disk_full')
    assert.equal(await service({ freeMb: 600 }).ask('realtime', 50_000_000), 'taken')
    assert.equal(await service({ freeMb: 600 }).ask('realtime', 100_000_000), '503 service.disk_full')
  })

  test('0 switches a limit off', async () => {
    const off = { overloadDelayMs: 0, overloadJobs: 0, overloadMinutes: 0, minFreeMb: 0 }
    const { ask } = service({ delayMs: 1e9, freeMb: 0 }, off)
    assert.equal(await ask('batch'), 'taken')
  })

  test('what was refused is counted by its reason and tier', async () => {
    const { ask, metrics } = service({ delayMs: 600 })
    await ask('batch')
    await ask('batch')
    await ask('standard')
    assert.match(await metrics.render(), /countersign_refused_total\{reason="delay",tier="batch"\} 2/)
    assert.doesNotMatch(await metrics.render(), /refused_total\{[^}]*tier="standard"/)
  })
})

describe('uploads that are refused', () => {
  const post = async ({ http, headers }: Installation, more: { url?: string; headers?: object } = {}) =>
    http.inject({
      method: 'POST',
      url: more.url ?? '/v1/documents?workflow=archive',
      headers: { 'content-type': 'application/pdf', ...headers, ...more.headers },
      payload: Buffer.from((await makeUpload({ bytes: 20_000, seed: 1, format: 'pdf' })).bytes),
    })

  test('with a full disk uploads end, reading and readiness go on', async (t) => {
    const installation = await withInstallation(t, { minFreeMb: 1e9 })
    const { http, headers, app } = installation
    const answer = await post(installation)
    assert.deepEqual([answer.statusCode, answer.json().code], [503, 'service.disk_full'])
    assert.equal(answer.headers['retry-after'], '60')
    assert.match(String(answer.headers.ratelimit), /^"uploads";r=/)
    assert.deepEqual(await Array.fromAsync(app.archive.blobs.list()), [])
    assert.equal((await http.inject({ url: '/v1/documents', headers })).statusCode, 200)
    assert.equal((await http.inject({ url: '/health/ready', headers })).statusCode, 200)
  })

  test('an account with a full queue is refused, another is not', async (t) => {
    const installation = await withInstallation(t, { accountQueue: 2 })
    const { app, accountId } = installation
    const ports = { db: app.archive.db, kms: app.kms, clock: app.clock, newId: app.newId }
    const { key } = await createKey(ports, { accountId, name: 'other', scopes: ['admin'], kind: 'test' })
    const statuses: number[] = []
    for (let sent = 0; sent < 3; sent++) statuses.push((await post(installation)).statusCode)
    assert.deepEqual(statuses, [202, 202, 429])
    const refused = await post(installation)
    assert.equal(refused.json().code, 'account.queue_full')
    assert.ok(Number(refused.headers['retry-after']) > 0)
    const other = await post(installation, { headers: { authorization: `Bearer ${key}` } })
    assert.equal(other.statusCode, 202)
  })

  test('a crowd at few places is taken in one after the other, or told when to come back', async (t) => {
    const installation = await withInstallation(t, { uploadsAtOnce: 2, uploadsWaiting: 5 })
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        post(installation, {
          url: `/v1/documents?workflow=archive&priority=${index < 10 ? 'batch' : 'realtime'}`,
        }),
      ),
    )
    const taken = answers.filter(({ statusCode }) => statusCode === 202)
    for (const answer of answers.filter((one) => !taken.includes(one))) {
      assert.deepEqual([answer.statusCode, answer.json().code], [503, 'service.overloaded'])
      assert.ok(Number(answer.headers['retry-after']) > 0)
    }
    const urgent = taken.filter((answer) => answer.json().tier === 'realtime').length
    assert.ok(taken.length >= 7 && urgent > taken.length - urgent, `${taken.length} taken, ${urgent} urgent`)
    assert.equal((await post(installation)).statusCode, 202, 'all places are free again')
    assert.match(await installation.app.metrics.render(), /countersign_uploads_under_way 0/)
  })
})
