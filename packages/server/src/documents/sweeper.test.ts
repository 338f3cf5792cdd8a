import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { memoryBlobStore } from '../adapters/blob/memory.ts'
import { withSystem } from '../db/sql.ts'
import { withDatabase } from '../db/testing.ts'
import { fixedClock } from '../platform/clock.ts'
import { abandoned, abandonedBefore, sweepBlobs, sweepDeliveries, sweepIdempotency } from './sweeper.ts'

const now = '2026-03-10T12:00:00.000Z'
const yesterday = new Date('2026-03-09T11:59:59.000Z')
const lately = new Date('2026-03-09T12:00:01.000Z')

type Database = Awaited<ReturnType<typeof withDatabase>>['db']

async function addAccount(db: Database): Promise<void> {
  const account = {
    id: 'acc_1',
    name: 'A',
    kind: 'live' as const,
    region: 'eu',
    wrappedKey: Buffer.alloc(1),
    kekId: 'k',
  }
  await withSystem(db, (tx) =>
    tx
      .insertInto('accounts')
      .values({ ...account, createdAt: yesterday })
      .execute(),
  )
}

async function addDocumentWithBlobs(db: Database, ids: readonly string[]): Promise<void> {
  const at = { createdAt: yesterday, updatedAt: yesterday }
  const document = {
    id: 'doc_1',
    accountId: 'acc_1',
    state: 'received',
    run: 1,
    version: 1,
    tier: 'standard',
  } as const
  const blob = {
    accountId: 'acc_1',
    documentId: 'doc_1',
    run: 1,
    role: 'original',
    bytes: 1,
    sha256: '',
    kekId: 'k',
  }
  await withSystem(db, async (tx) => {
    await tx
      .insertInto('documents')
      .values({ ...document, ...at, workflow: 'archive', workflowVersion: 1, languages: [], metadata: '{}' })
      .execute()
    for (const id of ids)
      await tx
        .insertInto('blobs')
        .values({ ...blob, id, createdAt: yesterday })
        .execute()
  })
}

describe('the sweeper', () => {
  it('removes a file only when it is a day old and nothing refers to it', () => {
    const files = [
      { id: 'old-unknown', writtenAt: yesterday },
      { id: 'old-known', writtenAt: yesterday },
      { id: 'young-unknown', writtenAt: lately },
    ]
    const rule = { known: new Set(['old-known']), before: abandonedBefore(new Date(now)) }
    assert.deepEqual(abandoned(files, rule), ['old-unknown'])
  })

  it('leaves every file of a document and every young one, and removes the others', async (t) => {
    const { db } = await withDatabase(t)
    const kept = new Map<string, { sealed: Uint8Array; writtenAt: Date }>()
    const old = Array.from({ length: 1_203 }, (_, at) => `blb_${at.toString(16).padStart(32, '0')}`)
    for (const id of old) kept.set(id, { sealed: Buffer.alloc(0), writtenAt: yesterday })
    kept.set('blb_young', { sealed: Buffer.alloc(0), writtenAt: lately })
    const known = old.filter((_, at) => at % 300 === 0)
    await addAccount(db)
    await addDocumentWithBlobs(db, known)
    const swept = await sweepBlobs({ db, blobs: memoryBlobStore(kept), clock: fixedClock(now) })
    assert.deepEqual(swept, { blobs: old.length - known.length, temporary: 0 })
    assert.deepEqual([...kept.keys()], [...known, 'blb_young'])
  })

  it('forgets idempotency keys once they have expired', async (t) => {
    const { db } = await withDatabase(t)
    await addAccount(db)
    const row = {
      accountId: 'acc_1',
      route: 'POST /v1/documents',
      createdAt: yesterday,
      lockedUntil: yesterday,
    }
    const rows = [
      { ...row, key: 'expired', expiresAt: yesterday },
      { ...row, key: 'valid', expiresAt: new Date('2026-03-10T12:00:01.000Z') },
    ]
    await withSystem(db, (tx) => tx.insertInto('idempotencyKeys').values(rows).execute())
    assert.equal(await sweepIdempotency({ db, clock: fixedClock(now) }), 1)
    const left = await withSystem(db, (tx) => tx.selectFrom('idempotencyKeys').select('key').execute())
    assert.deepEqual(left, [{ key: 'valid' }])
  })

  it('empties messages after their first time and removes them after the second, but none that still waits', async (t) => {
    const { db } = await withDatabase(t)
    await addAccount(db)
    const createdAt = new Date('2026-01-01T00:00:00.000Z')
    const endpoint = { id: 'whe_1', accountId: 'acc_1', url: 'https://example.org', events: [], createdAt }
    const message = { accountId: 'acc_1', endpointId: 'whe_1', eventType: 'document.read', position: 1 }
    const rows = (['pending', 'delivered', 'failed'] as const).map((state) => ({
      ...{ ...message, id: `msg_${state}`, eventId: `evt_${state}`, state, eventAt: createdAt, createdAt },
      body: Buffer.from('sealed'),
    }))
    const attempt = { deliveryId: 'msg_failed', accountId: 'acc_1', number: 1, at: createdAt, durationMs: 1 }
    await withSystem(db, async (tx) => {
      await tx
        .insertInto('webhookEndpoints')
        .values({ ...endpoint, includeFields: true, state: 'enabled', secret: Buffer.alloc(1) })
        .execute()
      await tx.insertInto('deliveries').values(rows).execute()
      await tx.insertInto('attempts').values(attempt).execute()
    })
    const at = (iso: string) => ({ db, clock: fixedClock(`${iso}T00:00:00.000Z`), bodyDays: 30, days: 90 })
    assert.deepEqual(await sweepDeliveries(at('2026-01-31')), { deliveryBodies: 0, deliveries: 0 })
    assert.deepEqual(await sweepDeliveries(at('2026-02-01')), { deliveryBodies: 2, deliveries: 0 })
    assert.deepEqual(await sweepDeliveries(at('2026-04-02')), { deliveryBodies: 0, deliveries: 2 })
    const left = await withSystem(db, (tx) => tx.selectFrom('deliveries').select(['id', 'body']).execute())
    assert.deepEqual(left, [{ id: 'msg_pending', body: Buffer.from('sealed') }])
  })
})
