// A word is planted wherever a document can carry personal data; after erasing it is nowhere, on disk neither.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Document } from '@countersign/contract/document'
import type { ProblemBody } from '@countersign/contract/problem'
import { rawPdf, shown } from '@countersign/pdf/testing'
import { makeFolder, removeFolder } from './folder.ts'
import { type Api, apiAt, type Started, startUp, stopUp } from './house.ts'
import { searchFiles, searchTables } from './marked.ts'
import { openReceiver, type Receiver } from './receiver.ts'

const marker = 'qxzvk'
const word = (place: string) => `${marker}${place}`
/** Belongs to the account and stays: it proves that searching finds what is there. */
const control = word('control')

const paper = rawPdf([
  {
    content: [`Invoice from ${word('text')}`, `Invoice number 4711`, 'Invoice date 2026-03-01']
      .map((line, row) => shown(line, [60, 700 - row * 40, 14]))
      .join(''),
    mediaBox: '[0 0 595 842]',
  },
])

/** A query or header that a client sends with a document, and every place of it that is the client's own word. */
const query = new URLSearchParams({
  name: `${word('name')}.pdf`,
  metadata: JSON.stringify({ [word('key')]: word('value') }),
  packet: word('packet'),
  deviceId: word('device'),
})
const headers = {
  'content-type': 'application/pdf',
  'countersign-password': word('password'),
  'countersign-on-behalf-of': word('person'),
  'idempotency-key': `"${word('idempotency')}"`,
}

describe('an erased document', () => {
  let folder = ''
  let house: Started
  let api: Api
  let receiver: Receiver
  let held: Document
  before(async () => {
    folder = await makeFolder()
    house = await startUp(join(folder, 'data'), { COUNTERSIGN_WEBHOOK_ALLOW_PRIVATE: 'true' })
    api = apiAt(house.url, house.firstKey ?? '')
    receiver = await openReceiver()
    await api.ask('/v1/webhook-endpoints', {
      method: 'POST',
      body: { url: receiver.url, events: ['document.*'], includeFields: true },
    })
    await api.ask('/v1/keys', { method: 'POST', body: { name: control, scopes: ['documents:read'] } })
  })
  let stopped = false
  const stop = async () => {
    if (!stopped) await stopUp(house)
    stopped = true
  }
  after(async () => {
    await stop()
    await receiver.close()
    await removeFolder(folder)
  })

  const send = () =>
    api.ask<Document>(`/v1/documents?${query}`, { method: 'POST', body: Buffer.from(paper), headers })
  const planted = ['text', 'name', 'key', 'value', 'packet', 'device', 'who', 'why', 'after', 'hold']

  test('was there, with everything that people said about it', async () => {
    const sent = await send()
    assert.equal(sent.status, 202, sent.bytes.toString())
    held = await api.settled(sent.body.id)
    assert.equal(held.state, 'in_review', JSON.stringify(held.failure))
    const approve = {
      decision: 'approve',
      corrections: [{ field: 'seller', value: word('after'), reason: word('why') }],
      override: true,
      reason: word('reason'),
    }
    const reviewed = await api.ask<Document>(`/v1/documents/${held.id}/review`, {
      method: 'POST',
      headers: { 'if-match': `"v${held.version}"`, 'countersign-on-behalf-of': word('who') },
      body: approve,
    })
    assert.equal(reviewed.status, 200, reviewed.bytes.toString())
    assert.equal((await api.settled(held.id)).state, 'completed')
    const hold = { method: 'PUT', body: { reason: word('hold') } }
    assert.equal((await api.ask(`/v1/documents/${held.id}/legal-hold`, hold)).status, 200)
    await receiver.until((all) => all.some(({ body }) => body.includes(word('after'))))
  })

  test('every planted word is read back where it belongs', async () => {
    const paths = ['', '/extraction', '/corrections', '/pages/1', '/artifacts/evidence', '/legal-hold']
    const answers = await Promise.all(paths.map((path) => api.ask(`/v1/documents/${held.id}${path}`)))
    const text = answers.map(({ bytes }) => bytes.toString('utf8')).join('\n')
    for (const place of planted) assert.ok(text.includes(word(place)), place)
    const again = await send()
    assert.deepEqual([again.status, again.headers.get('idempotency-replayed')], [202, 'true'])
    const { items } = await api.get<{ items: Document[] }>(`/v1/documents?packet=${word('packet')}`)
    assert.deepEqual(
      items.map(({ id }) => id),
      [held.id],
    )
  })

  test('even before, no row says any of it in the clear', async () => {
    assert.deepEqual(await searchTables(house.data, marker), [{ where: 'public.api_keys', words: [control] }])
  })

  test('is kept while it is under legal hold, and erased afterwards', async () => {
    const erase = () => api.ask<ProblemBody>(`/v1/documents/${held.id}`, { method: 'DELETE' })
    assert.equal((await erase()).body.code, 'document.legal_hold')
    assert.equal((await api.ask(`/v1/documents/${held.id}/legal-hold`, { method: 'DELETE' })).status, 204)
    assert.equal((await erase()).status, 204)
    assert.equal((await erase()).status, 204)
    await receiver.until((all) => all.some(({ message }) => message.type === 'document.erased'))
  })

  test('answers 410 wherever its id is asked for, and is not taken in again by a repeated request', async () => {
    const asked = [
      ...['', '/extraction', '/corrections', '/pages/1', '/pages/1/image', '/legal-hold'].map((path) => ({
        path,
      })),
      ...['original', 'searchable', 'sealed', 'evidence'].map((name) => ({ path: `/artifacts/${name}` })),
      { path: '/reopen', method: 'POST', body: {} },
      { path: '/legal-hold', method: 'PUT', body: { reason: 'x' } },
      { path: '/legal-hold', method: 'DELETE' },
      { path: '/review', method: 'POST', headers: { 'if-match': '"v1"' }, body: { decision: 'reject' } },
    ]
    for (const { path, ...rest } of asked) {
      const { status, body } = await api.ask<ProblemBody>(`/v1/documents/${held.id}${path}`, rest)
      assert.deepEqual([path, status, body.code], [path, 410, 'document.erased'])
    }
    assert.equal((await send()).status, 410)
    assert.deepEqual((await api.get<{ items: Document[] }>('/v1/documents')).items, [])
    const tombs = await api.get<{ items: Document[] }>('/v1/documents?state=erased')
    assert.deepEqual(
      tombs.items.map(({ id, files }) => [id, files]),
      [[held.id, []]],
    )
  })

  test('leaves a tombstone that names its files by salted hash only', async () => {
    const log = await api.tombstone(held.id)
    const { reason, files } = log.at(-1)?.data ?? {}
    assert.equal(reason, 'request')
    assert.match(JSON.stringify(files), /^\[\{"saltedSha256":"[0-9a-f]{64}"\}\]$/)
    assert.ok(!JSON.stringify(log).includes(held.files[0]?.sha256 ?? '-'))
  })

  test('is found nowhere any more: in no row, no file, no log, no dead row', async () => {
    assert.deepEqual(await searchTables(house.data, marker), [{ where: 'public.api_keys', words: [control] }])
    await stop()
    const found = await searchFiles(house.data, marker)
    assert.ok(
      found.some(({ where }) => where.startsWith('postgres/base/')),
      'tables were searched',
    )
    assert.ok(
      found.some(({ where }) => where.startsWith('postgres/pg_wal/')),
      'the write-ahead log was searched',
    )
    assert.deepEqual(
      found.filter(({ words }) => words.some((each) => each !== control)),
      [],
    )
    assert.deepEqual(
      found.filter(({ where }) => !where.startsWith('postgres/')),
      [],
    )
  })
})
