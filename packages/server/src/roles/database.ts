// Gets a database ready for the service role: the bundled one, or the cluster that DATABASE_URL names.
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { prepareQueue } from '../adapters/queue/prepare.ts'
import { startEmbedded } from '../db/embedded.ts'
import { migrate, serviceUrl } from '../db/migrate.ts'
import { refuseUnfinished } from '../platform/data-folder.ts'
import type { Log } from '../platform/log.ts'
import { Problem } from '../platform/problem.ts'

export type Ready = { serviceUrl: string; stop(): Promise<void> }
type Wanted = {
  data: string
  databaseUrl: string
  log: Log
  say(line: string): void
  /** False for a role of its own: the owner's address is then a mistake. */
  migrates?: boolean
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined

/** The service role's password, kept beside the data; made once. */
export async function servicePassword(data: string): Promise<string> {
  const file = join(data, 'database-password')
  await mkdir(data, { recursive: true, mode: 0o700 })
  try {
    await writeFile(file, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
  return (await readFile(file, 'utf8')).trim()
}

type Standing = { bypasses: boolean; member: boolean; version: number }

export async function standingOf(url: string): Promise<Standing> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  try {
    await client.connect()
    const { rows } = await client.query<Standing>(`
      select rolsuper or rolbypassrls or rolcreaterole
          or exists (select from pg_tables where schemaname = 'public' and tableowner = current_user and tablename = 'documents') as bypasses,
        exists (select from pg_roles r where r.rolname = 'countersign_app' and pg_has_role(current_user, r.oid, 'member')) as member,
        current_setting('server_version_num')::int as version
      from pg_roles where rolname = current_user`)
    return rows[0] ?? { bypasses: false, member: false, version: 0 }
  } catch (cause) {
    throw new Problem(
      'config.invalid',
      'The database that DATABASE_URL names cannot be reached. Check address, user and password, and that it runs.',
      { cause },
    )
  } finally {
    await client.end().catch(() => {})
  }
}

/** Migrates, prepares the queue, gives the service role its password; the address for that role. */
export async function prepareAsOwner(
  ownerUrl: string,
  { data, log }: Pick<Wanted, 'data' | 'log'>,
): Promise<string> {
  const password = await servicePassword(data)
  await migrate(ownerUrl, { servicePassword: password })
  await prepareQueue({ ownerUrl, log })
  return serviceUrl(ownerUrl, password)
}

export async function prepareDatabase(wanted: Wanted): Promise<Ready> {
  const { databaseUrl, data, say } = wanted
  await refuseUnfinished(data)
  if (databaseUrl === '') {
    const embedded = await startEmbedded({ folder: data, log: say })
    try {
      return { serviceUrl: await prepareAsOwner(embedded.url, wanted), stop: () => embedded.stop() }
    } catch (error) {
      await embedded.stop()
      throw error
    }
  }
  const standing = await standingOf(databaseUrl)
  if (standing.version < 150_000)
    throw new Problem(
      'config.invalid',
      'DATABASE_URL names a PostgreSQL older than 15. Use 15 or newer, or leave DATABASE_URL out to use the bundled one.',
    )
  const stop = async () => {}
  // An owner's address is used to migrate; the service itself never runs as a role that row-level security lets pass.
  if (standing.bypasses && wanted.migrates === false) throw ownerRefused()
  if (standing.bypasses) return { serviceUrl: await prepareAsOwner(databaseUrl, wanted), stop }
  if (standing.member) return { serviceUrl: databaseUrl, stop }
  throw new Problem(
    'config.invalid',
    'The role in DATABASE_URL may neither migrate nor act for the service. Run `countersign migrate` once with the address of the owner.',
  )
}

const ownerRefused = () =>
  new Problem(
    'config.invalid',
    'The service must not run as superuser or owner of its tables, whom row-level security does not bind. Use the role countersign_service.',
  )

/** Row-level security does not bind superusers and owners: refuse to serve as one. */
export async function refuseOwner(url: string): Promise<void> {
  if ((await standingOf(url)).bypasses) throw ownerRefused()
}
