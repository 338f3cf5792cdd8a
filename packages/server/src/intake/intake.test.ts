import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, test } from 'node:test'
import { makeUpload } from '@countersign/fixtures/upload'
import { withSystem } from '../db/sql.ts'
import { replay } from '../domain/document.ts'
import { type Installation, withInstallation } from '../pipeline/testing.ts'
import { idempotencyKeyOf } from './intake.routes.ts'
import { safeName } from './upload.ts'

const upload = async (
  { http, headers }: Installation,
  more: { headers?: Record<string, string>; url?: string; payload?: Buffer } = {},
) => {
  const payload =
    more.payload ?? Buffer.from((await makeUpload({ bytes: 20_000, seed: 1, format: 'pdf' })).bytes)
  return http.inject({
    method: 'POST',
    url: more.url ?? '/v1/documents?workflow=archive',
    headers: { 'content-type': 'application/pdf', ...headers, ...more.headers },
    payload,
  })
}

function form(parts: { name: string; fileName?: string; content: Buffer | string }[]): {
  payload: Buffer
  type: string
} {
  const boundary = '----countersign-test'
  const chunks = parts.flatMap(({ name, fileName, content }) => [
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${fileName ? `; filename="${fileName}"\r\ncontent-type: application/octet-stream` : ''}\r\n\r\n`,
    ),
    Buffer.from(content as string),
    Buffer.from('\r\n'),
  ])
  return {
    payload: Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]),
    type: `multipart/form-data; boundary=${boundary}`,
  }
}

describe('taking documents in', () => {
  test('an upload is answered with its document, event and job, all committed together', async (t) => {
    const installation = await withInstallation(t)
    const response = await upload(installation)
    assert.equal(response.statusCode, 202, response.body)
    const document = response.json()
    assert.equal(response.headers.location, `/v1/documents/${document.id}`)
    assert.equal(document.state, 'received')
    assert.equal(document.version, 1)
    assert.equal(document.files[0].contentType, 'application/pdf')
    assert.equal((await installation.app.queue.lag()).standard.waiting, 1)
    const events = await withSystem(installation.app.archive.db, (tx) =>
      tx.selectFrom('events').select(['type', 'body']).execute(),
    )
    assert.deepEqual(replay(events.map((event) => event.type as 'document.received')), {
      state: 'received',
      run: 1,
      version: 1,
    })
    assert.ok(!events[0]?.body.includes('.pdf'), 'no file name in the log')
  })

  test('the same key and payload get the same bytes back, another payload is refused', async (t) => {
    const installation = await withInstallation(t)
    const headers = { 'idempotency-key': '"order-17"' }
    const first = await upload(installation, { headers })
    const again = await upload(installation, { headers: { 'idempotency-key': 'order-17' } })
    assert.equal(again.statusCode, 202)
    assert.equal(again.body, first.body)
    assert.equal(again.headers['idempotency-replayed'], 'true')
    const other = await makeUpload({ bytes: 20_000, seed: 2, format: 'pdf' })
    const mismatch = await upload(installation, { headers, payload: Buffer.from(other.bytes) })
    assert.equal(mismatch.statusCode, 422)
    assert.equal(mismatch.json().code, 'idempotency.mismatch')
    const rows = await withSystem(installation.app.archive.db, (tx) =>
      tx.selectFrom('documents').select('id').execute(),
    )
    assert.equal(rows.length, 1)
  })

  test('of two requests with one key at the same time one runs and the other is told to wait or gets its answer', async (t) => {
    const installation = await withInstallation(t)
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => upload(installation, { headers: { 'idempotency-key': '"twice"' } })),
    )
    assert.ok(
      answers.every(({ statusCode }) => statusCode === 202 || statusCode === 409),
      answers.map((answer) => answer.body).join(),
    )
    const rows = await withSystem(installation.app.archive.db, (tx) =>
      tx.selectFrom('documents').select('id').execute(),
    )
    assert.equal(rows.length, 1)
  })

  test('a failed request leaves its key free and no blob behind', async (t) => {
    const installation = await withInstallation(t)
    const headers = { 'idempotency-key': '"again"' }
    const failed = await upload(installation, { headers, url: '/v1/documents?workflow=nothing' })
    assert.equal(failed.json().code, 'workflow.not_found')
    const blobs = await Array.fromAsync(installation.app.archive.blobs.list())
    assert.deepEqual(blobs, [])
    assert.equal((await upload(installation, { headers })).statusCode, 202)
  })

  test('the same bytes again are a new document that names the first', async (t) => {
    const installation = await withInstallation(t)
    const first = (await upload(installation)).json()
    const second = (await upload(installation)).json()
    assert.equal(first.duplicateOf, null)
    assert.equal(second.duplicateOf, first.id)
    assert.notEqual(second.id, first.id)
  })

  test('several parts named file are one document, in their order, with the options of the form', async (t) => {
    const installation = await withInstallation(t)
    const one = await makeUpload({ bytes: 20_000, seed: 3, format: 'pdf' })
    const two = await makeUpload({ bytes: 70_000, seed: 4, format: 'jpeg' })
    const { payload, type } = form([
      { name: 'file', fileName: 'C:\\scans\\front.pdf', content: Buffer.from(one.bytes) },
      { name: 'file', fileName: '../../back.jpg', content: Buffer.from(two.bytes) },
      { name: 'metadata', content: '{"costCentre":"4711"}' },
      { name: 'workflow', content: 'archive' },
      { name: 'priority', content: 'batch' },
    ])
    const response = await upload(installation, {
      headers: { 'content-type': type },
      payload,
      url: '/v1/documents',
    })
    assert.equal(response.statusCode, 202, response.body)
    const document = response.json()
    assert.deepEqual(
      document.files.map((file: { name: string }) => file.name),
      ['front.pdf', 'back.jpg'],
    )
    assert.deepEqual(document.metadata, { costCentre: '4711' })
    assert.equal(document.tier, 'batch')
  })

  for (const [what, more, status, code] of [
    ['no bytes', { payload: Buffer.alloc(0) }, 422, 'document.empty'],
    ['bytes of no known type', { payload: Buffer.from('just words') }, 415, 'document.unsupported_type'],
    [
      'a photo that needs a decoder nobody installed',
      { payload: Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1') },
      415,
      'document.unsupported_type',
    ],
    [
      'a language without its package',
      { url: '/v1/documents?languages=de,vi' },
      422,
      'read.language_missing',
    ],
    ['an unknown option', { url: '/v1/documents?colour=red' }, 400, 'request.invalid'],
    ['a page range that is none', { url: '/v1/documents?pages=3-1' }, 400, 'request.invalid'],
    ['metadata that is no object', { url: '/v1/documents?metadata=5' }, 400, 'request.invalid'],
    ['an impossible idempotency key', { headers: { 'idempotency-key': '' } }, 400, 'idempotency.invalid'],
  ] as const)
    test(`${what} is answered with ${code} and leaves nothing behind`, async (t) => {
      const installation = await withInstallation(t)
      const response = await upload(installation, more)
      assert.equal(response.statusCode, status, response.body)
      assert.equal(response.json().code, code)
      assert.deepEqual(await Array.fromAsync(installation.app.archive.blobs.list()), [])
      assert.equal((await installation.app.queue.lag()).standard.waiting, 0)
    })

  test('a file over the limit is refused while it arrives', async (t) => {
    const installation = await withInstallation(t, { maxFileMb: 1 })
    const big = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(1_100_000)])
    const response = await upload(installation, { payload: big })
    assert.equal(response.statusCode, 413, response.body)
    assert.equal(response.json().code, 'document.too_large')
    assert.deepEqual(await Array.fromAsync(installation.app.archive.blobs.list()), [])
  })
})

describe('names and keys from outside', () => {
  test('a file name is its last part without anything that could be a path', () => {
    assert.equal(safeName('../../etc/passwd'), 'passwd')
    assert.equal(safeName('C:\\x\\Größe 1.pdf'), 'Größe 1.pdf')
    assert.equal(safeName('..'), 'document')
    assert.equal(safeName('a\u0000b\u202e.pdf'), 'ab.pdf')
    assert.equal(safeName('x'.repeat(300)).length, 255)
  })

  test('an idempotency key may be quoted or not', () => {
    assert.equal(idempotencyKeyOf('"abc"'), 'abc')
    assert.equal(idempotencyKeyOf('abc'), 'abc')
    assert.equal(idempotencyKeyOf(undefined), null)
    for (const bad of ['', '""', '"', 'a"b', 'ä', ' a', 'x'.repeat(300)])
      assert.throws(() => idempotencyKeyOf(bad), { code: 'idempotency.invalid' })
  })
})

describe('clients that do not finish', () => {
  async function listening(
    t: Parameters<typeof withInstallation>[0],
    settings: Parameters<typeof withInstallation>[1],
  ) {
    const installation = await withInstallation(t, settings)
    const url = new URL(await installation.http.listen({ host: '127.0.0.1', port: 0 }))
    const head = `POST /v1/documents HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${installation.key}\r\ncontent-type: application/pdf\r\ncontent-length: 5000000\r\n\r\n%PDF-1.7\n`
    const socket = connect(Number(url.port), '127.0.0.1')
    await once(socket, 'connect')
    socket.write(head)
    return { installation, socket }
  }

  test('one that stalls is told so, and nothing of its upload is kept', async (t) => {
    const { installation, socket } = await listening(t, { uploadIdleSeconds: 1 })
    let answer = ''
    for await (const chunk of socket) answer += String(chunk)
    assert.match(answer, /^HTTP\/1\.1 408 /)
    assert.match(answer, /"code":"request.timeout"/)
    assert.deepEqual(await Array.fromAsync(installation.app.archive.blobs.list()), [])
  })

  test('one that sends too much is told so while it still sends', async (t) => {
    const { socket } = await listening(t, { maxFileMb: 1 })
    socket.write(Buffer.alloc(1_200_000))
    let answer = ''
    for await (const chunk of socket) answer += String(chunk)
    assert.match(answer, /^HTTP\/1\.1 413 /)
  })

  test('one that goes away leaves nothing behind', async (t) => {
    const { installation, socket } = await listening(t, {})
    socket.destroy()
    const rows = () =>
      withSystem(installation.app.archive.db, (tx) => tx.selectFrom('documents').select('id').execute())
    await installation.http.close()
    assert.deepEqual(await rows(), [])
    assert.deepEqual(await Array.fromAsync(installation.app.archive.blobs.list()), [])
  })
})
