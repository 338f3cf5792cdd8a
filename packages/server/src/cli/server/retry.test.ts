import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { makeUpload } from '@countersign/fixtures/upload'
import { withInstallation } from '../../pipeline/testing.ts'
import { createClient } from './client.ts'
import { type Patience, patience } from './retry.ts'

type Answer = [status: number, headers?: Record<string, string>]

/** Answers one after the other; the last again and again. Writes down what was asked. */
async function busyServer(t: TestContext, answers: Answer[]) {
  const asked: { method: string; key: string | undefined }[] = []
  const server = createServer((request, response) => {
    const key = request.headers['idempotency-key']
    asked.push({ method: request.method ?? '', key: typeof key === 'string' ? key : undefined })
    const [status, headers] = answers[Math.min(asked.length, answers.length) - 1] ?? [200]
    request.resume()
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(JSON.stringify(status === 200 ? { id: 'doc_1' } : { detail: 'Later.', code: 'x' }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const pauses: number[] = []
  const patient: Patience = {
    ...patience,
    random: () => 0.5,
    pause: async (ms) => {
      pauses.push(ms)
    },
  }
  const { port } = server.address() as AddressInfo
  return { client: createClient(`http://127.0.0.1:${port}`, 'key', patient), asked, pauses }
}

async function someFile(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-test-retry-'))
  t.after(() => rm(folder, { recursive: true }))
  const file = join(folder, 'a.pdf')
  await writeFile(file, (await makeUpload({ bytes: 20_000, seed: 1, format: 'pdf' })).bytes)
  return file
}

describe('a client and a busy server', () => {
  test('it waits as long as it was told, and a little more', async (t) => {
    const { client, pauses } = await busyServer(t, [
      [429, { 'retry-after': '7' }],
      [503, { 'retry-after': '20' }],
      [200],
    ])
    assert.deepEqual(await client.document('doc_1'), { id: 'doc_1' })
    assert.deepEqual(pauses, [7875, 22_500])
  })

  test('told nothing, it waits twice as long each time, and gives up after a few', async (t) => {
    const { client, pauses, asked } = await busyServer(t, [[503]])
    await assert.rejects(client.document('doc_1'), /Later/)
    assert.equal(asked.length, patience.tries)
    assert.deepEqual(pauses.slice(0, 3), [1125, 2250, 4500])
  })

  test('nobody is made to wait for very long', async (t) => {
    const { client, asked } = await busyServer(t, [[429, { 'retry-after': '3600' }]])
    await assert.rejects(client.document('doc_1'), /Later/)
    assert.equal(asked.length, 1)
  })

  test('only what may be repeated is: an upload under its key, never a bare POST', async (t) => {
    const { client, asked } = await busyServer(t, [[503, { 'retry-after': '1' }], [200]])
    await client.upload(await someFile(t), {}, {})
    assert.equal(asked.length, 2)
    assert.match(asked[0]?.key ?? '', /^".+"$/)
    assert.equal(asked[0]?.key, asked[1]?.key)
    const other = await busyServer(t, [[503, { 'retry-after': '1' }], [200]])
    await assert.rejects(other.client.json('POST', '/v1/webhook-endpoints', {}), /Later/)
    assert.equal(other.asked.length, 1)
  })

  test('against the real service it gets its files in, however few places there are', async (t) => {
    const { http, key } = await withInstallation(t, {
      uploadsAtOnce: 2,
      uploadsWaiting: 1,
    })
    const url = await http.listen({ host: '127.0.0.1', port: 0 })
    const waits: number[] = []
    const pause: Patience['pause'] = async (ms) => {
      waits.push(ms)
      await new Promise((resolve) => setTimeout(resolve, ms / 50))
    }
    const client = createClient(url, key, { ...patience, tries: 50, pause })
    const file = await someFile(t)
    const documents = await Promise.all(
      Array.from({ length: 12 }, () => client.upload(file, { workflow: 'archive' }, {})),
    )
    assert.equal(new Set(documents.map(({ id }) => id)).size, 12)
    assert.ok(waits.length > 0 && waits.every((ms) => ms >= 1000))
  })
})
