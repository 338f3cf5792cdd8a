// Touches every table as somebody who may not: tables come from the catalogue, so a new one is touched, too.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { withDatabase } from './testing.ts'

type Table = { schema: string; name: string; enabled: boolean; forced: boolean }
type Column = { name: string; type: string; category: string; elementary: string | null; identity: string }

/** Of the installation, not of an account: nobody but the system sees them. */
const ofNobody =
  /^(signing_keys|followers|log_tail|log_tiles|log_checkpoints|log_cosignatures|log_timestamps|revoked_certificates|migrations)$/

/** With a column that somebody might wish to change. */
const logTables = {
  events: 'body',
  log_positions: 'position',
  log_checkpoints: 'note',
  log_cosignatures: 'line',
  log_timestamps: 'token',
}

async function superuser(t: Parameters<typeof withDatabase>[0]) {
  const { superuserUrl } = await withDatabase(t)
  const client = new pg.Client({ connectionString: superuserUrl })
  // The database is dropped under it when the test ends.
  client.on('error', () => {})
  await client.connect()
  t.after(() => client.end())
  return client
}

const tablesOf = async (client: pg.Client): Promise<Table[]> =>
  (
    await client.query(`select n.nspname as schema, c.relname as name, c.relrowsecurity as enabled,
      c.relforcerowsecurity as forced from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('public', 'pgboss') and c.relkind in ('r', 'p') and not c.relispartition
      order by 1, 2`)
  ).rows

const columnsOf = async (client: pg.Client, { schema, name }: Table): Promise<Column[]> =>
  (
    await client.query(
      `select a.attname as name, t.typname as type, t.typcategory as category, a.attidentity as identity,
        (select substring(pg_get_constraintdef(k.oid) from '''([^'']+)''') from pg_constraint k
          where k.conrelid = a.attrelid and k.contype = 'c' and a.attnum = any(k.conkey) limit 1) as elementary
       from pg_attribute a join pg_type t on t.oid = a.atttypid
       where a.attrelid = ($1 || '.' || $2)::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''`,
      [schema, name],
    )
  ).rows

const plain: Record<string, string> = {
  S: 'x',
  N: '1',
  B: 'false',
  D: '2026-01-01T00:00:00Z',
  A: '{}',
  T: '1 day',
}
const byType: Record<string, string> = {
  jsonb: '{}',
  xid8: '1',
  uuid: '00000000-0000-4000-8000-000000000000',
}

let count = 0

/** A row of an account that the table takes; keys are new each time. */
function rowOf(columns: readonly Column[], account: string): { names: string[]; values: string[] } {
  count += 1
  const made = columns
    .filter(({ identity }) => identity !== 'a')
    .map(({ name, type, category, elementary }) => {
      if (name === 'account_id' || name === 'group_id') return [name, account]
      if (elementary) return [name, elementary]
      if (type === 'bytea') return [name, `\\x${String(count).padStart(8, '0')}`]
      if (byType[type]) return [name, byType[type]]
      if (category === 'S') return [name, `${name}_${count}`]
      if (category === 'N') return [name, String(count)]
      return [name, plain[category] ?? 'x']
    })
  return { names: made.map(([name]) => `"${name}"`), values: made.map(([, value]) => value ?? '') }
}

const insert = ({ schema, name }: Table, { names, values }: ReturnType<typeof rowOf>) => ({
  text: `insert into ${schema}.${name} (${names}) values (${values.map((_, index) => `$${index + 1}`)})`,
  values,
})

/** What a statement does as that role and account: how many rows, or that it is refused. It is always undone. */
async function as(
  client: pg.Client,
  { role, account }: { role: string; account?: string },
  statement: string | { text: string; values: string[] },
): Promise<number | 'refused'> {
  await client.query(`begin; set local role ${role}`)
  if (account) await client.query(`set local countersign.account = '${account}'`)
  try {
    return (await client.query(statement)).rowCount ?? 0
  } catch (error) {
    const { code, message } = error as pg.DatabaseError
    assert.equal(code, '42501', `${JSON.stringify(statement)}: ${message}`)
    return 'refused'
  } finally {
    await client.query('rollback')
  }
}

/** Two accounts with a row in every table of accounts; references are not followed, only who may see what. */
async function furnished(client: pg.Client): Promise<{ table: Table; columns: Column[] }[]> {
  await client.query('set session_replication_role = replica')
  const owned: { table: Table; columns: Column[] }[] = []
  for (const table of await tablesOf(client)) {
    const columns = await columnsOf(client, table)
    if (!columns.some(({ name }) => name === 'account_id')) continue
    for (const account of ['acc_one', 'acc_two']) await client.query(insert(table, rowOf(columns, account)))
    owned.push({ table, columns })
  }
  await client.query('set session_replication_role = default')
  return owned
}

const nothing = (outcome: number | 'refused') => outcome === 'refused' || outcome === 0

test('in every table an account has its own rows only, and can neither see nor touch those of others', async (t) => {
  const client = await superuser(t)
  const owned = await furnished(client)
  assert.ok(owned.length >= 14, `only ${owned.length} tables have accounts`)
  const role = 'countersign_app'
  for (const { table, columns } of owned) {
    const { name } = table
    const other = "account_id = 'acc_one'"
    const account = 'acc_two'
    assert.ok(table.enabled && table.forced, `${name} has no forced row-level security`)
    assert.ok(nothing(await as(client, { role }, `select 1 from ${name}`)), `${name} without an account`)
    assert.ok(nothing(await as(client, { role, account: '' }, `select 1 from ${name}`)), name)
    const seen = await as(client, { role, account }, `select 1 from ${name}`)
    assert.ok(seen === 'refused' || seen === 1, `${name}: ${seen} rows are seen`)
    assert.ok(nothing(await as(client, { role, account }, `select 1 from ${name} where ${other}`)), name)
    assert.ok(nothing(await as(client, { role, account }, `delete from ${name} where ${other}`)), name)
    const set = `update ${name} set account_id = account_id where ${other}`
    assert.ok(nothing(await as(client, { role, account }, set)), `${name} can be changed`)
    const given = await as(client, { role, account }, `update ${name} set account_id = 'acc_one'`)
    assert.equal(given, 'refused', `${name}: a row can be given away`)
    const foreign = await as(client, { role, account }, insert(table, rowOf(columns, 'acc_one')))
    assert.equal(foreign, 'refused', `${name}: a row can be put into another account`)
  }
})

test('what belongs to no account is for the system alone, and an account sees but its own line of accounts', async (t) => {
  const client = await superuser(t)
  const owned = new Set((await furnished(client)).map(({ table }) => table.name))
  const rest = (await tablesOf(client)).filter(({ schema, name }) => schema === 'public' && !owned.has(name))
  const unknown = rest.filter(({ name }) => name !== 'accounts' && !ofNobody.test(name))
  assert.deepEqual(unknown, [], 'a table with neither account_id nor a reason')
  const by = { role: 'countersign_app', account: 'acc_two' }
  for (const { name } of rest) {
    if (name === 'accounts') continue
    for (const statement of [`select 1 from ${name}`, `delete from ${name}`, `truncate ${name}`])
      assert.equal(await as(client, by, statement), 'refused', statement)
  }
  for (const statement of ['delete from accounts', "update accounts set name = 'x'", 'truncate accounts'])
    assert.equal(await as(client, by, statement), 'refused', statement)
  assert.equal(await as(client, by, "select 1 from accounts where id <> 'acc_two'"), 0)
  assert.equal(await as(client, { role: 'countersign_app' }, 'select 1 from accounts'), 0)
})

test('of the queue an account sees and adds its own jobs, and can change none', async (t) => {
  const client = await superuser(t)
  const add = (account: string) =>
    `insert into pgboss.job_common (name, group_id) values ('documents', '${account}')`
  await client.query(`${add('acc_one')}; ${add('acc_two')}`)
  const by = { role: 'countersign_app', account: 'acc_two' }
  assert.equal(await as(client, by, 'select 1 from pgboss.job_common'), 1)
  assert.equal(await as(client, { role: by.role }, 'select 1 from pgboss.job_common'), 0)
  assert.equal(await as(client, by, add('acc_one')), 'refused')
  assert.equal(
    await as(client, by, "update pgboss.job_common set priority = 9 where group_id = 'acc_one'"),
    'refused',
  )
  const open = new Set(['queue', 'job_common'])
  for (const { name } of (await tablesOf(client)).filter(({ schema }) => schema === 'pgboss')) {
    if (open.has(name)) continue
    for (const statement of [`select 1 from pgboss.${name}`, `delete from pgboss.${name}`])
      assert.equal(await as(client, by, statement), 'refused', statement)
  }
})

test('the log is only ever appended to, by whomever', async (t) => {
  const client = await superuser(t)
  await furnished(client)
  for (const role of ['countersign_app', 'countersign_system'])
    for (const [name, column] of Object.entries(logTables))
      for (const statement of [
        `delete from ${name}`,
        `truncate ${name}`,
        `update ${name} set ${column} = ${column}`,
      ])
        assert.equal(
          await as(client, { role, account: 'acc_one' }, statement),
          'refused',
          `${statement} by ${role}`,
        )
})

test('a tile of the tree only grows', async (t) => {
  const client = await superuser(t)
  await client.query(String.raw`insert into log_tiles values (0, 0, '\x0102')`)
  const by = { role: 'countersign_system' }
  assert.equal(await as(client, by, String.raw`update log_tiles set hashes = '\x010203'`), 1)
  for (const statement of ['update log_tiles set number = 1', 'delete from log_tiles', 'truncate log_tiles'])
    assert.equal(await as(client, by, statement), 'refused', statement)
  for (const hashes of ['0103', '01', '020102'])
    await assert.rejects(
      client.query(String.raw`update log_tiles set hashes = '\x${hashes}'`),
      /can only grow/,
    )
})

test('the roles of the service own nothing and can pass by no rule', async (t) => {
  const client = await superuser(t)
  const { rows } = await client.query(`select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
    (select count(*)::int from pg_class c where c.relowner = r.oid) as owns from pg_roles r where rolname ~ '^countersign_'`)
  assert.ok(rows.length >= 3, JSON.stringify(rows))
  for (const { rolname, owns, ...rights } of rows) {
    assert.deepEqual([rolname, owns, ...Object.values(rights)], [rolname, 0, false, false, false, false])
  }
})
