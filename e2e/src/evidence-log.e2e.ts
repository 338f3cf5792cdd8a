// The log that nobody can rewrite, from outside: a witness beside it, a database whose owner lies, and an auditor.
import assert from 'node:assert/strict'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startEmbedded } from '@countersign/server/db/embedded'
import pg from 'pg'
import { type Command, interrupt, runCommand, startCommand } from './command.ts'
import { makeFolder, removeFolder } from './folder.ts'
import { type Api, apiAt, type Started, startUp, stopUp } from './house.ts'
import { invoice } from './papers.ts'

const quickly = { COUNTERSIGN_LOG_CHECKPOINT_SECONDS: '1' }

async function within<T>(seconds: number, look: () => Promise<T | null>): Promise<T> {
  for (const end = performance.now() + seconds * 1000; performance.now() < end; await sleep(200)) {
    const found = await look()
    if (found !== null) return found
  }
  throw new Error(`did not happen within ${seconds} s`)
}

describe('the evidence log', () => {
  let data = ''
  let kept = ''
  let house: Started
  let api: Api
  let witness: Command
  let document = ''
  const keys = { log: '', witness: '' }

  before(async () => {
    data = await makeFolder()
    kept = await makeFolder()
    house = await startUp(data, quickly)
    keys.log = await within(30, async () => {
      const { code, output } = await runCommand(['log', 'key', '--data', data])
      return code === 0 ? output.trim() : null
    })
    await stopUp(house)
    const own = ['--folder', join(kept, 'witness'), '--name', 'witness.example/w1', '--port', '0']
    witness = startCommand(['witness', ...own, '--log-key', keys.log])
    const line = await within(
      30,
      async () => /COUNTERSIGN_LOG_WITNESSES="(.+)"/.exec(witness.output())?.[1] ?? null,
    )
    keys.witness = line.split(' ')[0] ?? ''
    const settings = { COUNTERSIGN_LOG_WITNESSES: line, COUNTERSIGN_LOG_WITNESS_FOLDER: join(kept, 'folder') }
    house = await startUp(data, { ...quickly, ...settings })
    api = apiAt(house.url, (await readFile(join(data, 'cli-key'), 'utf8')).trim())
    document = (await api.settled((await api.upload((await invoice(5)).bytes)).id)).id
  })

  after(async () => {
    interrupt(witness)
    await witness.ended
    await removeFolder(data)
    await removeFolder(kept)
  })

  const verify = (...more: string[]) =>
    runCommand([
      'log',
      'verify',
      '--data',
      data,
      '--folder',
      join(kept, 'folder'),
      '--witness',
      keys.witness,
      ...more,
    ])

  test('signs, has cosigned and hands out what happened, and the proof of an event holds without it', async () => {
    const history = await api.history(document)
    const last = history.at(-1)
    assert.ok(last)
    const { bytes } = await within(30, async () => {
      const answer = await api.ask(`/v1/documents/${document}/events/${last.position}/proof`)
      return answer.status === 200 && answer.bytes.includes('witness.example/w1') ? answer : null
    })
    const file = join(kept, 'proof.json')
    await writeFile(file, bytes)
    const own = ['--log-key', keys.log, '--witness', keys.witness]
    const good = await runCommand(['log', 'check', file, ...own])
    assert.equal(good.code, 0, good.output)
    assert.match(good.output, /stands at position \d+ of[\s\S]*witness\.example\/w1 cosigned/)
    await writeFile(file, bytes.toString().replace('document.', 'd0cument.'))
    assert.equal((await runCommand(['log', 'check', file, ...own])).code, 2)
  })

  test('is found whole while it runs, and in an export that no server reads', async () => {
    const live = await verify()
    assert.equal(live.code, 0, live.output)
    assert.match(live.output, /The log is what it was[\s\S]*Witness witness\.example\/w1: \d+ events/)
    const to = join(kept, 'export')
    assert.equal((await runCommand(['export', to, '--data', data])).code, 0)
    const own = ['--folder', join(kept, 'folder'), '--log-key', keys.log]
    const exported = await runCommand(['log', 'verify', to, ...own])
    assert.equal(exported.code, 0, exported.output)
  })

  test('whose database was rewritten by its owner is found out by what others kept', async () => {
    await stopUp(house)
    const embedded = await startEmbedded({ folder: data })
    const client = new pg.Client({ connectionString: embedded.url })
    await client.connect()
    await client.query(`set session_replication_role = replica;
      update events set body = replace(body, 'document.received', 'document.recalled'), type = replace(type, 'document.received', 'document.recalled');
      delete from log_tiles; delete from log_cosignatures; delete from log_timestamps; delete from log_checkpoints;
      delete from followers where name = 'tree'`)
    await client.end()
    await embedded.stop()
    house = await startUp(data, quickly)
    try {
      const log = join(data, 'logs', 'countersign.log')
      await within(30, async () =>
        (await readFile(log, 'utf8')).includes('no checkpoint is signed') ? true : null,
      )
      const found = await verify()
      assert.equal(found.code, 2, found.output)
      assert.match(found.output, /NOT WHAT IT WAS[\s\S]*not those of the checkpoint in/)
      assert.ok((await readdir(join(kept, 'folder'))).length > 0)
    } finally {
      await stopUp(house)
    }
  })
})
