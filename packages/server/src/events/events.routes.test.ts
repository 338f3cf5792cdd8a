import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { Event } from '@countersign/contract/event'
import { monotonicMs } from '../platform/clock.ts'
import { eventServer, otherAccount } from './testing.ts'

const positions = ({ items }: { items: readonly Event[] }) => items.map(({ position }) => position)

test('the feed is read in pages from the first event on, and goes on where it ended', async (t) => {
  const { happen, read, document } = await eventServer(t)
  const id = document()
  for (let version = 1; version <= 5; version += 1) await happen(id, 'document.read', version)
  const first = await read('/events?limit=3')
  assert.deepEqual(positions(first.body), [1, 2, 3])
  assert.deepEqual([first.body.items[0]?.subject, first.body.items[0]?.type], [id, 'document.read'])
  const second = await read(`/events?limit=3&cursor=${first.body.nextCursor}`)
  assert.deepEqual(positions(second.body), [4, 5])
  const end = await read(`/events?cursor=${second.body.nextCursor}`)
  assert.deepEqual(end.body, { items: [], nextCursor: second.body.nextCursor })
})

test('a filter chooses by type and document, and its cursor moves past what it leaves out', async (t) => {
  const { happen, read, document } = await eventServer(t)
  const [one, two] = [document(), document()]
  await happen(one, 'document.received', 1)
  await happen(two, 'document.received', 1)
  await happen(two, 'document.read', 2)
  await happen(one, 'envelope.sent', 2)
  assert.deepEqual(positions((await read('/events?types=document.read,envelope.*')).body), [3, 4])
  assert.deepEqual(positions((await read(`/events?subject=${two}`)).body), [2, 3])
  const none = await read('/events?types=document.sealed')
  assert.deepEqual(none.body, { items: [], nextCursor: 'p4' })
})

test('a cursor that is not ours, or that is ahead of the log, is refused', async (t) => {
  const { happen, read, document } = await eventServer(t)
  await happen(document(), 'document.received', 1)
  for (const cursor of ['1', 'p', 'p-1', 'p1x', 'p999', 'p9999999999999999', "p1'--"]) {
    const { status, body } = await read(`/events?cursor=${encodeURIComponent(cursor)}`)
    assert.deepEqual([status, body.code], [400, 'cursor.invalid'], cursor)
  }
})

test('an account sees its own events only', async (t) => {
  const server = await eventServer(t)
  const { happen, read, document } = server
  const other = await otherAccount(server)
  const mine = document()
  await happen(mine, 'document.received', 1)
  await server.happenIn(other.id)(document(), 'document.received', 1)
  assert.deepEqual(positions((await read('/events')).body), [1])
  assert.deepEqual(positions((await read('/events', other.headers)).body), [2])
  assert.equal((await read(`/documents/${mine}/events`, other.headers)).status, 404)
})

test('a long poll answers as soon as an event of the account is placed', async (t) => {
  const server = await eventServer(t)
  const { happen, read, document } = server
  const other = await otherAccount(server)
  await happen(document(), 'document.received', 1)
  const waiting = read('/events?cursor=latest&wait=60')
  const bystander = read('/events?cursor=latest&wait=1', other.headers)
  await pause(50)
  await happen(document(), 'document.received', 1)
  assert.deepEqual(positions((await waiting).body), [2])
  assert.deepEqual((await bystander).body.items, [])
})

test('a long poll without news ends after the time it asked for, with a cursor to go on from', async (t) => {
  const { read } = await eventServer(t)
  const started = monotonicMs()
  const { body } = await read('/events?wait=1')
  assert.deepEqual(body, { items: [], nextCursor: 'p0' })
  assert.ok(monotonicMs() - started >= 900)
})

test('closing the server ends long polls', async (t) => {
  const { http, read } = await eventServer(t)
  await http.ready()
  const waiting = read('/events?wait=60')
  await pause(100)
  await http.close()
  assert.deepEqual((await waiting).body.items, [])
})

test('the events of one document are listed in order; an unknown document is not found', async (t) => {
  const { happen, read, document } = await eventServer(t)
  const id = document()
  await happen(id, 'document.received', 1)
  await happen(document(), 'document.received', 1)
  await happen(id, 'document.read', 2)
  const { body } = await read(`/documents/${id}/events`)
  assert.deepEqual(
    body.items.map(({ type, version }) => [type, version]),
    [
      ['document.received', 1],
      ['document.read', 2],
    ],
  )
  const unknown = await read(`/documents/${document()}/events`)
  assert.deepEqual([unknown.status, unknown.body.code], [404, 'document.not_found'])
})
