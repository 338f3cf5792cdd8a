// An online physical copy, as "Making a Base Backup Using the Low Level API" of the PostgreSQL manual has it: the
// files of the cluster while it runs, the log written meanwhile, and then the stored files.
import { open, opendir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { systemClock } from '../platform/clock.ts'
import { blobFolder, logKeyFiles } from '../roles/places.ts'
import { type Archive, createArchive } from './archive/archive.ts'
import type { Manifest } from './archive/manifest.ts'
import { knownFiles } from './archive/source.ts'
import { createProgress, eachOf, type Progress } from './progress.ts'
import { appliedMigrations, countRows, logDigest, logPosition, masterKeyIds, rowsOf } from './proof.ts'
import { onConnection, standingDatabase } from './standing.ts'

export type Backup = {
  data: string
  to: string
  /** A finished backup in a folder: stored files that are in it are linked, not copied. */
  previous?: string | undefined
  version: string
  say(line: string): void
  signal: AbortSignal
}

type Copy = Backup & {
  known: Awaited<ReturnType<typeof knownFiles>>
  client: pg.Client
  archive: Archive
  progress: Progress
}

// Folders whose content belongs to the running server only; they themselves must be there.
const emptied =
  /^(pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)\/|^pg_wal\/(archive_status|summaries)\//
const left =
  /(^|\/)(postmaster\.(pid|opts)|pg_internal\.init.*|backup_label(\.old)?|tablespace_map(\.old)?|backup_manifest|postgresql\.auto\.conf\.tmp|current_logfiles.*|pgsql_tmp.*)$/

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined

export async function backup(order: Backup): Promise<{ manifest: Manifest; summary: string }> {
  const progress = createProgress(order.say)
  const known = await knownFiles(order.previous)
  const standing = await standingDatabase(order.data, order.say)
  try {
    const archive = await createArchive(order.to, progress.add)
    try {
      return await onConnection(standing.url, async (client) => {
        const manifest = await copyAll({ ...order, known, client, archive, progress })
        return { manifest, summary: progress.summary() }
      })
    } catch (error) {
      const rest = await archive.abandon()
      const why = order.signal.aborted
        ? 'Interrupted.'
        : error instanceof Error
          ? error.message
          : String(error)
      throw new Error(`${why} ${rest}`, { cause: error })
    }
  } finally {
    await standing.done()
  }
}

async function copyAll(copy: Copy): Promise<Manifest> {
  const { client, archive, progress } = copy
  await refuseTablespaces(client)
  const { rows } = await client.query<{ database: string; blobs: string }>(
    'select sum(pg_database_size(oid)) as database, (select coalesce(sum(bytes), 0) from blobs) as blobs from pg_database',
  )
  progress.expect(Number(rows[0]?.database ?? 0) + Number(rows[0]?.blobs ?? 0))
  progress.step('Copying the database')
  // Holds the write-ahead log from here on; it ends with this connection, however that ends.
  await client.query(
    "select pg_create_physical_replication_slot('countersign_backup_' || pg_backend_pid(), true, true)",
  )
  await client.query("select pg_backup_start('countersign', fast => true)")
  const folders = await copyCluster(copy)
  const known = { rows: await countRows(client), position: await logPosition(client) }
  await finishCluster(copy)
  // After the database: a file without a row is swept, a row without its file would be a loss.
  progress.step('Copying stored files')
  await copyBlobs(copy)
  await copyErasures(copy)
  await addFile(archive, 'log-key', logKeyFiles(copy.data).path)
  return archive.finish({
    countersign: 'backup',
    format: 1,
    version: copy.version,
    madeAt: systemClock().toISOString(),
    postgres: (await readFile(join(copy.data, 'postgres', 'PG_VERSION'), 'utf8')).trim(),
    masterKeys: await masterKeyIds(client),
    migrations: await appliedMigrations(client),
    log: { position: known.position, sha256: await logDigest(client, known.position) },
    rows: known.rows,
    folders,
    tables: [],
  })
}

async function refuseTablespaces(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query(
    "select from pg_tablespace where spcname not in ('pg_default', 'pg_global')",
  )
  if (rowCount !== 0)
    throw new Error(
      'The database has tablespaces, which lie outside of its folder. Use `countersign export`.',
    )
}

/** Everything but what the manual says to leave out; a relation that is dropped meanwhile is told by the log. */
async function copyCluster({ data, archive, signal }: Copy): Promise<string[]> {
  const root = join(data, 'postgres')
  const folders: string[] = []
  const files: string[] = []
  const list = async (folder: string): Promise<void> => {
    for await (const entry of await opendir(join(root, folder))) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (left.test(name) || (emptied.test(name) && !entry.isDirectory())) continue
      if (entry.isDirectory() && !/^pg_replslot\//.test(name)) {
        folders.push(name)
        await list(name).catch(unlessMissing)
      } else if (entry.isFile() && name !== 'global/pg_control') files.push(name)
    }
  }
  await list('')
  await eachOf(files, { width: archive.width, signal }, (name) =>
    addFile(archive, `postgres/${name}`, join(root, name)),
  )
  return folders
}

function unlessMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error
  return undefined
}

/** As long as it was when it was looked at: it may grow or shrink meanwhile, and the log makes that good. */
async function addFile(archive: Archive, name: string, path: string): Promise<void> {
  const handle = await open(path, 'r').catch(unlessMissing)
  if (!handle) return
  try {
    const { size } = await handle.stat()
    await archive.add(name, size, handle.createReadStream({ autoClose: false, highWaterMark: 256 * 1024 }))
  } finally {
    await handle.close()
  }
}

/** The control file last, then the end of the copy and the log that was written from its start on. */
async function finishCluster({ data, client, archive }: Copy): Promise<void> {
  const root = join(data, 'postgres')
  const control = await stableBytes(join(root, 'global', 'pg_control'))
  await archive.add('postgres/global/pg_control', control.length, [control])
  const { rows } = await client.query<{ label: string; map: string; last: string; segment: string }>(
    `select labelfile as label, spcmapfile as map, pg_walfile_name(lsn) as last,
       pg_size_bytes(current_setting('wal_segment_size')) as segment from pg_backup_stop(wait_for_archive => false)`,
  )
  const stopped = rows[0]
  const [, first] = /^START WAL LOCATION: \S+ \(file ([0-9A-F]{24})\)/m.exec(stopped?.label ?? '') ?? []
  if (!stopped || !first) throw new Error('PostgreSQL did not say where its backup began. Try again.')
  const label = Buffer.from(stopped.label)
  await archive.add('postgres/backup_label', label.length, [label])
  for (const name of segmentsBetween(first, stopped.last, Number(stopped.segment))) {
    await addFile(archive, `postgres/pg_wal/${name}`, join(root, 'pg_wal', name))
  }
  const password = await readFile(join(data, 'postgres-password'))
  await archive.add('postgres-password', password.length, [password])
}

/** Names of the log's segments, both ends included: timeline, high and low part, eight hexadecimal digits each. */
export function segmentsBetween(first: string, last: string, segmentBytes: number): string[] {
  const perHigh = 2 ** 32 / segmentBytes
  const numberOf = (name: string) =>
    Number.parseInt(name.slice(8, 16), 16) * perHigh + Number.parseInt(name.slice(16), 16)
  const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, '0')
  const from = numberOf(first)
  return Array.from(
    { length: numberOf(last) - from + 1 },
    (_, at) => first.slice(0, 8) + hex(Math.floor((from + at) / perHigh)) + hex((from + at) % perHigh),
  )
}

/** The server writes these 8 kB in place; read again until two looks agree. */
async function stableBytes(path: string): Promise<Buffer> {
  let before = await readFile(path)
  for (;;) {
    const now = await readFile(path)
    if (now.equals(before)) return now
    before = now
  }
}

async function* blobNames(folder: string): AsyncGenerator<string> {
  const shelves = await opendir(folder).catch(unlessMissing)
  for await (const shelf of shelves ?? []) {
    if (!shelf.isDirectory() || !/^[0-9a-z]{2}$/.test(shelf.name)) continue
    const files = await opendir(join(folder, shelf.name)).catch(unlessMissing)
    for await (const { name } of files ?? []) yield `${shelf.name}/${name}`
  }
}

async function copyBlobs({ data, previous, known, archive, signal }: Copy): Promise<void> {
  const root = blobFolder(data)
  await eachOf(blobNames(root), { width: archive.width, signal }, async (name) => {
    const there = `blobs/${name}`
    const before = await known(there)
    const bytes = (await stat(join(root, name)).catch(unlessMissing))?.size
    // Gone since it was listed: its document was erased, or nothing referred to it.
    if (bytes === undefined) return
    const same = before?.bytes === bytes && previous !== undefined
    if (same && (await archive.addLink(there, join(previous, there), before))) return
    await addFile(archive, there, join(root, name))
  })
}

/** What was erased until now, also since the copy of the database began. */
async function copyErasures({ client, archive }: Copy): Promise<void> {
  const lines: string[] = []
  const query = `select account_id, subject, to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') from events where type = 'document.erased' order by seq`
  for await (const [account, document, at] of rowsOf(client, query))
    lines.push(`${JSON.stringify({ account, document, at })}\n`)
  const text = Buffer.from(lines.join(''))
  await archive.add('erasures.log', text.length, [text])
}
