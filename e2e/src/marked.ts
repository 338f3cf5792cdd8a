// Looks for words where an installation keeps things: in every row of every table, and in every file of the data folder.
import { createReadStream } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import pg from 'pg'

export type Found = { where: string; words: string[] }

const pattern = (marker: string) => new RegExp(`${marker}[a-z]+`, 'g')
/** As text, and as bytes look in a `bytea` that is printed. */
const wordsIn = (text: string, marker: string): string[] => {
  const hex = Buffer.from(marker).toString('hex')
  const bytes = [...text.matchAll(new RegExp(`${hex}(?:6[1-9a-f]|7[0-9a])+`, 'g'))]
  const decoded = bytes.map(([found]) => Buffer.from(found, 'hex').toString('latin1'))
  return [...new Set([...(text.match(pattern(marker)) ?? []), ...decoded])].sort()
}

/** The superuser of the bundled database, whom no row is hidden from. */
async function connectAsOwner(data: string): Promise<pg.Client> {
  const [, , , port, socket] = (await readFile(join(data, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')
  const password = (await readFile(join(data, 'postgres-password'), 'utf8')).trim()
  const client = new pg.Client({
    host: socket || '127.0.0.1',
    port: Number(port),
    user: 'postgres',
    password,
    database: 'postgres',
  })
  await client.connect()
  return client
}

export async function searchTables(data: string, marker: string): Promise<Found[]> {
  const client = await connectAsOwner(data)
  try {
    const { rows } = await client.query<{ table: string }>(
      `select format('%I.%I', schemaname, tablename) as table from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
    )
    const found: Found[] = []
    for (const { table } of rows) {
      const { rows: all } = await client.query<{ row: string }>(`select t::text as row from ${table} t`)
      const words = wordsIn(all.map(({ row }) => row).join('\n'), marker)
      if (words.length > 0) found.push({ where: table, words })
    }
    return found
  } finally {
    await client.end()
  }
}

/** Bytes that a write-ahead log or a page of a table holds are the same bytes: dead rows are found too. */
export async function searchFiles(data: string, marker: string): Promise<Found[]> {
  const found: Found[] = []
  for (const entry of await readdir(data, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const words = new Set<string>()
    let end = ''
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 22 })) {
      const text = end + (chunk as Buffer).toString('latin1')
      for (const word of text.match(pattern(marker)) ?? []) words.add(word)
      end = text.slice(-100)
    }
    const name = marker.length > 0 && entry.name.includes(marker) ? [entry.name] : []
    if (words.size + name.length > 0)
      found.push({ where: relative(data, path), words: [...words, ...name].sort() })
  }
  return found
}
