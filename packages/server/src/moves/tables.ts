// The tables as the catalogue knows them, in an order in which each comes after those it refers to.
import { createHash } from 'node:crypto'
import pg from 'pg'
import { copyOut } from './proof.ts'

export type Table = { name: string; columns: string[]; select: string }

// The schema itself is made by migrations; where the log ends is worked out anew.
const left = ['migrations', 'log_tail']

type Column = { table: string; column: string; key: boolean; text: boolean }

const quoted = (name: string): string => pg.escapeIdentifier(name)

/** Transaction ids (`xid8`) are numbers of one cluster and stay there. */
async function readColumns(client: pg.Client): Promise<Column[]> {
  const { rows } = await client.query<Column>(
    `select c.relname as table, a.attname as column, coalesce(a.attnum = any(i.indkey), false) as key,
       a.attcollation <> 0 as text
     from pg_class c join pg_attribute a on a.attrelid = c.oid left join pg_index i on i.indrelid = c.oid and i.indisprimary
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.atttypid <> 'xid8'::regtype
       and c.relname <> all($1)
     order by c.relname, a.attnum`,
    [left],
  )
  return rows
}

async function readReferences(client: pg.Client): Promise<Map<string, Set<string>>> {
  const { rows } = await client.query<{ from: string; to: string }>(
    `select f.relname as from, t.relname as to from pg_constraint k
     join pg_class f on f.oid = k.conrelid join pg_class t on t.oid = k.confrelid
     where k.contype = 'f' and f.oid <> t.oid and f.relnamespace = 'public'::regnamespace`,
  )
  const references = new Map<string, Set<string>>()
  for (const { from, to } of rows) references.set(from, (references.get(from) ?? new Set()).add(to))
  return references
}

/** Throws where tables refer to each other in a circle. */
export function inOrder(
  names: readonly string[],
  references: ReadonlyMap<string, ReadonlySet<string>>,
): string[] {
  const done: string[] = []
  const waiting = new Set([...names].sort())
  while (waiting.size > 0) {
    const ready = [...waiting].filter((name) =>
      [...(references.get(name) ?? [])].every((to) => !waiting.has(to)),
    )
    if (ready.length === 0)
      throw new Error(`The tables ${[...waiting].join(', ')} refer to each other in a circle.`)
    for (const name of ready) waiting.delete(name)
    done.push(...ready)
  }
  return done
}

export async function listTables(client: pg.Client): Promise<Table[]> {
  const columns = await readColumns(client)
  const names = [...new Set(columns.map(({ table }) => table))]
  return inOrder(names, await readReferences(client)).map((name) => {
    const own = columns.filter(({ table }) => table === name)
    const key = own.filter((column) => column.key)
    if (key.length === 0) throw new Error(`The table ${name} has no primary key, so it cannot be compared.`)
    // Bytewise: collations of two clusters may differ.
    const order = key.map(({ column, text }) => `${quoted(column)}${text ? ' collate "C"' : ''}`).join(', ')
    const list = own.map(({ column }) => quoted(column)).join(', ')
    return {
      name,
      columns: own.map(({ column }) => column),
      select: `select ${list} from public.${quoted(name)} order by ${order}`,
    }
  })
}

/** COPY ends each row with a line feed and writes those inside a value as \n. */
export const rowsIn = (part: Buffer): number => {
  let rows = 0
  for (let at = part.indexOf(10); at >= 0; at = part.indexOf(10, at + 1)) rows += 1
  return rows
}

export async function digestTable(
  client: pg.Client,
  table: Table,
): Promise<{ rows: number; sha256: string }> {
  const hash = createHash('sha256')
  let rows = 0
  for await (const part of copyOut(client, table.select)) {
    hash.update(part)
    rows += rowsIn(part)
  }
  return { rows, sha256: hash.digest('hex') }
}
