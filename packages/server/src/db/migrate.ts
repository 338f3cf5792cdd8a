// Brings a database to this program's schema: forward only, each file in its own transaction, one migrator at a time.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { lockFor } from '../platform/advisory-locks.ts'
import type { Db } from './sql.ts'

const folder = new URL('./migrations/', import.meta.url)
const migratorLock = lockFor('migrating')

const roles = `
do $$ begin
  if not exists (select from pg_roles where rolname = 'countersign_app') then create role countersign_app nologin; end if;
  if not exists (select from pg_roles where rolname = 'countersign_system') then create role countersign_system nologin; end if;
  if not exists (select from pg_roles where rolname = 'countersign_service') then create role countersign_service login noinherit; end if;
exception when duplicate_object or unique_violation then null; -- another database of the same cluster was quicker
end $$;
grant countersign_app, countersign_system to countersign_service;`

async function applyMissing(client: pg.Client): Promise<string[]> {
  await client.query(
    'create table if not exists migrations (name text primary key, sha256 text not null, applied_at timestamptz not null default now())',
  )
  await client.query('grant select on migrations to countersign_service')
  const done = new Map(
    (await client.query<{ name: string; sha256: string }>('select name, sha256 from migrations')).rows.map(
      (row) => [row.name, row.sha256],
    ),
  )
  const applied: string[] = []
  for (const name of (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort()) {
    const text = await readFile(new URL(name, folder), 'utf8')
    const sha256 = createHash('sha256').update(text).digest('hex')
    const before = done.get(name)
    if (before === sha256) continue
    if (before)
      throw new Error(`Migration ${name} was changed after it was applied here. Restore the released file.`)
    await client.query('begin')
    try {
      await client.query(text)
      await client.query('insert into migrations (name, sha256) values ($1, $2)', [name, sha256])
      await client.query('commit')
    } catch (error) {
      await client.query('rollback')
      throw new Error(`Migration ${name} failed; nothing of it was kept.`, { cause: error })
    }
    applied.push(name)
  }
  return applied
}

/** Needs the owner's (or superuser's) address. Sets the service role's password when one is given. */
export async function migrate(
  ownerUrl: string,
  { servicePassword }: { servicePassword?: string } = {},
): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'countersign migrate' })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [migratorLock])
    await client.query(roles)
    if (servicePassword)
      await client.query(`alter role countersign_service password ${client.escapeLiteral(servicePassword)}`)
    const { rows } = await client.query<{ name: string }>('select current_database() as name')
    await client.query(
      `grant connect on database ${client.escapeIdentifier(rows[0]?.name ?? '')} to countersign_service`,
    )
    return await applyMissing(client)
  } finally {
    await client.end()
  }
}

/** Of these names, those that this program does not know: they were applied by a newer one. */
export async function unknownMigrations(names: readonly string[]): Promise<string[]> {
  const own = new Set(await readdir(folder))
  return names.filter((name) => !own.has(name))
}

/** What this program brings and the database lacks. Any role may ask. */
export async function missingMigrations(db: Db): Promise<string[]> {
  const done = await sql<{ name: string }>`select name from migrations`.execute(db)
  const names = new Set(done.rows.map(({ name }) => name))
  const files = await readdir(folder)
  return files.filter((file) => file.endsWith('.sql') && !names.has(file)).sort()
}

/** The address of the same database for the service role. */
export function serviceUrl(ownerUrl: string, password: string): string {
  const url = new URL(ownerUrl)
  url.username = 'countersign_service'
  url.password = encodeURIComponent(password)
  return url.href
}
