// For tests: a log of real events in a fresh database, and somebody who owns that database.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { ensureFirstAccount } from '../access/accounts.ts'
import { fileLogSigner, makeLogKey, renewLogKey } from '../adapters/key/log-file.ts'
import { memoryKms } from '../adapters/key/memory.ts'
import { withAccount } from '../db/sql.ts'
import { withDatabase } from '../db/testing.ts'
import { appendEvent, bySystem } from '../events/append.ts'
import { sequence } from '../events/sequencer.ts'
import { systemClock } from '../platform/clock.ts'
import { idsWith } from '../platform/ids.ts'
import { signCheckpoint } from './checkpoints.ts'
import { growTree } from './tree.ts'

type Context = { after(hook: () => Promise<void>): void }

export async function temporaryFolder(t: Context): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-test-proof-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

export async function withLog(t: Context) {
  const { db, superuserUrl } = await withDatabase(t)
  const folder = await temporaryFolder(t)
  const owner = new pg.Client({ connectionString: superuserUrl })
  // The database is dropped under it when the test ends.
  owner.on('error', () => {})
  await owner.connect()
  t.after(() => owner.end())
  const clock = systemClock
  const newId = idsWith(clock)
  const kms = memoryKms()
  const { accountId } = await ensureFirstAccount({ db, kms, clock, newId })
  const file = { path: join(folder, 'log-key'), lastPath: join(folder, 'log-checkpoint'), kms }
  await makeLogKey(file, 'example.com/log')
  const signer = await fileLogSigner(file)
  const ports = { db, clock, signer }
  const grow = async () => {
    // Another test's transaction in the same cluster can hold the sequencer up for a moment.
    while ((await sequence(db))?.waiting !== false);
    while ((await growTree(db))?.lag !== 0);
  }
  const happen = async (count: number) => {
    await withAccount(db, accountId, async (tx) => {
      for (let version = 1; version <= count; version += 1)
        await appendEvent(tx, accountId, {
          id: newId('evt'),
          type: 'test.happened',
          subject: newId('doc'),
          run: 1,
          version,
          data: { version },
          clock,
          ...bySystem(null),
        })
    })
    await grow()
  }
  /** Signs a checkpoint of all that happened. */
  const sign = () => signCheckpoint(ports, 0)
  /** The log under its next name, as after a restore. */
  const renewed = async () => {
    await renewLogKey(file)
    return fileLogSigner(file)
  }
  return { db, owner, ports, signer, accountId, folder, happen, grow, sign, renewed }
}

export type TestLog = Awaited<ReturnType<typeof withLog>>
