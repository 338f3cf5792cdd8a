import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { withSystem } from '../db/sql.ts'
import { lockFor } from '../platform/advisory-locks.ts'
import { sealOldParticulars } from './retention.ts'
import { retentionHouse } from './testing.ts'

const nothing = { lookedAt: 0, erased: 0, trimmed: 0, failed: 0 }

describe('retention', () => {
  test('without rules keeps everything, and does not look at it twice', async (t) => {
    const house = await retentionHouse(t)
    const id = await house.upload()
    await house.settle(id)
    house.forward(1)
    assert.deepEqual(await house.apply(), { ...nothing, lookedAt: 1 })
    house.forward(36_500)
    assert.deepEqual(await house.apply(), nothing)
    assert.equal((await house.row(id)).state, 'completed')
  })

  test('removes artifacts in their time, then the document, each with its event', async (t) => {
    const house = await retentionHouse(t)
    const id = await house.upload('&name=letter.pdf')
    await house.settle(id)
    const rules = [{ keep: { original: 'P30D', searchable: 'P30D', document: 'P1Y' } }]
    assert.equal((await house.ask('PUT', '/v1/retention', { rules })).status, 200)
    const files = await house.storedFiles()
    house.forward(29)
    assert.deepEqual(await house.apply(), { ...nothing, lookedAt: 1 })
    house.forward(2)
    assert.deepEqual(await house.apply(), { ...nothing, lookedAt: 1, trimmed: 1 })
    assert.equal(await house.storedFiles(), files - 2)
    const document = (await house.ask('GET', `/v1/documents/${id}`)).body
    assert.deepEqual(document.removed, ['original', 'searchable'])
    assert.deepEqual(Object.keys(document.links.artifacts).sort(), ['evidence', 'sealed'])
    assert.equal(document.files[0].name, 'letter.pdf')
    for (const name of ['original', 'searchable']) {
      const answer = await house.ask('GET', `/v1/documents/${id}/artifacts/${name}`)
      assert.deepEqual([answer.status, answer.body.code], [410, 'artifact.expired'])
    }
    const sealed = await house.http.inject({
      url: `/v1/documents/${id}/artifacts/sealed`,
      headers: house.headers,
    })
    assert.deepEqual([sealed.statusCode, sealed.body], [200, 'sealed'])
    const trimmed = (await house.events(id)).at(-1)
    assert.equal(trimmed?.type, 'document.trimmed')
    assert.deepEqual(trimmed?.body.data, { artifacts: ['original', 'searchable'] })
    await house.replays(id)
    house.forward(335)
    assert.deepEqual(await house.apply(), { ...nothing, lookedAt: 1, erased: 1 })
    assert.equal((await house.ask('GET', `/v1/documents/${id}`)).status, 410)
    const erased = (await house.events(id)).at(-1)
    assert.equal(erased?.body.data.reason, 'retention')
    assert.equal(erased?.body.actor.kind, 'system')
    assert.equal(await house.storedFiles(), 0)
    await house.replays(id)
  })

  test('layouts and extractions go too, and say that they are gone', async (t) => {
    const house = await retentionHouse(t)
    const id = await house.upload()
    await house.settle(id)
    await house.ask('PUT', '/v1/retention', {
      rules: [{ keep: { extraction: 'P1D', evidence: 'P1D', sealed: 'forever' } }],
    })
    house.forward(2)
    assert.deepEqual(await house.apply(), { ...nothing, lookedAt: 1, trimmed: 1 })
    for (const path of ['extraction', 'corrections', 'artifacts/evidence']) {
      const answer = await house.ask('GET', `/v1/documents/${id}/${path}`)
      assert.deepEqual([path, answer.status, answer.body.code], [path, 410, 'artifact.expired'])
    }
  })

  test('the time a client gave is kept, whatever the document is doing', async (t) => {
    const house = await retentionHouse(t)
    const soon = new Date(house.clock().getTime() + 24 * 3_600_000).toISOString()
    const id = await house.upload(`&expiresAt=${soon}`)
    assert.deepEqual(await house.apply(), nothing)
    house.forward(2)
    assert.deepEqual(await house.apply(), { ...nothing, lookedAt: 1, erased: 1 })
    assert.equal((await house.events(id)).at(-1)?.body.data.reason, 'expired')
    await house.replays(id)
  })

  test('a document under way or reopened is left alone until it rests again', async (t) => {
    const house = await retentionHouse(t)
    await house.ask('PUT', '/v1/retention', { rules: [{ keep: { document: 'P10D' } }] })
    const id = await house.upload()
    house.forward(100)
    assert.deepEqual(await house.apply(), nothing)
    await house.record(id, 'document.failed')
    assert.deepEqual(await house.apply(), { ...nothing, lookedAt: 1 })
    house.forward(9)
    await house.record(id, 'document.reopened')
    house.forward(9)
    assert.deepEqual(await house.apply(), nothing)
    await house.record(id, 'document.failed')
    house.forward(11)
    assert.deepEqual(await house.apply(), { ...nothing, lookedAt: 1, erased: 1 })
    await house.replays(id)
  })

  test('a legal hold stops it; what became due meanwhile goes once it is lifted', async (t) => {
    const house = await retentionHouse(t)
    const id = await house.upload()
    await house.settle(id)
    await house.ask('PUT', '/v1/retention', { rules: [{ keep: { original: 'P1D', document: 'P5D' } }] })
    await house.ask('PUT', `/v1/documents/${id}/legal-hold`, { reason: 'x' })
    house.forward(10)
    assert.deepEqual(await house.apply(), nothing)
    assert.equal((await house.row(id)).state, 'completed')
    await house.ask('DELETE', `/v1/documents/${id}/legal-hold`)
    assert.deepEqual(await house.apply(), { ...nothing, lookedAt: 1, erased: 1 })
    await house.replays(id)
  })

  test('new rules hold for documents that are there already, and replace the old ones', async (t) => {
    const house = await retentionHouse(t)
    const ids = [await house.upload(), await house.upload()]
    for (const id of ids) await house.settle(id)
    house.forward(50)
    assert.deepEqual(await house.apply(), { ...nothing, lookedAt: 2 })
    const rules = [{ states: ['completed'], workflows: ['archive'], keep: { document: 'P20D' } }]
    const set = await house.ask('PUT', '/v1/retention', { rules })
    assert.deepEqual(set.body.rules, rules)
    assert.deepEqual((await house.ask('GET', '/v1/retention')).body, set.body)
    assert.deepEqual(await house.apply(), { ...nothing, lookedAt: 2, erased: 2 })
  })

  test('an original that is gone cannot be read again', async (t) => {
    const house = await retentionHouse(t)
    const id = await house.upload()
    await house.settle(id, 'document.failed')
    await house.ask('PUT', '/v1/retention', { rules: [{ keep: { original: 'PT1H' } }] })
    house.forward(1)
    await house.apply()
    const answer = await house.ask('POST', `/v1/documents/${id}/reopen`, {})
    assert.deepEqual([answer.status, answer.body.code], [410, 'artifact.expired'])
  })

  test('rules that say nothing or are no rules are refused', async (t) => {
    const house = await retentionHouse(t)
    for (const rule of [
      { keep: {} },
      { keep: { document: '30 days' } },
      { keep: { pages: 'P1D' } },
      { states: ['received'], keep: { document: 'P1D' } },
      { classes: [], keep: { document: 'P1D' } },
    ])
      assert.equal(
        (await house.ask('PUT', '/v1/retention', { rules: [rule] })).status,
        400,
        JSON.stringify(rule),
      )
  })

  test('what an earlier version wrote in the clear is put under the key, and reads as before', async (t) => {
    const house = await retentionHouse(t)
    const { archive } = house.app
    const id = await house.upload('&name=old.pdf')
    const clear = {
      metadata: '{"cost":"4711"}',
      packetId: 'old-packet',
      deviceId: 'phone',
      particulars: null,
    }
    await withSystem(archive.db, async (tx) => {
      await tx.updateTable('documents').set(clear).where('id', '=', id).execute()
      await tx.updateTable('documentFiles').set({ name: 'old.pdf' }).where('documentId', '=', id).execute()
    })
    const before = (await house.ask('GET', `/v1/documents/${id}`)).body
    assert.deepEqual([before.metadata, before.files[0].name], [{ cost: '4711' }, 'old.pdf'])
    assert.equal(await sealOldParticulars(archive), 1)
    assert.deepEqual((await house.ask('GET', `/v1/documents/${id}`)).body, before)
    assert.equal((await house.ask('GET', '/v1/documents?packet=old-packet')).body.items.length, 1)
    const { metadata, packetId, deviceId } = await house.row(id)
    assert.deepEqual({ metadata, packetId, deviceId }, { metadata: null, packetId: null, deviceId: null })
    assert.equal(await sealOldParticulars(archive), 0)
  })

  test('only one process at a time removes', async (t) => {
    const house = await retentionHouse(t)
    await withSystem(house.app.archive.db, async (tx) => {
      await sql`select pg_advisory_xact_lock(${lockFor('removing what has expired')})`.execute(tx)
      assert.equal(await house.apply(), null)
    })
    assert.deepEqual(await house.apply(), nothing)
  })
})
