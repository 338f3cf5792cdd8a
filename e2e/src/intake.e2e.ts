// Documents go in over HTTP, are found again, looked at, started over and forgotten.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Document } from '@countersign/contract/document'
import type { Page } from '@countersign/contract/layout'
import type { ProblemBody } from '@countersign/contract/problem'
import { type Api, type House, openHouse } from './house.ts'
import { invoice, type Paper } from './papers.ts'

type List = { items: Document[]; nextCursor: string | null }

describe('documents over HTTP', () => {
  let house: House
  let api: Api
  let paper: Paper
  before(async () => {
    house = await openHouse()
    api = house.api
    paper = await invoice(11)
  })
  after(() => house.stop())

  const fieldsOf = async (id: string) =>
    Object.fromEntries((await api.extraction(id)).fields.map(({ name, value }) => [name, value]))
  const send = (headers: Record<string, string>, bytes = paper.bytes, query = '') =>
    api.ask<Document & ProblemBody>(`/v1/documents${query}`, {
      method: 'POST',
      body: bytes,
      headers: { 'content-type': 'application/octet-stream', ...headers },
    })

  test('an invoice sent as the body goes all the way, and every field is as printed', async () => {
    const answer = await send(
      {},
      paper.bytes,
      '?name=march.pdf&priority=realtime&metadata={"costCentre":"4711"}',
    )
    assert.equal(answer.status, 202, answer.bytes.toString())
    assert.equal(answer.headers.get('location'), `/v1/documents/${answer.body.id}`)
    const done = await api.settled(answer.body.id)
    assert.deepEqual([done.state, done.class, done.tier], ['completed', 'invoice', 'realtime'])
    assert.deepEqual(done.metadata, { costCentre: '4711' })
    assert.equal(done.files[0]?.name, 'march.pdf')
    const fields = await fieldsOf(done.id)
    for (const [name, value] of Object.entries(paper.truth.fields))
      assert.deepEqual(fields[name], value, name)
    const original = await api.ask(`/v1/documents/${done.id}/artifacts/original`)
    assert.deepEqual(original.bytes, Buffer.from(paper.bytes))
  })

  test('several parts of a form become one document in their order, options beside them', async () => {
    const second = await invoice(12)
    const form = new FormData()
    form.append('workflow', 'archive')
    form.append('file', new Blob([Uint8Array.from(paper.bytes)]), 'one.pdf')
    form.append('file', new Blob([Uint8Array.from(second.bytes)]), 'two.pdf')
    const answer = await api.ask<Document>('/v1/documents', { method: 'POST', body: form })
    assert.equal(answer.status, 202, answer.bytes.toString())
    const done = await api.settled(answer.body.id)
    assert.deepEqual([done.state, done.workflow, done.pageCount], ['completed', 'archive', 2])
    assert.deepEqual(
      done.files.map(({ name }) => name),
      ['one.pdf', 'two.pdf'],
    )
    const again = await api.ask(`/v1/documents/${done.id}/artifacts/original?file=2`)
    assert.deepEqual(again.bytes, Buffer.from(second.bytes))
    const words = async (page: number) => {
      const { blocks } = await api.get<Page>(`/v1/documents/${done.id}/pages/${page}`)
      return blocks.flatMap(({ lines }) => lines.flatMap((line) => line.words.map(({ text }) => text)))
    }
    assert.ok((await words(1)).join(' ').includes(String(paper.truth.fields.number)))
    assert.ok((await words(2)).join(' ').includes(String(second.truth.fields.number)))
  })

  test('the same Idempotency-Key gives the same answer, and another payload under it is refused', async () => {
    const { bytes } = await invoice(13)
    const first = await send({ 'idempotency-key': '"order-13"' }, bytes)
    const second = await send({ 'idempotency-key': 'order-13' }, bytes)
    assert.deepEqual(second.bytes, first.bytes)
    assert.equal(second.headers.get('idempotency-replayed'), 'true')
    const other = await send({ 'idempotency-key': '"order-13"' }, paper.bytes)
    assert.deepEqual([other.status, other.body.code], [422, 'idempotency.mismatch'])
    const withoutKey = await send({}, bytes)
    assert.equal(withoutKey.body.duplicateOf, first.body.id)
    assert.notEqual(withoutKey.body.id, first.body.id)
  })

  test('the list is filtered, and cursors walk through it without gap or repetition', async () => {
    const all = await api.get<List>('/v1/documents?limit=200')
    assert.ok(all.items.length >= 4)
    const walked: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: List = await api.get<List>(`/v1/documents?limit=1${cursor ? `&cursor=${cursor}` : ''}`)
      walked.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor
    }
    assert.deepEqual(
      walked,
      all.items.map(({ id }) => id),
    )
    const archived = await api.get<List>('/v1/documents?workflow=archive&state=completed')
    assert.deepEqual(
      archived.items.map(({ workflow }) => workflow),
      ['archive'],
    )
    const invoices = await api.get<List>('/v1/documents?class=invoice')
    assert.ok(invoices.items.every((item) => item.class === 'invoice') && invoices.items.length > 0)
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
    assert.deepEqual((await api.get<List>(`/v1/documents?createdAfter=${tomorrow}`)).items, [])
  })

  test('a page has its words with boxes inside the page, and its picture', async () => {
    const { id } = await api.settled((await api.upload(paper.bytes)).id)
    const page = await api.get<Page>(`/v1/documents/${id}/pages/1`)
    const words = page.blocks.flatMap(({ lines }) => lines.flatMap((line) => line.words))
    assert.ok(words.length > 20)
    for (const { box, text } of words) {
      const [x, y, width, height] = box
      assert.ok(x >= 0 && y >= 0 && x + width <= 1.001 && y + height <= 1.001, `${text} ${box}`)
    }
    const image = await api.ask(`/v1/documents/${id}/pages/1/image`)
    assert.equal(image.headers.get('content-type'), 'image/jpeg')
    assert.deepEqual([...image.bytes.subarray(0, 2)], [0xff, 0xd8])
    const beyond = await api.ask<ProblemBody>(`/v1/documents/${id}/pages/9`)
    assert.deepEqual([beyond.status, beyond.body.code], [404, 'page.not_found'])
  })

  test('a document that was rejected or finished early is read again as a new run', async () => {
    const { id } = await api.settled((await api.upload(new TextEncoder().encode('%PDF-1.7 broken'))).id)
    const failed = await api.document(id)
    assert.equal(failed.state, 'failed')
    assert.match(failed.failure?.code ?? '', /^read\./)
    const reopened = await api.ask<Document>(`/v1/documents/${id}/reopen`, { method: 'POST', body: {} })
    assert.deepEqual([reopened.status, reopened.body.run, reopened.body.state], [202, 2, 'received'])
    assert.equal((await api.settled(id)).state, 'failed')
    const runs = (await api.history(id)).map(({ run, version, type }) => [run, version, type])
    assert.deepEqual(runs, [
      [1, 1, 'document.received'],
      [1, 2, 'document.failed'],
      [2, 3, 'document.reopened'],
      [2, 4, 'document.failed'],
    ])
  })

  test('a deleted document is gone from every address, and the log keeps only that it was', async () => {
    const { id } = await api.settled((await api.upload(paper.bytes)).id)
    const deleted = await api.ask(`/v1/documents/${id}`, { method: 'DELETE' })
    assert.equal(deleted.status, 204)
    for (const path of [
      '',
      '/extraction',
      '/corrections',
      '/pages/1',
      '/pages/1/image',
      '/artifacts/original',
      '/artifacts/sealed',
    ]) {
      const answer = await api.ask<ProblemBody>(`/v1/documents/${id}${path}`)
      assert.deepEqual([path, answer.status, answer.body.code], [path, 410, 'document.erased'])
    }
    const history = await api.tombstone(id)
    const log = JSON.stringify(history)
    for (const value of Object.values(paper.truth.fields))
      if (typeof value === 'string' && value.length > 3) assert.ok(!log.includes(value), value)
    assert.equal((await api.ask(`/v1/documents/${id}`, { method: 'DELETE' })).status, 204)
  })

  test('what is no document is refused with a problem that says what to do', async () => {
    const cases = [
      [await send({}, new Uint8Array()), 422, 'document.empty'],
      [await send({}, new TextEncoder().encode('hello, world')), 415, 'document.unsupported_type'],
      [await send({}, paper.bytes, '?workflow=no-such'), 422, 'workflow.not_found'],
      [await send({}, paper.bytes, '?colour=red'), 400, 'request.invalid'],
      [await send({}, paper.bytes, '?pages=3-1'), 400, 'request.invalid'],
    ] as const
    for (const [answer, status, code] of cases) {
      assert.deepEqual([answer.status, answer.body.code], [status, code])
      assert.equal(answer.headers.get('content-type')?.split(';')[0], 'application/problem+json')
      assert.ok(answer.body.detail.length > 10 && answer.body.title && answer.body.type, answer.body.detail)
    }
  })
})
