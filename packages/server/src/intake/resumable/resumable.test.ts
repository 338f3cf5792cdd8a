import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import * as tus from 'tus-js-client'
import { ask, listening, opened, paper, stored } from './testing.ts'

type Server = Awaited<ReturnType<typeof listening>>

/** The protocol's own client; resolves with the header that names the document. */
async function send(
  { url, headers }: Server,
  bytes: Buffer,
  options: Partial<tus.UploadOptions> = {},
): Promise<string | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<string | undefined>()
  const upload = new tus.Upload(bytes, {
    endpoint: `${url}/v1/uploads`,
    headers: { authorization: String(headers.authorization) },
    chunkSize: 50_000,
    retryDelays: [0, 50, 100, 200],
    ...options,
    onSuccess: ({ lastResponse }) => resolve(lastResponse.getHeader('countersign-document')),
    onError: reject,
  })
  upload.start()
  return promise
}

/** Sends the head of a PATCH and the first bytes of its body, then cuts the line. */
async function breakOff(server: Server, path: string, { bytes, after }: { bytes: Buffer; after: number }) {
  const { hostname, port } = new URL(server.url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  const head = [
    `PATCH ${path} HTTP/1.1`,
    'host: localhost',
    `authorization: ${server.headers.authorization}`,
    'tus-resumable: 1.0.0',
    'content-type: application/offset+octet-stream',
    'upload-offset: 0',
    `content-length: ${bytes.length}`,
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  await new Promise((resolve) => socket.write(bytes.subarray(0, after), resolve))
  return socket
}

async function offsetReached(server: Server, path: string, least: number): Promise<number> {
  for (let tries = 0; tries < 400; tries += 1) {
    const { headers } = await ask(server, { method: 'HEAD', url: path })
    const offset = Number(headers['upload-offset'])
    if (offset >= least) return offset
    await sleep(25)
  }
  throw new Error(`no ${least} bytes were kept`)
}

const original = async (server: Server, id: string | undefined): Promise<Buffer> =>
  (
    await server.http.inject({
      url: `/v1/documents/${id}/artifacts/original`,
      headers: server.headers,
    })
  ).rawPayload

describe('resumable uploads', () => {
  test('the official client sends a file in pieces, and it becomes a document like any other', async (t) => {
    const server = await listening(t)
    const bytes = await paper(1)
    const id = await send(server, bytes, {
      metadata: {
        filename: '../März.pdf',
        filetype: 'application/pdf',
        workflow: 'archive',
        metadata: '{"costCentre":"4711"}',
        deviceId: 'scanner-7',
      },
    })
    const document = (
      await server.http.inject({ url: `/v1/documents/${id}`, headers: server.headers })
    ).json()
    assert.deepEqual(
      [document.files[0].name, document.workflow, document.metadata, document.deviceId],
      ['März.pdf', 'archive', { costCentre: '4711' }, 'scanner-7'],
    )
    assert.deepEqual(await original(server, id), bytes)
    const { uploads, parts, blobs, jobs } = await stored(server)
    assert.deepEqual([parts.length, blobs, jobs], [0, 1, 1], 'only the document is left')
    assert.deepEqual(
      uploads.map(({ documentId, said, wrappedKey }) => ({ documentId, said, wrappedKey })),
      [{ documentId: id, said: null, wrappedKey: null }],
    )
  })

  test('what arrived before the line broke is kept, and the official client goes on from there', async (t) => {
    const server = await listening(t)
    const bytes = await paper(2, 300_000)
    const path = await opened(server, bytes.length)
    const socket = await breakOff(server, path, { bytes, after: 120_000 })
    socket.destroy()
    const offset = await offsetReached(server, path, 1)
    assert.ok(offset > 0 && offset <= 120_000, String(offset))
    const sent: number[] = []
    const id = await send(server, bytes, {
      uploadUrl: `${server.url}${path}`,
      onBeforeRequest: (request) => void sent.push(Number(request.getHeader('Upload-Offset') ?? -1)),
    })
    assert.deepEqual(sent.slice(0, 2), [-1, offset], 'HEAD, then on from where it had come')
    assert.deepEqual(await original(server, id), bytes)
    assert.equal((await stored(server)).documents.length, 1)
  })

  test('a line that only stalls is given up, and its bytes are kept', async (t) => {
    const server = await listening(t, { uploadIdleSeconds: 1 })
    const bytes = await paper(3)
    const path = await opened(server, bytes.length)
    const socket = await breakOff(server, path, { bytes, after: 60_000 })
    const [answer] = await once(socket.setEncoding('utf8'), 'data')
    socket.destroy()
    assert.match(String(answer), /^HTTP\/1\.1 408/)
    assert.match(String(answer), /What had arrived is kept/)
    assert.equal(await offsetReached(server, path, 1), 60_000)
  })

  test('of two clients that send the same upload at once one wins piece by piece, and one document comes of it', async (t) => {
    const server = await listening(t)
    const bytes = await paper(4, 400_000)
    const uploadUrl = `${server.url}${await opened(server, bytes.length)}`
    const retryDelays = Array.from({ length: 40 }, () => 20)
    const ids = await Promise.all([
      send(server, bytes, { uploadUrl, retryDelays }),
      send(server, bytes, { uploadUrl, retryDelays }),
    ])
    const { documents, parts, blobs } = await stored(server)
    assert.equal(documents.length, 1)
    for (const id of ids) assert.ok(id === undefined || id === documents[0]?.id)
    assert.deepEqual(await original(server, documents[0]?.id), bytes)
    assert.deepEqual([parts.length, blobs], [0, 1])
  })

  test('a file that is no paper is refused once it is whole, and its bytes are gone', async (t) => {
    const server = await listening(t)
    await assert.rejects(
      send(server, Buffer.from('MZ this is a program'.repeat(100)), { metadata: { workflow: 'archive' } }),
      /document\.unsupported_type/,
    )
    const { uploads, documents, parts, blobs } = await stored(server)
    assert.deepEqual([documents.length, parts.length, blobs], [0, 0, 0])
    const state = await ask(server, { method: 'GET', url: `/v1/uploads/${uploads[0]?.id}` })
    assert.equal(state.json().state, 'refused')
    assert.equal(state.json().failure.code, 'document.unsupported_type')
    const again = await ask(server, { method: 'HEAD', url: `/v1/uploads/${uploads[0]?.id}` })
    assert.equal(again.statusCode, 415)
  })
})
