import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { withDatabase } from '../db/testing.ts'
import { sequence } from '../events/sequencer.ts'
import { withInstallation } from '../pipeline/testing.ts'
import { readConfig } from '../platform/config.ts'
import { refuseUnfinished } from '../platform/data-folder.ts'
import { masterKeyFile } from '../roles/places.ts'
import { openSource } from './archive/source.ts'
import { segmentsBetween } from './backup.ts'
import { erasuresFile, noteErasures, parseErasures, readErasures } from './erasures.store.ts'
import { eraseAgain } from './erasures.ts'
import { exportAll } from './export.ts'
import { fillFolder, fittingKey } from './place.ts'
import { contradictions, logDigest } from './proof.ts'
import { restore } from './restore.ts'
import { onConnection } from './standing.ts'
import { digestTable, inOrder, listTables } from './tables.ts'

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-moves-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

type Installed = Awaited<ReturnType<typeof withInstallation>>

/** A PDF is known by its first bytes; nobody reads it here. */
async function upload({ http, headers }: Installed, name = 'letter.pdf'): Promise<string> {
  const answer = await http.inject({
    method: 'POST',
    url: `/v1/documents?name=${encodeURIComponent(name)}`,
    headers: { ...headers, 'content-type': 'application/octet-stream' },
    payload: Buffer.from(`%PDF-1.7\n% ${name}`),
  })
  assert.equal(answer.statusCode, 202, answer.body)
  return answer.json<{ id: string }>().id
}

async function erase({ http, headers }: Installed, id: string): Promise<void> {
  const answer = await http.inject({ method: 'DELETE', url: `/v1/documents/${id}`, headers })
  assert.ok(answer.statusCode < 300, answer.body)
}

const quiet = { version: '0.0.0', say: () => {}, signal: new AbortController().signal }

async function placeAll({ app }: Installed): Promise<void> {
  for (let tries = 0; (await sequence(app.archive.db))?.waiting; tries += 1) assert.ok(tries < 1000)
}

describe('an export', () => {
  test('holds every table in an order in which it can be brought in, with the sums of its rows', async (t) => {
    const house = await withInstallation(t)
    // What COPY must escape.
    const id = await upload(house, 'a\\b "c" ü.pdf')
    const to = join(await temporaryFolder(t), 'export')
    const { manifest, missing } = await exportAll({
      ...quiet,
      url: house.app.databaseUrl,
      data: house.app.data,
      to,
    })
    assert.equal(missing, 0)
    assert.equal(manifest.log.position > 0, true, 'every event has its position first')
    const names = manifest.tables.map(({ name }) => name)
    assert.ok(names.indexOf('accounts') < names.indexOf('documents'))
    assert.ok(names.indexOf('blobs') < names.indexOf('document_files'))
    assert.deepEqual(manifest.tables.find(({ name }) => name === 'events')?.columns.includes('xid'), false)
    const source = await openSource(to, 'export')
    assert.equal([...source.sums.keys()].filter((name) => name.startsWith('blobs/')).length, 1)
    const rows: Uint8Array[] = []
    for await (const part of source.read('tables/documents/000000')) rows.push(part)
    assert.match(Buffer.concat(rows).toString(), new RegExp(`^${id}\t`))
    await onConnection(house.app.databaseUrl, async (client) => {
      await client.query('set role countersign_system')
      for (const table of await listTables(client)) {
        const proof = manifest.tables.find(({ name }) => name === table.name)
        const { sha256, rows } = await digestTable(client, table)
        assert.deepEqual({ sha256, rows }, { sha256: proof?.sha256, rows: proof?.rows }, table.name)
      }
      assert.equal(await logDigest(client, manifest.log.position), manifest.log.sha256)
    })
  })

  test('that is interrupted leaves a folder that says so and is refused', async (t) => {
    const { app } = await withInstallation(t)
    const to = join(await temporaryFolder(t), 'export')
    const interrupted = { ...quiet, url: app.databaseUrl, data: app.data, to, signal: AbortSignal.abort() }
    await assert.rejects(exportAll(interrupted), /^Error: Interrupted\. .*export is unfinished/)
    await assert.rejects(openSource(to), /interrupted while being made/)
  })

  test('keeps the master key out', async (t) => {
    const { app } = await withInstallation(t)
    const to = join(await temporaryFolder(t), 'export.tar')
    const { manifest } = await exportAll({ ...quiet, url: app.databaseUrl, data: app.data, to })
    const [kekId] = manifest.masterKeys
    assert.match(kekId ?? '', /^kek_/)
    const key = await readFile(masterKeyFile(app.data))
    assert.equal((await readFile(to)).includes(key), false)
    await fittingKey(masterKeyFile(app.data), manifest)
    await assert.rejects(fittingKey(undefined, manifest), new RegExp(`--master-key FILE; .* ${kekId}`))
    const other = join(await temporaryFolder(t), 'other.key')
    await writeFile(other, Buffer.alloc(32, 7), { mode: 0o600 })
    await assert.rejects(fittingKey(other, manifest), /but this was encrypted under kek_/)
  })

  test('is not restored, nor brought into a folder that holds anything', async (t) => {
    const { app } = await withInstallation(t)
    const folder = await temporaryFolder(t)
    const from = join(folder, 'export')
    await exportAll({ ...quiet, url: app.databaseUrl, data: app.data, to: from })
    const order = {
      ...quiet,
      from,
      data: folder,
      masterKey: undefined,
      erasures: 'none',
      config: readConfig({}),
    }
    await assert.rejects(restore(order), /is an export. Bring it in with `countersign import`/)
    const filled = fillFolder(
      { data: folder, command: 'import', masterKey: masterKeyFile(app.data) },
      async () => {},
    )
    await assert.rejects(filled, /is not empty/)
  })
})

describe('a data folder that is being filled', () => {
  test('is not started with before it is whole', async (t) => {
    const { app } = await withInstallation(t)
    const data = join(await temporaryFolder(t), 'data')
    const order = { data, command: 'restore', masterKey: masterKeyFile(app.data) }
    await assert.rejects(
      fillFolder(order, async () => {
        await assert.rejects(refuseUnfinished(data), /is unfinished: `countersign restore` was interrupted/)
        throw new Error('The power went.')
      }),
      /The power went\. .*data is unfinished: empty it/,
    )
    await assert.rejects(refuseUnfinished(data), /is unfinished/)
    await rm(data, { recursive: true })
    assert.equal(await fillFolder(order, async () => 7), 7)
    await refuseUnfinished(data)
    assert.deepEqual(await readdir(data), ['master.key'])
  })
})

describe('the list of erasures', () => {
  test('names what was erased, goes on where it was, and is written anew when it was lost', async (t) => {
    const house = await withInstallation(t)
    const file = erasuresFile(house.app.data)
    const note = async () => {
      await placeAll(house)
      await noteErasures(house.app.archive.db, file)
    }
    const ids = [
      await upload(house, 'one'),
      await upload(house, 'two'),
      await upload(house, 'three'),
    ] as const
    await note()
    await erase(house, ids[0])
    await note()
    const first = await readFile(file, 'utf8')
    assert.deepEqual(
      parseErasures(first).erasures.map(({ document }) => document),
      [ids[0]],
    )
    // A crash within a line.
    await writeFile(file, `${first}{"account":"acc`)
    await erase(house, ids[2])
    await note()
    const listed = await readErasures(house.app.data)
    assert.deepEqual(
      listed.erasures.map(({ document }) => document),
      [ids[0], ids[2]],
    )
    assert.equal(listed.unreadable, 1)
    await rm(file)
    await note()
    assert.deepEqual(
      parseErasures(await readFile(file, 'utf8')).erasures.map(({ document }) => document),
      [ids[0], ids[2]],
    )
    assert.doesNotMatch(await readFile(file, 'utf8'), /one|three/, 'no names')
  })

  test('erases again, also what was under a hold when the backup was made, and only in its own account', async (t) => {
    const house = await withInstallation(t)
    const { app, accountId, http, headers } = house
    const ids = [await upload(house), await upload(house), await upload(house)] as const
    await erase(house, ids[1])
    await hold(house, ids[0])
    const at = '2026-01-01T00:00:00.000Z'
    const counts = await eraseAgain(app, [
      { account: accountId, document: ids[0], at },
      { account: accountId, document: ids[1], at },
      { account: 'acc_other', document: ids[2], at },
      { account: accountId, document: 'doc_after', at },
    ])
    assert.deepEqual(counts, { erased: 1, already: 1, unknown: 2 })
    const answers = await Promise.all(
      ids.map(async (id) => (await http.inject({ url: `/v1/documents/${id}`, headers })).statusCode),
    )
    assert.deepEqual(answers, [410, 410, 200])
  })
})

/** As a person would have put it, before the backup was made. */
const hold = ({ app }: Installed, id: string): Promise<void> =>
  onConnection(app.databaseUrl, async (client) => {
    await client.query('set role countersign_system')
    await client.query('update documents set legal_hold = true where id = $1', [id])
  })

describe('what is compared', () => {
  test('a state that its events do not lead to is found', async (t) => {
    const house = await withInstallation(t)
    const ids = [await upload(house), await upload(house)] as const
    await onConnection(house.app.databaseUrl, async (client) => {
      await client.query('set role countersign_system')
      assert.deepEqual(await contradictions(client), [])
      await client.query('update documents set version = 2 where id = $1', [ids[1]])
      assert.deepEqual(await contradictions(client), [ids[1]])
    })
  })

  test('every table has a place after those it refers to', async (t) => {
    const { url } = await withDatabase(t)
    const tables = await onConnection(url, listTables)
    assert.ok(tables.length > 10)
    assert.deepEqual(
      inOrder(
        ['c', 'b', 'a'],
        new Map([
          ['a', new Set(['b'])],
          ['b', new Set(['c'])],
        ]),
      ),
      ['c', 'b', 'a'],
    )
    assert.throws(
      () =>
        inOrder(
          ['a', 'b'],
          new Map([
            ['a', new Set(['b'])],
            ['b', new Set(['a'])],
          ]),
        ),
      /in a circle/,
    )
  })

  test('the log of the copy is named from its first segment to its last, over the border of a part', () => {
    const mb16 = 16 * 1024 * 1024
    const at = (high: string, low: string) => `00000001${high.padStart(8, '0')}${low.padStart(8, '0')}`
    assert.deepEqual(segmentsBetween(at('0', '2'), at('0', '2'), mb16), [at('0', '2')])
    assert.deepEqual(segmentsBetween(at('0', 'FE'), at('1', '1'), mb16), [
      at('0', 'FE'),
      at('0', 'FF'),
      at('1', '0'),
      at('1', '1'),
    ])
  })
})
