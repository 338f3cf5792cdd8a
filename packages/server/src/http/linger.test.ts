import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { testServer } from './testing.ts'

const pieces = 20

/** Sends a body piece by piece, however early the answer comes. */
async function drip(port: string, head: string): Promise<{ answer: string; sent: number; error: unknown }> {
  const socket = connect({ port: Number(port), host: '127.0.0.1', noDelay: true })
  let answer = ''
  let error: unknown = null
  socket.on('error', (given) => {
    error = given
  })
  const closed = once(socket, 'close').catch(() => undefined)
  socket.on('data', (part) => {
    answer += part
  })
  socket.write(head)
  let sent = 0
  for (; sent < pieces && !socket.destroyed && !socket.readableEnded; sent += 1) {
    socket.write('x'.repeat(10))
    await sleep(3)
  }
  await closed
  return { answer, sent, error }
}

test('whoever is refused in the middle of a short body can finish it and reads the answer', async (t) => {
  const { http } = await testServer(t)
  const { port } = new URL(await http.listen({ host: '127.0.0.1', port: 0 }))
  const head = `POST /nowhere HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: ${pieces * 10}\r\n\r\n`
  const { answer, sent, error } = await drip(port, head)
  assert.deepEqual([sent, error], [pieces, null])
  assert.match(answer, /^HTTP\/1\.1 404 [\s\S]*"code":"route\.not_found"/)
})
