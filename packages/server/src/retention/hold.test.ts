import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createKey } from '../access/accounts.ts'
import { retentionHouse } from './testing.ts'

describe('a legal hold', () => {
  test('is placed with a reason, keeps the document from being erased, and is lifted', async (t) => {
    const house = await retentionHouse(t)
    const id = await house.upload()
    await house.settle(id)
    const hold = `/v1/documents/${id}/legal-hold`
    assert.deepEqual((await house.ask('GET', hold)).body.code, 'hold.not_found')
    const placed = await house.ask('PUT', hold, { reason: 'Smith against Jones' })
    assert.deepEqual([placed.status, placed.body.reason], [200, 'Smith against Jones'])
    assert.deepEqual((await house.ask('GET', hold)).body, placed.body)
    assert.equal((await house.ask('GET', `/v1/documents/${id}`)).body.legalHold, true)
    const refused = await house.ask('DELETE', `/v1/documents/${id}`)
    assert.deepEqual([refused.status, refused.body.code], [409, 'document.legal_hold'])
    assert.equal((await house.ask('DELETE', hold)).status, 204)
    assert.equal((await house.ask('DELETE', hold)).status, 204)
    assert.equal((await house.ask('DELETE', `/v1/documents/${id}`)).status, 204)
    const types = (await house.events(id)).map(({ type }) => type)
    assert.deepEqual(types.slice(-3), ['document.hold_placed', 'document.hold_lifted', 'document.erased'])
    await house.replays(id)
  })

  test('repeats nothing when it is placed again, and takes a new reason', async (t) => {
    const house = await retentionHouse(t)
    const id = await house.upload()
    const hold = `/v1/documents/${id}/legal-hold`
    const first = await house.ask('PUT', hold, { reason: 'one' })
    assert.deepEqual((await house.ask('PUT', hold, { reason: 'one' })).body, first.body)
    assert.equal((await house.events(id)).length, 2)
    assert.equal((await house.ask('PUT', hold, { reason: 'two' })).body.reason, 'two')
    assert.equal((await house.events(id)).length, 3)
    await house.replays(id)
  })

  test('says its reason in the log by salted hash only', async (t) => {
    const house = await retentionHouse(t)
    const id = await house.upload()
    await house.ask('PUT', `/v1/documents/${id}/legal-hold`, { reason: 'Smith against Jones' })
    const placed = (await house.events(id)).at(-1)?.body
    assert.match(placed.data.reasonSha256, /^[0-9a-f]{64}$/)
    assert.ok(!JSON.stringify(placed).includes('Smith'))
  })

  test('is for administrators, and gone with the document', async (t) => {
    const house = await retentionHouse(t)
    const { app, accountId } = house
    const id = await house.upload()
    const ports = { db: app.archive.db, kms: app.kms, clock: app.clock, newId: app.newId }
    const scopes = ['documents:read', 'documents:write'] as const
    const { key } = await createKey(ports, { accountId, name: 'clerk', scopes })
    const url = `/v1/documents/${id}/legal-hold`
    for (const method of ['GET', 'PUT', 'DELETE'] as const) {
      const headers = { authorization: `Bearer ${key}`, host: 'localhost' }
      const body = method === 'PUT' ? { payload: { reason: 'x' } } : {}
      assert.equal((await house.http.inject({ method, url, headers, ...body })).statusCode, 403)
    }
    await house.ask('DELETE', `/v1/documents/${id}`)
    assert.equal((await house.ask('GET', url)).status, 410)
    assert.equal((await house.ask('PUT', url, { reason: 'x' })).status, 410)
    assert.equal((await house.ask('DELETE', url)).status, 410)
    assert.equal((await house.ask('PUT', url, { reason: '' })).status, 400)
  })
})
