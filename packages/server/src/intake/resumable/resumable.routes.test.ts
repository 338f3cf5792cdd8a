import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import { type Installation, withInstallation } from '../../pipeline/testing.ts'
import { append, ask, keyOf, metadata, opened, paper, stored } from './testing.ts'

const create = (installation: Installation, headers: Record<string, string>, payload?: Buffer) =>
  ask(installation, { method: 'POST', url: '/v1/uploads' }, { headers, ...(payload ? { payload } : {}) })

const octets = { 'content-type': 'application/offset+octet-stream' }
const sha256 = (bytes: Buffer) => `sha256 ${createHash('sha256').update(bytes).digest('base64')}`

describe('what a client says wrong is refused before the first byte is kept', () => {
  test('each mistake has its code and a sentence that helps', async (t) => {
    const installation = await withInstallation(t, { maxFileMb: 1 })
    const said = (options: Record<string, string>) => ({
      'upload-length': '10',
      'upload-metadata': metadata(options),
    })
    const cases: [Record<string, string>, number, string, RegExp][] = [
      [{ 'upload-length': '1000001' }, 413, 'document.too_large', /COUNTERSIGN_MAX_FILE_MB/],
      [{ 'upload-length': '0' }, 422, 'document.empty', /right file/],
      [{ 'upload-length': '-5' }, 400, 'request.invalid', /upload-length/],
      [{ 'upload-length': '1e9' }, 413, 'document.too_large', /larger/],
      [{ 'upload-length': 'many' }, 400, 'request.invalid', /upload-length/],
      [{}, 400, 'request.invalid', /Upload-Length/],
      [{ 'upload-length': '1', 'upload-defer-length': '1' }, 400, 'request.invalid', /either/],
      [{ 'upload-length': '1', 'upload-concat': 'partial' }, 400, 'request.invalid', /parallelUploads/],
      [{ 'upload-length': '1', 'tus-resumable': '0.2.2' }, 412, 'upload.version_unsupported', /1\.0\.0/],
      [said({ workflow: 'nothing' }), 422, 'workflow.not_found', /nothing/],
      [said({ priority: 'first' }), 400, 'request.invalid', /priority/],
      [said({ surprise: 'x' }), 400, 'request.invalid', /no option "surprise"/],
      [said({ constructor: 'x' }), 400, 'request.invalid', /no option "constructor"/],
      [said({ metadata: '{"a":1}' }), 400, 'request.invalid', /metadata/],
      [said({ pages: '3-1' }), 400, 'request.invalid', /3-1|pages/i],
      [{ 'upload-length': '1', 'upload-metadata': 'filename ###' }, 400, 'request.invalid', /base64/],
      [{ 'upload-length': '1', 'upload-metadata': 'filename /w==' }, 400, 'request.invalid', /UTF-8/],
      [{ 'upload-length': '1', 'upload-metadata': 'a YQ== b,,' }, 400, 'request.invalid', /list/],
      [{ 'upload-length': '1', 'upload-metadata': 'pages MQ==,pages Mg==' }, 400, 'request.invalid', /twice/],
      [{ 'upload-length': '1', 'upload-checksum': 'crc32 AAAA' }, 400, 'request.invalid', /sha256/],
    ]
    for (const [headers, status, code, detail] of cases) {
      const answer = await create(installation, headers)
      assert.deepEqual(
        [answer.statusCode, answer.json().code],
        [status, code],
        JSON.stringify(headers) + answer.body,
      )
      assert.match(answer.json().detail, detail)
      assert.equal(answer.headers['tus-resumable'], '1.0.0')
    }
    assert.deepEqual((await stored(installation)).uploads, [])
  })

  test('a PATCH of another type, without an offset, at a wrong one or beyond the end is refused', async (t) => {
    const installation = await withInstallation(t)
    const url = await opened(installation, 10)
    const ten = Buffer.alloc(10, 'x')
    const type = await ask(
      installation,
      { method: 'PATCH', url },
      { headers: { 'content-type': 'application/json', 'upload-offset': '0' }, payload: ten },
    )
    assert.deepEqual([type.statusCode, type.json().code], [415, 'request.unsupported_media_type'])
    const silent = await ask(installation, { method: 'PATCH', url }, { headers: octets, payload: ten })
    assert.deepEqual([silent.statusCode, silent.json().code], [400, 'request.invalid'])
    const wrong = await append(installation, url, { offset: 4, payload: Buffer.alloc(1) })
    assert.deepEqual([wrong.statusCode, wrong.json().code], [409, 'upload.offset_mismatch'])
    assert.equal(wrong.headers['upload-offset'], '0')
    const beyond = await append(installation, url, { offset: 0, payload: Buffer.alloc(11) })
    assert.deepEqual([beyond.statusCode, beyond.json().code], [413, 'upload.too_long'])
    const { uploads, blobs } = await stored(installation)
    assert.deepEqual([uploads[0]?.received, blobs], [0, 0])
  })

  test('an account has only so many open; one that is given up makes room', async (t) => {
    const installation = await withInstallation(t, { maxOpenUploads: 2 })
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map(() => create(installation, { 'upload-length': '10' })),
    )
    const refused = answers.filter(({ statusCode }) => statusCode === 429)
    assert.equal(refused.length, 3, 'exactly, even when all ask at once')
    assert.equal(refused[0]?.json().code, 'upload.too_many')
    assert.ok(refused[0]?.headers['retry-after'])
    const url = String(answers.find(({ statusCode }) => statusCode === 201)?.headers.location)
    assert.equal((await ask(installation, { method: 'DELETE', url })).statusCode, 204)
    assert.equal((await create(installation, { 'upload-length': '10' })).statusCode, 201)
  })
})

describe('what tus 1.0 promises', () => {
  test('OPTIONS says what the server can do, without a key', async (t) => {
    const { http } = await withInstallation(t)
    const { statusCode, headers } = await http.inject({
      method: 'OPTIONS',
      url: '/v1/uploads',
      headers: { host: 'localhost' },
    })
    assert.equal(statusCode, 204)
    assert.equal(headers['tus-version'], '1.0.0')
    assert.equal(headers['tus-max-size'], '100000000')
    assert.match(String(headers['tus-extension']), /creation,.*termination/)
    assert.match(String(headers['tus-checksum-algorithm']), /sha1/)
  })

  test('HEAD gives back length, offset, expiry and what was said, as it was said', async (t) => {
    const installation = await withInstallation(t)
    const options = { filename: 'a.pdf', filetype: 'application/pdf', workflow: 'archive' }
    const url = await opened(installation, 10, options)
    await append(installation, url, { offset: 0, payload: Buffer.alloc(4) })
    const { headers } = await ask(installation, { method: 'HEAD', url })
    assert.deepEqual(
      [headers['upload-length'], headers['upload-offset'], headers['upload-metadata']],
      ['10', '4', metadata(options)],
    )
    assert.equal(headers['cache-control'], 'no-store')
    const hours = (Date.parse(String(headers['upload-expires'])) - Date.now()) / 3_600_000
    assert.ok(hours > 22 && hours < 25, String(hours))
  })

  test('a file sent while it is opened is a document at once', async (t) => {
    const installation = await withInstallation(t)
    const bytes = await paper(11)
    const headers = {
      ...octets,
      'upload-length': String(bytes.length),
      'upload-metadata': metadata({ workflow: 'archive' }),
    }
    const answer = await create(installation, headers, bytes)
    assert.equal(answer.statusCode, 201, answer.body)
    assert.equal(answer.headers['upload-offset'], String(bytes.length))
    assert.equal(answer.headers['countersign-document'], (await stored(installation)).documents[0]?.id)
    const refused = await create(installation, { ...headers, 'upload-length': '5' }, Buffer.from('hello'))
    assert.equal(refused.json().code, 'document.unsupported_type')
    const { uploads } = await stored(installation)
    assert.equal(uploads.length, 1, 'an upload whose address nobody knows is not kept')
  })

  test('bytes that do not match their checksum are not kept; those that do are', async (t) => {
    const installation = await withInstallation(t)
    const bytes = await paper(12)
    const url = await opened(installation, bytes.length)
    const damaged = await append(installation, url, {
      offset: 0,
      payload: bytes,
      headers: { 'upload-checksum': sha256(Buffer.from('other')) },
    })
    assert.deepEqual([damaged.statusCode, damaged.json().code], [460, 'upload.checksum_mismatch'])
    const { uploads, parts, blobs } = await stored(installation)
    assert.deepEqual([uploads[0]?.received, parts.length, blobs], [0, 0, 0])
    const whole = await append(installation, url, {
      offset: 0,
      payload: bytes,
      headers: { 'upload-checksum': sha256(bytes) },
    })
    assert.equal(whole.statusCode, 204, whole.body)
    assert.ok(whole.headers['countersign-document'])
  })

  test('the length may be said with the last bytes, once', async (t) => {
    const installation = await withInstallation(t, { maxFileMb: 1 })
    const bytes = await paper(13)
    const answer = await create(installation, {
      'upload-defer-length': '1',
      'upload-metadata': metadata({ workflow: 'archive' }),
    })
    const url = String(answer.headers.location)
    const first = await append(installation, url, { offset: 0, payload: bytes.subarray(0, 50_000) })
    assert.equal(first.headers['upload-offset'], '50000')
    const head = await ask(installation, { method: 'HEAD', url })
    assert.equal(head.headers['upload-defer-length'], '1')
    const rest = bytes.subarray(50_000)
    const wrong = (length: number) =>
      append(installation, url, {
        offset: 50_000,
        payload: rest,
        headers: { 'upload-length': String(length) },
      })
    assert.equal((await wrong(40_000)).json().code, 'request.invalid')
    assert.equal((await wrong(2_000_000)).json().code, 'document.too_large')
    assert.equal(
      (await append(installation, url, { offset: 50_000, payload: Buffer.alloc(1_000_000) })).statusCode,
      413,
    )
    const last = await wrong(bytes.length)
    assert.equal(last.statusCode, 204, last.body)
    assert.ok(last.headers['countersign-document'])
  })

  test('giving up deletes the bytes, but never a document', async (t) => {
    const installation = await withInstallation(t)
    const bytes = await paper(14)
    const url = await opened(installation, bytes.length)
    await append(installation, url, { offset: 0, payload: bytes.subarray(0, 1000) })
    assert.equal((await ask(installation, { method: 'DELETE', url })).statusCode, 204)
    const gone = await stored(installation)
    assert.deepEqual([gone.uploads, gone.parts, gone.blobs], [[], [], 0])
    assert.equal((await ask(installation, { method: 'DELETE', url })).json().code, 'upload.not_found')
    const other = await opened(installation, bytes.length)
    await append(installation, other, { offset: 0, payload: bytes })
    assert.equal((await ask(installation, { method: 'DELETE', url: other })).statusCode, 204)
    const { documents, blobs } = await stored(installation)
    assert.deepEqual([documents.length, blobs], [1, 1])
  })
})

describe('an upload belongs to its account', () => {
  test('nobody else finds it, and a key that may only read cannot write', async (t) => {
    const installation = await withInstallation(t)
    const url = await opened(installation, 10)
    const scopes = ['admin', 'documents:write'] as const
    const stranger = {
      ...installation,
      headers: await keyOf(installation, { kind: 'test', scopes: [...scopes] }),
    }
    for (const method of ['HEAD', 'GET', 'DELETE'] as const)
      assert.equal((await ask(stranger, { method, url })).statusCode, 404, method)
    const patched = await append(stranger, url, { offset: 0, payload: Buffer.alloc(1) })
    assert.deepEqual([patched.statusCode, patched.json().code], [404, 'upload.not_found'])
    const reader = {
      ...installation,
      headers: await keyOf(installation, { scopes: ['documents:read'] }),
    }
    assert.equal((await append(reader, url, { offset: 0, payload: Buffer.alloc(1) })).statusCode, 403)
    assert.equal((await create(reader, { 'upload-length': '1' })).statusCode, 403)
    assert.equal((await stored(installation)).uploads[0]?.received, 0)
  })

  test('name, options, person and password never stand in a row in the clear', async (t) => {
    const installation = await withInstallation(t)
    const options = {
      filename: 'Marker-Müller.pdf',
      metadata: '{"who":"Marker-Müller"}',
      workflow: 'archive',
    }
    const answer = await create(installation, {
      'upload-length': '10',
      'upload-metadata': metadata(options),
      'countersign-on-behalf-of': 'Marker@example.com',
      'countersign-password': 'Marker-secret',
    })
    assert.equal(answer.statusCode, 201, answer.body)
    const { uploads } = await stored(installation)
    const text = JSON.stringify(uploads, (_key, value) =>
      value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value,
    )
    assert.doesNotMatch(text, /Marker|TWFya2Vy/)
  })
})
