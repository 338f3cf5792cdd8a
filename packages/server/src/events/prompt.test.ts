import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { listenAt } from '../db/listen.ts'
import { withAccount, withSystem } from '../db/sql.ts'
import { withInstallation } from '../pipeline/testing.ts'
import { createLog } from '../platform/log.ts'
import { appendEvent, bySystem } from './append.ts'
import { startSequencer } from './sequencer.ts'

const log = createLog({ level: 'silent', role: 'test' })

test('events get their positions without anybody looking now and then, also those that no bell announced', async (t) => {
  const { app, accountId } = await withInstallation(t)
  const { db } = app.archive
  const { newId, clock } = app
  // It would look by itself once in ten minutes: what gets a position got it by the bell.
  const sequencer = startSequencer({ db, log, listen: listenAt(app.databaseUrl), pollMs: 600_000 })
  t.after(() => sequencer.stop())
  const placed = () =>
    withSystem(
      db,
      async (tx) => (await tx.selectFrom('logTail').select('position').executeTakeFirst())?.position,
    )
  let count = 0
  const append = async () => {
    const event = { id: newId('evt'), type: 'test.rung', subject: newId('doc'), run: 1, version: 1, data: {} }
    await withAccount(db, accountId, (tx) =>
      appendEvent(tx, accountId, { ...event, clock, ...bySystem(null) }),
    )
    count += 1
  }
  const allPlaced = async () => {
    for (let tries = 0; (await placed()) !== count; tries += 1) {
      assert.ok(tries < 500, `${await placed()} of ${count} events have a position`)
      await pause(20)
    }
  }
  await pause(300)
  await append()
  await allPlaced()
  // Most of these come within the time in which no bell is rung again.
  for (const waitMs of [0, 1, 0, 5, 12, 0, 25, 3, 0, 40, 1, 1, 1]) {
    await append()
    await pause(waitMs)
  }
  await allPlaced()
  await Promise.all(Array.from({ length: 30 }, append))
  await allPlaced()
})

test('a transaction that is undone rings no bell and leaves no event', async (t) => {
  const { app, accountId } = await withInstallation(t)
  const { db } = app.archive
  const { newId, clock } = app
  let rung = 0
  const bell = listenAt(app.databaseUrl)('countersign_appended', () => {
    rung += 1
  })
  t.after(() => bell.stop())
  while (rung === 0) await pause(5) // once when it begins to listen
  const event = { id: newId('evt'), type: 'test.undone', subject: newId('doc'), run: 1, version: 1, data: {} }
  const kept = (undo: boolean) =>
    withAccount(db, accountId, async (tx) => {
      await appendEvent(tx, accountId, { ...event, clock, ...bySystem(null) })
      if (undo) throw new Error('undone')
    })
  await assert.rejects(kept(true), /undone/)
  await pause(100)
  assert.equal(rung, 1)
  await kept(false)
  for (let tries = 0; rung < 2; tries += 1) {
    assert.ok(tries < 500, 'nobody heard of it')
    await pause(10)
  }
})
