import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ReviewTask } from '@countersign/contract/review'
import { ensureSealKey } from '../sign/signer.ts'
import { euros, withDesk } from './testing.ts'

const damaged = Buffer.from('%PDF-1.7\nnothing of a document')
const values = {
  seller: 'Nordlicht GmbH',
  number: 'RE-1',
  date: '2026-01-15',
  currency: 'EUR',
  total: euros(11_900),
}

test('what no machine can read is typed in by a person, checked like any other, and sealed', async (t) => {
  const desk = await withDesk(t)
  const { app, http, headers } = desk
  const { clock, newId, kms } = app
  await ensureSealKey({ db: app.archive.db, kms, clock, newId, organisation: 'Test' })
  const sent = await http.inject({
    method: 'POST',
    url: '/v1/documents?workflow=invoice',
    headers: { ...headers, 'content-type': 'application/pdf' },
    payload: damaged,
  })
  const { id } = sent.json()
  const failed = await desk.goOn(id)
  assert.equal(failed.state, 'failed')
  const anna = desk.as('anna')
  const [task] = (await anna.get('/v1/tasks?kind=entry')).body.items as ReviewTask[]
  assert.deepEqual([task?.documentId, task?.kind], [id, 'entry'])
  const enter = (fields: object, etag: string) =>
    anna.post(
      `/v1/documents/${id}/entry`,
      { class: 'invoice', fields, reason: 'the file is broken, a copy came by post' },
      { 'if-match': etag },
    )
  assert.equal((await enter(values, '"v1"')).body.code, 'document.changed')
  assert.equal((await enter({ date: 'soon' }, `"v${failed.version}"`)).body.code, 'field.invalid')
  const partly = await enter(
    { ...values, total: euros(-1), net: euros(5), tax: euros(5) },
    `"v${failed.version}"`,
  )
  assert.deepEqual([partly.status, partly.body.state], [200, 'in_review'])
  const [left] = (await anna.get(`/v1/tasks?document=${id}`)).body.items as ReviewTask[]
  assert.equal(left?.field, 'total')
  await anna.post(`/v1/tasks/${left?.id}/decision`, { decision: 'correct', value: euros(10) })
  assert.equal((await desk.document(id)).state, 'validated')
  assert.equal((await desk.goOn(id)).state, 'completed')
  const evidence = await http.inject({ url: `/v1/documents/${id}/artifacts/evidence`, headers })
  assert.equal(evidence.json().detachedSeal.format, 'CAdES')
  assert.deepEqual(await desk.types(id), [
    'document.received',
    'document.failed',
    'document.entered',
    'document.validated',
    'document.approved',
    'document.sealed',
    'document.completed',
  ])
  const late = await enter(values, '"v1"')
  assert.equal(late.body.code, 'document.changed')
})
