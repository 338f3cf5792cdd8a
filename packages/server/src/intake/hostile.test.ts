import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeUpload } from '@countersign/fixtures/upload'
import { withSystem } from '../db/sql.ts'
import { type Installation, withInstallation } from '../pipeline/testing.ts'
import { safeName } from './upload.ts'

const boundary = 'between'
const formType = `multipart/form-data; boundary=${boundary}`
const part = (disposition: string, content: string | Buffer, more = '') =>
  Buffer.concat([
    Buffer.from(`--${boundary}\r\ncontent-disposition: ${disposition}\r\n${more}\r\n`),
    Buffer.from(content as string),
    Buffer.from('\r\n'),
  ])
const option = (name: string, value: string, more = '') => part(`form-data; name="${name}"`, value, more)
const end = Buffer.from(`--${boundary}--\r\n`)

async function nothingIsKept({ app }: Installation): Promise<void> {
  const rows = await withSystem(app.archive.db, (tx) => tx.selectFrom('documents').select('id').execute())
  assert.deepEqual(rows, [])
  assert.deepEqual(await Array.fromAsync(app.archive.blobs.list()), [])
}

const pdf = async () => Buffer.from((await makeUpload({ bytes: 20_000, seed: 1, format: 'pdf' })).bytes)
const escaped = (value: unknown) => encodeURIComponent(JSON.stringify(value))

describe('a form that is none', () => {
  test('is refused with what is wrong about it, and nothing is kept', async (t) => {
    const installation = await withInstallation(t, { maxFiles: 3 })
    const { http, headers } = installation
    const file = part('form-data; name="file"; filename="a.pdf"', await pdf())
    const cases: [string, string, Buffer[], number, string][] = [
      ['no boundary', 'multipart/form-data', [file, end], 400, 'form.malformed'],
      ['an empty boundary', 'multipart/form-data; boundary=', [file, end], 400, 'form.malformed'],
      ['another boundary', 'multipart/form-data; boundary=other', [file, end], 400, 'form.malformed'],
      ['a form without its end', formType, [file], 400, 'request.aborted'],
      ['a file without its end', formType, [file.subarray(0, 9000)], 400, 'request.aborted'],
      [
        'a head that is none',
        formType,
        [Buffer.from(`--${boundary}\r\nnonsense\r\n\r\n`), end],
        422,
        'document.empty',
      ],
      [
        '10,000 parts',
        formType,
        [file, ...Array(10_000).fill(option('a', '')), end],
        400,
        'form.part_repeated',
      ],
      [
        '60 options',
        formType,
        [...Array.from({ length: 60 }, (_, n) => option(`a${n}`, '')), end],
        413,
        'form.too_many_parts',
      ],
      [
        'an option twice',
        formType,
        [file, option('pages', '1'), option('pages', '2'), end],
        400,
        'form.part_repeated',
      ],
      ['too many files', formType, [file, file, file, file, end], 422, 'document.too_many_files'],
      [
        'a file of another name',
        formType,
        [part('form-data; name="scan"; filename="a.pdf"', 'x'), end],
        400,
        'request.invalid',
      ],
      ['a file that is an option', formType, [option('file', 'text'), end], 400, 'request.invalid'],
      ['a name of every object', formType, [file, option('__proto__', 'x'), end], 400, 'request.invalid'],
      [
        'JSON that is none',
        formType,
        [file, option('metadata', '{', 'content-type: application/json\r\n'), end],
        400,
        'form.malformed',
      ],
      [
        'an option without end',
        formType,
        [file, option('metadata', 'x'.repeat(100_000)), end],
        400,
        'request.invalid',
      ],
      ['a part without a name', formType, [file, part('form-data', 'x'), end], 400, 'form.malformed'],
      ['no file', formType, [option('pages', '1'), end], 422, 'document.empty'],
      ['nothing', formType, [end], 422, 'document.empty'],
    ]
    for (const [what, type, parts, status, code] of cases) {
      const answer = await http.inject({
        method: 'POST',
        url: '/v1/documents',
        headers: { ...headers, 'content-type': type },
        payload: Buffer.concat(parts),
      })
      assert.deepEqual([answer.statusCode, answer.json().code], [status, code], `${what}: ${answer.body}`)
      assert.ok(answer.json().detail.length > 15, what)
    }
    await nothingIsKept(installation)
  })

  test('may send its metadata as a part that says it is JSON', async (t) => {
    const { http, headers } = await withInstallation(t)
    const parts = [
      option('metadata', '{"a":"b"}', 'content-type: application/json\r\n'),
      part('form-data; name="file"; filename="a.pdf"', await pdf()),
      end,
    ]
    const answer = await http.inject({
      method: 'POST',
      url: '/v1/documents',
      headers: { ...headers, 'content-type': formType },
      payload: Buffer.concat(parts),
    })
    assert.equal(answer.statusCode, 202, answer.body)
    assert.deepEqual(answer.json().metadata, { a: 'b' })
  })
})

describe('options nobody can keep', () => {
  const refused = [
    ['NUL in a text', 'deviceId=a%00b'],
    ['NUL in metadata', `metadata=${escaped({ a: '\0' })}`],
    ['NUL in a name of metadata', `metadata=${escaped({ 'a\0': 'b' })}`],
    ['half a character in metadata', `metadata=${encodeURIComponent('{"a":"\\ud800"}')}`],
    [
      'metadata with 51 entries',
      `metadata=${escaped(Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, ''])))}`,
    ],
    ['metadata with a long text', `metadata=${escaped({ a: 'x'.repeat(501) })}`],
    ['metadata that nests', `metadata=${encodeURIComponent('['.repeat(500))}`],
    ['a leap second', 'capturedAt=2016-12-31T23:59:60Z'],
    ['a day that is none', 'expiresAt=2026-02-30T00:00:00Z'],
    ['page zero', 'pages=0'],
    ['pages backwards', 'pages=3-1'],
    ['a million pages', 'pages=1-1000000'],
    ['pages that are words', 'pages=all'],
    ['an option twice', 'pages=1&pages=2'],
  ]
  test('are refused with request.invalid, and nothing is kept', async (t) => {
    const installation = await withInstallation(t)
    for (const [what, query] of refused) {
      const answer = await installation.http.inject({
        method: 'POST',
        url: `/v1/documents?${query}`,
        headers: installation.headers,
        payload: await pdf(),
      })
      assert.deepEqual(
        [answer.statusCode, answer.json().code],
        [400, 'request.invalid'],
        `${what}: ${answer.body}`,
      )
    }
    await nothingIsKept(installation)
  })

  test('are refused in lists and bodies too', async (t) => {
    const { http, headers } = await withInstallation(t)
    const lists = ['workflow=a%00b', 'packet=%00', 'createdAfter=2016-12-31T23:59:60Z']
    for (const query of lists) {
      const answer = await http.inject({ url: `/v1/documents?${query}`, headers })
      assert.deepEqual([answer.statusCode, answer.json().code], [400, 'request.invalid'], query)
    }
    for (const name of ['a\\u0000b', '\\ud800']) {
      const answer = await http.inject({
        method: 'POST',
        url: '/v1/keys',
        headers: { ...headers, 'content-type': 'application/json' },
        payload: `{"name":"${name}","scopes":["documents:read"]}`,
      })
      assert.deepEqual([answer.statusCode, answer.json().errors[0].path], [400, '/name'], answer.body)
    }
  })

  test('a name keeps whole characters only', () => {
    assert.equal(safeName(`${'x'.repeat(254)}𝔘𝔫`), `${'x'.repeat(254)}𝔘`)
    assert.equal(safeName('a\ud800b'), 'ab')
    assert.equal(safeName('\u202egnp.exe'), 'gnp.exe')
  })
})

describe('clients that only hold a connection', () => {
  async function opened(t: Parameters<typeof withInstallation>[0], type: string, begin: string) {
    const installation = await withInstallation(t, { uploadIdleSeconds: 1 })
    const { port } = new URL(await installation.http.listen({ host: '127.0.0.1', port: 0 }))
    const socket = connect(Number(port), '127.0.0.1')
    await once(socket, 'connect')
    socket.on('error', () => undefined)
    const head = [
      'POST /v1/documents HTTP/1.1',
      'host: localhost',
      `authorization: Bearer ${installation.key}`,
      `content-type: ${type}`,
      'content-length: 5000000',
    ]
    socket.write(`${head.join('\r\n')}\r\n\r\n${begin}`)
    let answer = ''
    socket.on('data', (piece) => {
      answer += String(piece)
    })
    const drip = async (piece: string) => {
      while (answer === '' && !socket.destroyed) {
        socket.write(piece)
        await sleep(100)
      }
      socket.destroy()
      return answer
    }
    return { installation, drip }
  }

  test('by sending a file byte by byte are told off', async (t) => {
    const { installation, drip } = await opened(t, 'application/pdf', '%PDF-1.7\n')
    assert.match(await drip('%'), /^HTTP\/1\.1 408 [\s\S]*"code":"request\.timeout"/)
    await nothingIsKept(installation)
  })

  test('by sending a form byte by byte are told off', async (t) => {
    const begin = `--${boundary}\r\ncontent-disposition: form-data; name="a"\r\n\r\n`
    const { installation, drip } = await opened(t, formType, begin)
    assert.match(await drip('x'), /^HTTP\/1\.1 408 [\s\S]*"code":"request\.timeout"/)
    await nothingIsKept(installation)
  })
})
