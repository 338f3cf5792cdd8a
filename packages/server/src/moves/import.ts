// Brings an export into an empty installation: all rows in one transaction, compared before it commits.
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { documentStates } from '@countersign/contract/document'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { pgBossQueue } from '../adapters/queue/pg-boss.ts'
import { startEmbedded } from '../db/embedded.ts'
import { isFinal, waitsForPerson } from '../domain/document.ts'
import type { Config } from '../platform/config.ts'
import { createLog } from '../platform/log.ts'
import type { JobQueue, NewJob } from '../ports/job-queue.ts'
import type { Kms } from '../ports/kms.ts'
import { prepareAsOwner, standingOf } from '../roles/database.ts'
import { openSource, type Source } from './archive/source.ts'
import { type Erasure, readErasures } from './erasures.store.ts'
import { eraseListed } from './erasures.ts'
import { partName } from './export.ts'
import { type Filling, fillFolder, fittingKey, unpack } from './place.ts'
import { createProgress, type Progress } from './progress.ts'
import { appliedMigrations, contradictions, logDigest, missingBlobs, openKeys } from './proof.ts'
import { onConnection } from './standing.ts'
import { digestTable, listTables } from './tables.ts'

export type Import = {
  from: string
  data: string
  masterKey: string | undefined
  /** A list of erasures, or a folder that holds one; a move needs none. */
  erasures: string | undefined
  config: Config
  say(line: string): void
  signal: AbortSignal
}

export async function importAll(order: Import): Promise<string[]> {
  const { from, data, config, say, signal } = order
  const source = await openSource(from, 'export')
  const kms = await fittingKey(order.masterKey, source.manifest)
  const listed =
    order.erasures === undefined || order.erasures === 'none' ? null : await readErasures(order.erasures)
  if (config.databaseUrl !== '') await refuseUnfit(config.databaseUrl)
  const progress = createProgress(say)
  progress.expect(source.manifest.bytes)
  const filling: Filling = { source, data, progress, signal }
  return await fillFolder({ data, command: 'import', masterKey: order.masterKey ?? '' }, async () => {
    progress.step('Copying stored files, and comparing sums')
    await unpack(filling, (name) => /^(blobs\/|log-(key|checkpoint)$)/.test(name))
    progress.step('Bringing the tables in')
    const report = await withOwner(order, (url) => bringIn({ ...order, url, source, kms, progress, listed }))
    return [`Imported ${progress.summary()} into ${data}.`, ...report]
  })
}

async function refuseUnfit(databaseUrl: string): Promise<void> {
  const { bypasses, version } = await standingOf(databaseUrl)
  if (version < 150_000) throw new Error('DATABASE_URL names a PostgreSQL older than 15. Use 15 or newer.')
  if (!bypasses)
    throw new Error(
      '`countersign import` needs DATABASE_URL with the address of the owner, who may make tables.',
    )
  await onConnection(databaseUrl, async (client) => {
    const { rows } = await client.query<{ found: string | null }>(
      "select to_regclass('public.accounts') as found",
    )
    if (!rows[0]?.found) return
    // An owner who is no superuser sees no rows of the tables it owns, and would take a full database for an empty one.
    await client.query(
      "begin; set local lock_timeout = '5s'; alter table accounts no force row level security",
    )
    await refuseFilled(client)
    await client.query('rollback')
  })
}

async function refuseFilled(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query('select from accounts limit 1')
  if (rowCount !== 0)
    throw new Error(
      'The database that DATABASE_URL names holds an installation already. Import into an empty one.',
    )
}

async function withOwner<T>({ config, data, say }: Import, work: (url: string) => Promise<T>): Promise<T> {
  if (config.databaseUrl !== '') return await work(config.databaseUrl)
  const embedded = await startEmbedded({ folder: data, log: say })
  return await work(embedded.url).finally(() => embedded.stop())
}

type Bringing = Import & {
  url: string
  source: Source
  kms: Kms
  progress: Progress
  listed: { erasures: Erasure[] } | null
}

async function bringIn(bringing: Bringing): Promise<string[]> {
  const { url, data, config, listed } = bringing
  const log = createLog({ level: 'silent', role: 'import' })
  const databaseUrl = await prepareAsOwner(url, { data, log })
  const queue = await pgBossQueue({ url: databaseUrl, accountJobs: config.accountJobs, log })
  const report = await onConnection(url, (client) => inOneTransaction(client, queue, bringing)).finally(() =>
    queue.close(),
  )
  if (listed) report.push(await eraseListed({ config, data, databaseUrl, log }, listed.erasures))
  return report
}

async function inOneTransaction(client: pg.Client, queue: JobQueue, bringing: Bringing): Promise<string[]> {
  await refuseOtherSchema(client, bringing.source)
  await client.query('begin')
  const bound = await liftOwner(client)
  await refuseFilled(client)
  await fillTables(client, bringing)
  await settleLog(client)
  const report = await compare(client, bringing)
  const jobs = await enqueueAll(client, queue)
  for (const name of bound) await client.query(`alter table ${name} force row level security`)
  await client.query('commit')
  return [...report, `${jobs} documents go on where they were.`]
}

/** Both sides must have the same tables, column by column. */
async function refuseOtherSchema(client: pg.Client, { manifest }: Source): Promise<void> {
  const list = (migrations: { name: string; sha256: string }[]) =>
    migrations.map(({ name, sha256 }) => `${name} ${sha256}`).join('\n')
  if (list(await appliedMigrations(client)) === list(manifest.migrations)) return
  throw new Error(
    `The export was made by Countersign ${manifest.version} with other tables. Start the old installation once with this version, export again, then import.`,
  )
}

/**
 * COPY FROM does not pass row-level security, which is forced upon the owner too: lifted in this transaction only.
 * Returns the tables that it must be forced upon again.
 */
async function liftOwner(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relforcerowsecurity",
  )
  const names = rows.map(({ name }) => pg.escapeIdentifier(name))
  for (const name of names) await client.query(`alter table ${name} no force row level security`)
  return names
}

async function fillTables(client: pg.Client, { source, progress, signal }: Bringing): Promise<void> {
  const known = new Map((await listTables(client)).map((table) => [table.name, table]))
  for (const { name, columns, parts } of source.manifest.tables) {
    const table = known.get(name)
    if (!table || table.columns.join() !== columns.join())
      throw new Error(
        `The table ${name} of the export has other columns than here. Export again with this version.`,
      )
    if (parts === 0) continue
    const list = columns.map((column) => pg.escapeIdentifier(column)).join(', ')
    const into = client.query(copyFrom(`copy public.${pg.escapeIdentifier(name)} (${list}) from stdin`))
    await pipeline(Readable.from(partsOf({ name, parts }, source, progress)), into, { signal })
  }
}

async function* partsOf(
  { name, parts }: { name: string; parts: number },
  source: Source,
  progress: Progress,
): AsyncGenerator<Uint8Array> {
  for (let part = 0; part < parts; part += 1)
    for await (const bytes of source.read(partName(name, part))) {
      progress.add(bytes.length)
      yield bytes
    }
}

/**
 * New numbers go on after the highest that came. All events that came carry the id of this transaction, and every
 * later one is placed after them.
 */
async function settleLog(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string }>(
    `select c.relname as table, a.attname as column from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and a.attidentity <> '' and not a.attisdropped`,
  )
  for (const { table, column } of rows)
    await client.query(
      `select setval(pg_get_serial_sequence($1, $2), greatest(1, max(${pg.escapeIdentifier(column)})), count(*) > 0)
       from public.${pg.escapeIdentifier(table)}`,
      [`public.${pg.escapeIdentifier(table)}`, column],
    )
  await client.query(
    `update log_tail set position = (select coalesce(max(position), 0) from log_positions),
       xid = pg_current_xact_id(), seq = (select coalesce(max(seq), 0) from events)`,
  )
}

async function compare(client: pg.Client, { source, kms, data }: Bringing): Promise<string[]> {
  const { tables, log } = source.manifest
  const here = new Map((await listTables(client)).map((table) => [table.name, table]))
  for (const { name, rows, sha256 } of tables) {
    const table = here.get(name)
    const found = table && (await digestTable(client, table))
    if (found?.rows !== rows || found.sha256 !== sha256)
      throw new Error(`The table ${name} differs from the export after copying. Nothing of it was kept.`)
  }
  if ((await logDigest(client, log.position)) !== log.sha256)
    throw new Error('The log differs from the export after copying. Nothing of it was kept.')
  const wrong = await contradictions(client)
  if (wrong.length > 0)
    throw new Error(`The state of ${wrong.length} documents is not what the log says, first ${wrong[0]}.`)
  const accounts = await openKeys(client, kms)
  const missing = await missingBlobs(client, data)
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  return [
    `Compared: ${tables.length} tables with ${rows} rows, ${log.position} events of the log, the states of all documents with the log, the keys of ${accounts} accounts.`,
    ...(missing > 0
      ? [`${missing} stored files were not in the export; they were erased while it was made.`]
      : []),
  ]
}

type Waiting = Omit<NewJob, 'traceparent'>

/** Jobs do not travel: a document that neither rests nor waits for a person is looked at again, which is harmless. */
async function enqueueAll(client: pg.Client, queue: JobQueue): Promise<number> {
  const { rows } = await client.query<Waiting>(
    `select id as "documentId", account_id as "accountId", state, run, version, tier from documents
     where state = any($1) order by id`,
    [documentStates.filter((state) => !isFinal(state) && !waitsForPerson(state))],
  )
  const executor = { execute: (text: string, values: readonly unknown[]) => client.query(text, [...values]) }
  for (const job of rows) await queue.enqueue(executor, { ...job, traceparent: null })
  return rows.length
}
