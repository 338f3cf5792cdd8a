// A disk that is full to the last byte: nothing is acknowledged that is not kept, and room is all it needs.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { open, readdir, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ProblemBody } from '@countersign/contract/problem'
import { makeUpload } from '@countersign/fixtures/upload'
import { makeFolder, removeFolder } from './folder.ts'
import { type Api, apiAt, type Started, startUp, stopUp } from './house.ts'
import { withDatabase } from './kills/database.ts'

/** A disk of its own needs a mount, which only root may make, and not in every container. */
function mountDisk(folder: string, megabytes: number): string | undefined {
  const disk = join(folder, 'disk')
  mkdirSync(disk)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', disk], {
      stdio: 'ignore',
    })
    return disk
  } catch {
    rmSync(disk, { recursive: true })
    return undefined
  }
}

const freeBytes = async (folder: string): Promise<number> => {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

/** Takes all room but `leave` bytes. */
async function fill(disk: string, leave: number): Promise<void> {
  const handle = await open(join(disk, 'ballast'), 'a')
  const chunk = Buffer.alloc(64 * 1024)
  try {
    for (let free = await freeBytes(disk); free > leave; free = await freeBytes(disk))
      await handle.write(chunk.subarray(0, Math.min(chunk.length, free - leave)))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  } finally {
    await handle.close()
  }
}

const makeRoom = (disk: string): Promise<void> => rm(join(disk, 'ballast'))

const paper = async (seed: number): Promise<Uint8Array> =>
  (await makeUpload({ bytes: 60_000, seed, format: 'pdf' })).bytes

type Sent = { status: number; code: string | undefined; id: string; retryAfter: string | null; key: string }

async function send(api: Api, key: string, bytes: Uint8Array): Promise<Sent> {
  const { status, headers, body } = await api
    .ask<Partial<ProblemBody> & { id: string }>('/v1/documents?workflow=archive', {
      method: 'POST',
      body: bytes,
      headers: { 'content-type': 'application/pdf', 'idempotency-key': key },
      signal: AbortSignal.timeout(60_000),
    })
    .catch(() => ({ status: 0, headers: new Headers(), body: { id: '', code: 'no answer' } }))
  return { status, code: body.code, id: body.id, retryAfter: headers.get('retry-after'), key }
}

const unmount = (disk: string) => execFileSync('umount', ['-l', disk], { stdio: 'ignore' })
const noDisk = 'no disk of its own can be mounted here'

describe('a full disk', () => {
  let folder = ''
  let disk: string | undefined
  let house: Started
  let api: Api
  before(async () => {
    folder = await makeFolder()
    disk = mountDisk(folder, 420)
    if (disk === undefined) return
    // Without the check that refuses uploads long before: what is tested is that even then nothing is lost.
    house = await startUp(join(disk, 'data'), {
      COUNTERSIGN_MIN_FREE_MB: '0',
      COUNTERSIGN_LOG_LEVEL: 'debug',
    })
    api = apiAt(house.url, house.firstKey ?? '')
    await settleDown(join(disk, 'data'))
  })
  after(async () => {
    if (disk !== undefined) {
      await stopUp(house)
      unmount(disk)
    }
    await removeFolder(folder)
  })

  /** Room that processes take anyway is taken before the disk is full: compiled code, and a new file of PostgreSQL's log. */
  async function settleDown(data: string): Promise<void> {
    await api.settled((await send(api, 'first', await paper(1000))).id)
    const size = async () => (await readdir(join(data, 'compiled'), { recursive: true })).length
    for (let [before, now] = [-1, await size()]; now !== before; [before, now] = [now, await size()])
      await sleep(3000)
    await withDatabase(data, ({ pool }) => pool.query('select pg_switch_wal()'))
    await withDatabase(data, ({ pool }) => pool.query('checkpoint'))
  }

  /** Sends until something is refused `refusals` times in a row. */
  async function sendUntilRefused(name: string, refusals: number): Promise<Sent[]> {
    const all: Sent[] = []
    for (let row = 0, seed = 0; row < refusals && seed < 200; seed++) {
      const sent = await send(api, `${name}-${seed}`, await paper(seed))
      all.push(sent)
      row = sent.status === 202 ? 0 : row + 1
    }
    return all
  }

  async function finishAll(sent: readonly Sent[]): Promise<void> {
    for (const { key, status } of sent) {
      const deadline = performance.now() + 60_000
      const seed = Number(key.split('-').at(-1))
      let again = await send(api, key, await paper(seed))
      while (again.status !== 202) {
        assert.ok(
          performance.now() < deadline,
          `${key} is still refused: ${again.status} ${again.code}\n${house.command.output()}`,
        )
        await sleep(300)
        again = await send(api, key, await paper(seed))
      }
      const known = sent.find((one) => one.key === key)
      if (status === 202) assert.equal(again.id, known?.id, 'the same document as was acknowledged')
      assert.equal((await api.settled(again.id)).state, 'completed')
    }
  }

  test('refuses uploads with 503 and when to come back, keeps what it acknowledged, and goes on when there is room', async (t) => {
    if (disk === undefined) return t.skip(noDisk)
    await fill(disk, 1_500_000)
    const sent = await sendUntilRefused('blob', 3)
    const refused = sent.filter(({ status }) => status !== 202)
    assert.ok(refused.length >= 3, 'the disk is full')
    for (const each of refused) {
      assert.deepEqual([each.status, each.code], [503, 'service.unavailable'], JSON.stringify(each))
      assert.ok(Number(each.retryAfter) > 0)
    }
    await makeRoom(disk)
    await finishAll(sent)
  })

  test('PostgreSQL that panics over its own log comes back by itself, with everything it had committed', async (t) => {
    if (disk === undefined) return t.skip(noDisk)
    await fill(disk, 0)
    // More log than the segment at hand has room for; the table takes no room of its own, as it is dropped with this.
    const written = await withDatabase(house.data, async ({ pool }) => {
      for (let n = 0; n < 200; n++)
        await pool.query(`select pg_logical_emit_message(false, 'fill', repeat('x', 500000))`)
      return true
    }).catch(() => false)
    assert.equal(written, false, 'the log has run out of room')
    // Every request is a line of the log at this level: more than what is left of its last block.
    for (let n = 0; n < 60; n++) await api.ask('/health/live').catch(() => undefined)
    const sent = await sendUntilRefused('wal', 3)
    await makeRoom(disk)
    await finishAll(sent)
    await withDatabase(house.data, async ({ pool }) => {
      const { rows } = await pool.query<{ n: string }>(
        `select count(*) as n from documents where state = 'failed'`,
      )
      assert.equal(Number(rows[0]?.n), 0, 'no document failed for want of room')
    })
    assert.doesNotMatch(house.command.output(), /ENOSPC|Unhandled/, 'no process ended over a line of its log')
  })
})
