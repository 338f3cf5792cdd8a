// An installation that is backed up, lost, restored, and moved to a PostgreSQL of somebody else.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { copyFile, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { EventPage } from '@countersign/contract/event'
import { runCommand, type Settings } from './command.ts'
import { makeFolder, removeFolder } from './folder.ts'
import { type Api, apiAt, type Started, startUp, stopUp } from './house.ts'
import { invoice } from './papers.ts'
import { type ForeignPostgres, findForeignPostgres, startForeignPostgres } from './postgres.ts'

type Kept = { events: string; artifacts: Record<string, string>; states: Record<string, string> }

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Everything that must be the same wherever the installation stands. */
async function record(api: Api, ids: readonly string[], upTo: number): Promise<Kept> {
  const artifacts: Record<string, string> = {}
  const states: Record<string, string> = {}
  for (const id of ids) {
    const { links, updatedAt: _, ...document } = await api.document(id)
    states[id] = JSON.stringify(document)
    for (const [name, link] of Object.entries(links.artifacts))
      artifacts[`${id} ${name}`] = sha256((await api.ask(link)).bytes)
    artifacts[`${id} extraction`] = sha256(Buffer.from(JSON.stringify(await api.extraction(id))))
  }
  const log: string[] = []
  for (let cursor = ''; ; ) {
    const page = await api.get<EventPage>(`/v1/events?limit=1000${cursor}`)
    log.push(...page.items.filter(({ position }) => position <= upTo).map((event) => JSON.stringify(event)))
    if (page.items.length < 1000) break
    cursor = `&cursor=${page.nextCursor}`
  }
  return { events: sha256(Buffer.from(log.join('\n'))), artifacts, states }
}

const newest = async (api: Api): Promise<number> => {
  const { items } = await api.get<EventPage>('/v1/events?limit=1000')
  return items.at(-1)?.position ?? 0
}

async function succeeds(args: readonly string[], settings: Settings = {}): Promise<string> {
  const { code, output } = await runCommand(args, settings)
  assert.equal(code, 0, output)
  return output
}

async function refused(args: readonly string[], settings: Settings = {}): Promise<string> {
  const { code, output } = await runCommand(args, settings)
  assert.equal(code, 1, output)
  assert.doesNotMatch(output, /\n\s+at /, 'no stack')
  return output
}

async function anyBlob(backup: string): Promise<string> {
  const files = await readdir(join(backup, 'blobs'), { recursive: true, withFileTypes: true })
  const found = files.find((entry) => entry.isFile())
  assert.ok(found)
  return join(found.parentPath, found.name)
}

/** Finished, by a way that has every step once. */
async function finishedOnce(api: Api, id: string): Promise<void> {
  const { state, failure } = await api.settled(id)
  assert.ok(['completed', 'in_review'].includes(state), JSON.stringify(failure))
  const history = await api.history(id)
  assert.deepEqual(
    history.map(({ version }) => version),
    history.map((_, index) => index + 1),
  )
  assert.equal(new Set(history.map(({ type }) => type)).size, history.length)
}

describe('an installation that moves', () => {
  let folder = ''
  let house: Started | undefined
  let api: Api
  let key = ''
  let kept: Kept
  let keptTo = 0
  const finished: string[] = []
  const pending: string[] = []
  let erased = ''
  const inFolder = (name: string) => join(folder, name)
  /** One at a time: what a step that failed left running would hold up the end. */
  const open = async (name: string, settings: Settings = {}) => {
    await close()
    house = await startUp(inFolder(name), settings)
    api = apiAt(house.url, key)
    return house
  }
  /** An erased document answers 410 itself, but its events are there, a moment later. */
  const untilErased = async () => {
    const { nextCursor } = await api.get<EventPage>('/v1/events?limit=1000')
    const seen = async () => (await api.get<EventPage>(`/v1/documents/${erased}/events`)).items
    for (let tries = 0; (await seen()).at(-1)?.type !== 'document.erased'; tries += 1) {
      assert.ok(tries < 100, 'the erasure does not get its place in the log')
      await api.get<EventPage>(`/v1/events?cursor=${nextCursor}&types=document.erased&wait=2`)
    }
  }
  const close = async () => {
    if (house) await stopUp(house)
    house = undefined
  }

  before(async () => {
    folder = await makeFolder()
    key = (await open('first')).firstKey ?? ''
    api = apiAt(house?.url ?? '', key)
  })
  after(async () => {
    await close()
    await removeFolder(folder)
  })

  test('is backed up while it runs, without the master key, and says which key belongs to it', async () => {
    for (const seed of [61, 62])
      finished.push((await api.settled((await api.upload((await invoice(seed)).bytes)).id)).id)
    erased = (await api.settled((await api.upload((await invoice(63)).bytes)).id)).id
    keptTo = (await api.history(erased)).at(-1)?.position ?? 0
    kept = await record(api, finished, keptTo)
    const output = await succeeds(['backup', inFolder('backup'), '--data', inFolder('first')])
    assert.match(output, /Backed up .* s \(/)
    assert.match(output, /master key is not in it.*kek_[0-9a-f]{16}/)
    const files = await readdir(inFolder('backup'), { recursive: true })
    assert.deepEqual(
      files.filter((name) => /master\.key|cli-key|lock\.json|database-password|UNFINISHED|\.log$/.test(name)),
      ['erasures.log'],
    )
  })

  test('is backed up in the middle of work, with what the first backup has linked', async () => {
    const going: Promise<void>[] = []
    for (let seed = 70; seed < 76; seed += 1)
      going.push(invoice(seed).then(async ({ bytes }) => void pending.push((await api.upload(bytes)).id)))
    await Promise.all(going)
    const { ino } = await stat(await anyBlob(inFolder('backup')))
    await succeeds([
      'backup',
      inFolder('second'),
      '--previous',
      inFolder('backup'),
      '--data',
      inFolder('first'),
    ])
    assert.equal((await stat((await anyBlob(inFolder('backup'))).replace('/backup/', '/second/'))).ino, ino)
  })

  test('is lost, and comes back from the backup without what was erased since', async () => {
    const answer = await api.ask(`/v1/documents/${erased}`, { method: 'DELETE' })
    assert.ok(answer.status < 300, `${answer.status} ${answer.bytes}`)
    await untilErased()
    await close()
    await copyFile(inFolder('first/master.key'), inFolder('kept.key'))
    await copyFile(inFolder('first/erasures.log'), inFolder('erasures.log'))
    await rm(inFolder('first'), { recursive: true })
    const args = [
      'restore',
      inFolder('second'),
      '--data',
      inFolder('restored'),
      '--master-key',
      inFolder('kept.key'),
    ]
    assert.match(await refused(args), /--erasures none/)
    const output = await succeeds([...args, '--erasures', inFolder('erasures.log')])
    assert.match(output, /Compared: \d+ sums, \d+ events/)
    assert.match(output, /Erasures: 1 done again/)
  })

  test('has the same states, artifacts and log afterwards, and goes on from there', async () => {
    assert.equal((await open('restored')).firstKey, null)
    assert.deepEqual(await record(api, finished, keptTo), kept)
    assert.equal((await api.ask(`/v1/documents/${erased}/artifacts/original`)).status, 410)
    for (const id of pending) await finishedOnce(api, id)
    const before = await newest(api)
    assert.ok(before > keptTo, 'the erasure is in the log')
    const fresh = (await api.settled((await api.upload((await invoice(64)).bytes)).id)).id
    const history = await api.history(fresh)
    assert.equal(history[0]?.position, before + 1)
    assert.match(await readFile(inFolder('restored/erasures.log'), 'utf8'), new RegExp(erased))
    finished.push(fresh)
    keptTo = history.at(-1)?.position ?? 0
    kept = await record(api, finished, keptTo)
  })

  test('a backup of which a byte was changed is refused, and nothing starts with what came of it', async () => {
    await writeFile(inFolder('second/postgres/PG_VERSION'), '19\n')
    const args = ['restore', inFolder('second'), '--data', inFolder('refused'), '--erasures', 'none']
    assert.match(
      await refused([...args, '--master-key', inFolder('kept.key')]),
      /is damaged: postgres\/PG_VERSION/,
    )
    assert.match(
      await refused(['up', '--port', '0', '--data', inFolder('refused')]),
      /`countersign restore` was interrupted/,
    )
  })

  test('moves to another PostgreSQL with ids, positions and proofs', async (t) => {
    await succeeds(['export', inFolder('export.tar'), '--data', inFolder('restored')])
    await close()
    const foreign: ForeignPostgres = await startForeignPostgres(
      await findForeignPostgres(),
      inFolder('foreign'),
    )
    t.after(() => foreign.stop())
    t.diagnostic(`from the bundled PostgreSQL to PostgreSQL ${foreign.major}`)
    const settings = { DATABASE_URL: foreign.url }
    const args = [
      'import',
      inFolder('export.tar'),
      '--data',
      inFolder('moved'),
      '--master-key',
      inFolder('kept.key'),
    ]
    assert.match(await succeeds(args, settings), /Compared: \d+ tables with \d+ rows/)
    const again = [...args.slice(0, 3), inFolder('moved2'), ...args.slice(4)]
    assert.match(await refused(again, settings), /holds an installation already/)
    await open('moved', settings)
    assert.deepEqual(await record(api, finished, keptTo), kept)
    assert.equal((await api.ask(`/v1/documents/${erased}/artifacts/original`)).status, 410)
    const before = await newest(api)
    const fresh = (await api.settled((await api.upload((await invoice(65)).bytes)).id)).id
    assert.equal((await api.history(fresh))[0]?.position, before + 1)
    await close()
  })
})
