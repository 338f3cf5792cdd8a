// A database that stands still, and one that is killed: what callers hear, and that everything goes on by itself.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ProblemBody } from '@countersign/contract/problem'
import { makeFolder, removeFolder } from './folder.ts'
import { type Answer, type Api, apiAt, type Started, startUp, stopUp } from './house.ts'
import { membersOf } from './kills/targets.ts'
import { invoice } from './papers.ts'
import { family } from './processes.ts'

const rootOf = (house: Started): number => house.command.child.pid ?? 0

/** The server and all of its processes: a paused one answers nobody and closes no connection. */
function signalDatabase(house: Started, signal: 'SIGSTOP' | 'SIGCONT'): void {
  const [postmaster] = membersOf(rootOf(house), 'postmaster')
  assert.ok(postmaster)
  for (const { pid } of family(postmaster.pid)) process.kill(pid, signal)
}

async function send(
  api: Api,
  bytes: Uint8Array,
  key: string,
): Promise<Answer<Partial<ProblemBody>> & { id: string }> {
  const answer = await api.ask<Partial<ProblemBody> & { id: string }>('/v1/documents?workflow=archive', {
    method: 'POST',
    body: bytes,
    headers: { 'content-type': 'application/pdf', 'idempotency-key': key },
    signal: AbortSignal.timeout(60_000),
  })
  return { ...answer, id: answer.body.id }
}

/** By the same key until it is taken. */
async function untilTaken(api: Api, bytes: Uint8Array, key: string): Promise<string> {
  const deadline = performance.now() + 60_000
  for (;;) {
    const { status, id, body } = await send(api, bytes, key)
    if (status === 202) return id
    assert.ok([503, 409].includes(status), `${status} ${body.code}`)
    assert.ok(performance.now() < deadline, `${status} for a minute`)
    await sleep(250)
  }
}

const until = async (condition: () => Promise<boolean>, what: string): Promise<void> => {
  const deadline = performance.now() + 60_000
  while (!(await condition())) {
    assert.ok(performance.now() < deadline, what)
    await sleep(200)
  }
}

describe('while the database is away', () => {
  let folder = ''
  let house: Started
  let api: Api
  before(async () => {
    folder = await makeFolder()
    house = await startUp(join(folder, 'data'))
    api = apiAt(house.url, house.firstKey ?? '')
  })
  after(async () => {
    await stopUp(house)
    await removeFolder(folder)
  })
  const isReady = async (): Promise<boolean> => (await api.ask('/health/ready')).status === 200

  test('uploads are refused in time, with what to do; afterwards everything goes on by itself', async () => {
    const { bytes } = await invoice(11)
    const before = await api.upload(bytes, { workflow: 'archive' })
    const children = () =>
      (['serve', 'work'] as const).map((target) => membersOf(rootOf(house), target).map(({ pid }) => pid))
    const running = children()
    signalDatabase(house, 'SIGSTOP')
    try {
      const [upload, readiness] = await Promise.all([send(api, bytes, 'held'), api.ask('/health/ready')])
      assert.deepEqual([upload.status, upload.body.code], [503, 'service.unavailable'])
      assert.match(upload.headers.get('content-type') ?? '', /application\/problem\+json/)
      assert.ok(Number(upload.headers.get('retry-after')) > 0)
      assert.equal(readiness.status, 503)
    } finally {
      signalDatabase(house, 'SIGCONT')
    }
    const id = await untilTaken(api, bytes, 'held')
    for (const each of [before.id, id]) assert.equal((await api.settled(each)).state, 'completed')
    await until(isReady, 'it does not become ready again')
    assert.deepEqual(children(), running, 'no process ended for it')
  })

  test('a killed PostgreSQL comes back, and its clients with it', async () => {
    const { bytes } = await invoice(12)
    const running = membersOf(rootOf(house), 'serve').map(({ pid }) => pid)
    const [postmaster] = membersOf(rootOf(house), 'postmaster')
    const early = await api.upload(bytes, { workflow: 'archive' })
    process.kill(postmaster?.pid ?? 0, 'SIGKILL')
    const id = await untilTaken(api, bytes, 'killed')
    for (const each of [early.id, id]) assert.equal((await api.settled(each)).state, 'completed')
    assert.deepEqual(
      membersOf(rootOf(house), 'serve').map(({ pid }) => pid),
      running,
      'the server did not end for it',
    )
  })
})
