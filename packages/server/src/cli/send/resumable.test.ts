import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { describe, test } from 'node:test'
import type { Document } from '@countersign/contract/document'
import { makeUpload } from '@countersign/fixtures/upload'
import { withInstallation } from '../../pipeline/testing.ts'
import { askAt } from '../server/client.ts'
import { sendResumably } from './resumable.ts'

type TestContext = Parameters<typeof withInstallation>[0]

/** A line to the server that breaks after so many bytes, as often as there are numbers. */
async function brittleLine(t: TestContext, url: string, breaksAfter: number[]): Promise<string> {
  const { hostname, port } = new URL(url)
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const onwards = connect(Number(port), hostname)
    let bytes = 0
    for (const socket of [client, onwards]) {
      open.add(socket)
      socket.on('error', () => {}).on('close', () => open.delete(socket))
    }
    client.on('data', (chunk) => {
      bytes += chunk.length
      const [limit] = breaksAfter
      if (limit === undefined || bytes <= limit) return
      breaksAfter.shift()
      client.destroy()
      onwards.destroy()
    })
    client.pipe(onwards).pipe(client)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(async () => {
    for (const socket of open) socket.destroy()
    server.close()
    await once(server, 'close')
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('a file that is sent so that it survives a broken line', () => {
  test('arrives once and whole over a line that breaks twice', async (t) => {
    const { http, key, headers } = await withInstallation(t)
    const url = await http.listen({ host: '127.0.0.1', port: 0 })
    const { bytes } = await makeUpload({ bytes: 2_000_000, seed: 1, format: 'pdf' })
    const line = await brittleLine(t, url, [900_000, 300_000])
    const id = await sendResumably(askAt(line, key), {
      file: new Blob([Uint8Array.from(bytes)]),
      options: { workflow: 'archive', name: 'Großer Scan.pdf' },
      headers: {},
      pauseMs: 10,
    })
    const { items } = (await http.inject({ url: '/v1/documents', headers })).json()
    assert.deepEqual(
      items.map((item: Document) => [item.id, item.workflow, item.files[0]?.name]),
      [[id, 'archive', 'Großer Scan.pdf']],
    )
    const stored = await http.inject({ url: `/v1/documents/${id}/artifacts/original`, headers })
    assert.ok(stored.rawPayload.equals(bytes))
  })

  test('is refused at once for what cannot be mended by trying again', async (t) => {
    const { http, key } = await withInstallation(t)
    const ask = askAt(await http.listen({ host: '127.0.0.1', port: 0 }), key)
    const file = new Blob(['no paper'])
    const send = (options: Record<string, string>) => sendResumably(ask, { file, options, headers: {} })
    await assert.rejects(send({}), { code: 'document.unsupported_type' })
    await assert.rejects(send({ workflow: 'nothing' }), { code: 'workflow.not_found' })
  })

  test('is given up when the server stays away', async (t) => {
    const { http, key } = await withInstallation(t)
    const url = await http.listen({ host: '127.0.0.1', port: 0 })
    const line = await brittleLine(
      t,
      url,
      Array.from({ length: 40 }, () => 2000),
    )
    const file = new Blob([new Uint8Array(100_000)])
    const sent = sendResumably(askAt(line, key), { file, options: {}, headers: {}, pauseMs: 0 })
    await assert.rejects(sent, /No server answers/)
  })
})
