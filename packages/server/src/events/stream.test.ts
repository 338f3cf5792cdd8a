import assert from 'node:assert/strict'
import { get, type IncomingMessage } from 'node:http'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { withAccount } from '../db/sql.ts'
import { appendEvent, bySystem } from './append.ts'
import { eventServer, place } from './testing.ts'

type Headers = Record<string, string>

async function openStream(
  t: TestContext,
  server: Awaited<ReturnType<typeof eventServer>>,
  more: Headers = {},
) {
  const address = server.http.server.listening
    ? `http://127.0.0.1:${(server.http.server.address() as { port: number }).port}`
    : await server.http.listen({ port: 0, host: '127.0.0.1' })
  const request = get(`${address}/v1/events/stream`, { headers: { ...server.headers, ...more } })
  t.after(() => request.destroy())
  const response = await new Promise<IncomingMessage>((resolve, reject) =>
    request.on('response', resolve).on('error', reject),
  )
  const stream = { response, text: '', ended: false, request }
  response.setEncoding('utf8')
  response.on('data', (chunk: string) => {
    stream.text += chunk
  })
  response.on('close', () => {
    stream.ended = true
  })
  return stream
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1000 && !condition(); tries += 1) await pause(10)
  assert.ok(condition(), String(condition))
}

const ids = (text: string) => [...text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id)

test('the stream sends what happened and what happens, and goes on after Last-Event-ID', async (t) => {
  const server = await eventServer(t)
  const { happen, document } = server
  const id = document()
  await happen(id, 'document.received', 1)
  await happen(id, 'document.read', 2)
  const stream = await openStream(t, server)
  assert.equal(stream.response.headers['content-type'], 'text/event-stream; charset=utf-8')
  assert.equal(stream.response.headers['x-content-type-options'], 'nosniff')
  await until(() => ids(stream.text).length === 2)
  await happen(id, 'document.completed', 3)
  await until(() => ids(stream.text).length === 3)
  assert.deepEqual(ids(stream.text), ['p1', 'p2', 'p3'])
  const [, data = ''] = /^data: (.*)$/m.exec(stream.text) ?? []
  assert.equal(JSON.parse(data).subject, id)
  const resumed = await openStream(t, server, { 'last-event-id': 'p2' })
  await until(() => ids(resumed.text).length === 1)
  assert.deepEqual(ids(resumed.text), ['p3'])
})

test('a stream beats while nothing happens and says why it ends', async (t) => {
  const server = await eventServer(t, { streamLimits: { heartbeatMs: 20, lifeMs: 200 } })
  const stream = await openStream(t, server)
  await until(() => stream.ended)
  assert.match(stream.text, /: still here\n\n/)
  assert.match(stream.text, /event: end\ndata: {"reason":"time_is_up"}\n\n$/)
})

test('closing the server ends streams with a reason', async (t) => {
  const server = await eventServer(t)
  const stream = await openStream(t, server)
  await server.http.close()
  await until(() => stream.ended)
  assert.match(stream.text, /"reason":"server_closing"/)
})

test('only so many connections of an account may wait at once', async (t) => {
  const server = await eventServer(t, { readersPerAccount: 1 })
  const stream = await openStream(t, server)
  const { status, body } = await server.read('/events?wait=1')
  assert.deepEqual([status, body.code], [429, 'event.too_many_readers'])
  assert.equal((await server.read('/events')).status, 200)
  stream.request.destroy()
  let free = false
  for (let tries = 0; tries < 100 && !free; tries += 1)
    free = (await server.read('/events?wait=1')).status === 200 || (await pause(20, false))
  assert.ok(free)
})

test('a client that does not read is cut, and its place is free again', async (t) => {
  const server = await eventServer(t, { readersPerAccount: 1, streamLimits: { stallMs: 200 } })
  const { ports, accountId, document } = server
  const subject = document()
  const data = { filler: 'x'.repeat(100_000) }
  await withAccount(ports.db, accountId, async (tx) => {
    for (let version = 1; version <= 120; version += 1) {
      const { clock, newId } = ports
      const event = { id: newId('evt'), type: 'document.read', subject, run: 1, version, data, clock }
      await appendEvent(tx, accountId, { ...event, ...bySystem(null) })
    }
  })
  await place(ports.db)
  const stream = await openStream(t, server)
  stream.response.pause()
  let freed = false
  for (let tries = 0; tries < 100 && !freed; tries += 1) {
    await pause(50)
    freed = (await server.read('/events?limit=1&wait=1')).status === 200
  }
  assert.ok(freed)
  assert.ok(ids(stream.text).length < 120)
})
