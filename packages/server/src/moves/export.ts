// A logical copy, table by table as text, which any later PostgreSQL takes; one snapshot, while the service runs.
import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { connect } from '../db/sql.ts'
import { sequence } from '../events/sequencer.ts'
import { systemClock } from '../platform/clock.ts'
import { blobFolder, logKeyFiles } from '../roles/places.ts'
import { type Archive, bytesOf, createArchive } from './archive/archive.ts'
import type { Manifest, TableProof } from './archive/manifest.ts'
import { createProgress, eachOf, type Progress } from './progress.ts'
import { appliedMigrations, copyOut, logDigest, logPosition, masterKeyIds, storedFiles } from './proof.ts'
import { onConnection } from './standing.ts'
import { listTables, rowsIn, type Table } from './tables.ts'

export type Export = {
  /** For a role that may act as `countersign_system`: superuser or the service. */
  url: string
  data: string
  to: string
  version: string
  say(line: string): void
  signal: AbortSignal
}

type Copy = Export & { client: pg.Client; archive: Archive; progress: Progress }

const partBytes = 8 * 1024 * 1024
const placingMs = 60_000

export async function exportAll(
  order: Export,
): Promise<{ manifest: Manifest; summary: string; missing: number }> {
  const progress = createProgress(order.say)
  const archive = await createArchive(order.to, progress.add)
  try {
    return await onConnection(order.url, async (client) => {
      await beginPlaced(client, order)
      const { manifest, missing } = await copyAll({ ...order, client, archive, progress })
      await client.query('rollback')
      return { manifest, missing, summary: progress.summary() }
    })
  } catch (error) {
    const rest = await archive.abandon()
    const why = order.signal.aborted ? 'Interrupted.' : error instanceof Error ? error.message : String(error)
    throw new Error(`${why} ${rest}`, { cause: error })
  }
}

/**
 * Opens the snapshot that is copied: one in which every event has its position, because what places events goes by
 * transaction ids, which mean nothing in another cluster.
 */
async function beginPlaced(client: pg.Client, { url, signal }: Export): Promise<void> {
  const { db, close } = connect(url, { max: 1 })
  const deadline = performance.now() + placingMs
  try {
    for (;;) {
      signal.throwIfAborted()
      await client.query('begin isolation level repeatable read read only; set local role countersign_system')
      const { rowCount } = await client.query(
        'select from events e where not exists (select from log_positions p where p.seq = e.seq) limit 1',
      )
      if (rowCount === 0) return
      await client.query('rollback')
      if (performance.now() > deadline)
        throw new Error(
          'Events do not get their positions because a transaction stays open for long. Find it in pg_stat_activity, then try again.',
        )
      await sequence(db)
      await sleep(50)
    }
  } finally {
    await close()
  }
}

async function copyAll(copy: Copy): Promise<{ manifest: Manifest; missing: number }> {
  const { client, archive, progress } = copy
  const { rows } = await client.query<{ blobs: string }>('select coalesce(sum(bytes), 0) as blobs from blobs')
  progress.expect(Number(rows[0]?.blobs ?? 0))
  progress.step('Copying tables')
  const tables: TableProof[] = []
  for (const table of await listTables(client)) tables.push(await copyTable(copy, table))
  progress.step('Copying stored files')
  const missing = await copyBlobs(copy)
  await copyLogKey(copy)
  const position = await logPosition(client)
  const log = { position, sha256: await logDigest(client, position) }
  const { rows: server } = await client.query<{ major: string }>(
    "select current_setting('server_version_num')::int / 10000 as major",
  )
  const masterKeys = await masterKeyIds(client)
  await client.query('reset role')
  const manifest = await archive.finish({
    countersign: 'export',
    format: 1,
    version: copy.version,
    madeAt: systemClock().toISOString(),
    postgres: String(server[0]?.major ?? ''),
    masterKeys,
    migrations: await appliedMigrations(client),
    log,
    rows: Object.fromEntries(tables.map(({ name, rows }) => [name, rows])),
    folders: [],
    tables,
  })
  return { manifest, missing }
}

export const partName = (table: string, part: number): string =>
  `tables/${table}/${String(part).padStart(6, '0')}`

async function copyTable({ client, archive, signal }: Copy, table: Table): Promise<TableProof> {
  const hash = createHash('sha256')
  let waiting: Buffer[] = []
  let held = 0
  let parts = 0
  let rows = 0
  const store = async () => {
    await archive.add(partName(table.name, parts), held, waiting)
    parts += 1
    waiting = []
    held = 0
  }
  for await (const piece of copyOut(client, table.select)) {
    signal.throwIfAborted()
    hash.update(piece)
    rows += rowsIn(piece)
    waiting.push(piece)
    held += piece.length
    if (held >= partBytes) await store()
  }
  if (held > 0) await store()
  return { name: table.name, columns: table.columns, rows, parts, sha256: hash.digest('hex') }
}

/** The log goes on where it comes in, under its name; its key opens with the master key only. */
async function copyLogKey({ data, archive }: Copy): Promise<void> {
  const { path, lastPath } = logKeyFiles(data)
  for (const file of [path, lastPath]) {
    const found = await stat(file).catch(() => undefined)
    if (found) await archive.add(basename(file), found.size, bytesOf(file))
  }
}

/** Those that the snapshot names; one that is gone was erased since. */
async function copyBlobs({ client, data, archive, signal }: Copy): Promise<number> {
  let missing = 0
  const ids: string[] = []
  for await (const id of storedFiles(client)) ids.push(id)
  await eachOf(ids, { width: archive.width, signal }, async (id) => {
    const name = `${id.slice(4, 6)}/${id}`
    const path = join(blobFolder(data), name)
    const bytes = await stat(path).then(
      ({ size }) => size,
      () => undefined,
    )
    if (bytes === undefined) missing += 1
    else await archive.add(`blobs/${name}`, bytes, bytesOf(path))
  })
  return missing
}
