// What must be the same here and there: the log byte by byte, every state as the log tells it, keys that open.
import { createHash } from 'node:crypto'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { type DocumentEvent, documentEvents, replay } from '../domain/document.ts'
import { isProblem } from '../platform/problem.ts'
import type { Kms } from '../ports/kms.ts'
import { blobFolder } from '../roles/places.ts'

/** The text that COPY writes of a query, in pieces. */
export const copyOut = (client: pg.Client, query: string): AsyncIterable<Buffer> =>
  client.query(copyTo(`copy (${query}) to stdout`))

/** Rows of text columns that hold neither tabs nor backslashes, such as ids. */
export async function* rowsOf(client: pg.Client, query: string): AsyncGenerator<string[]> {
  const lines = createInterface({ input: client.query(copyTo(`copy (${query}) to stdout`)) })
  for await (const line of lines) yield line.split('\t')
}

export async function logPosition(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ position: string }>(
    'select coalesce(max(position), 0) as position from log_positions',
  )
  return Number(rows[0]?.position ?? 0)
}

/** The log never changes, so the same positions give the same sum for ever. */
export async function logDigest(client: pg.Client, position: number): Promise<string> {
  const hash = createHash('sha256')
  const query = `select p.position, e.body from log_positions p join events e on e.seq = p.seq
    where p.position <= ${position} order by p.position`
  for await (const part of copyOut(client, query)) hash.update(part)
  return hash.digest('hex')
}

export async function countRows(client: pg.Client): Promise<Record<string, number>> {
  const { rows } = await client.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public' order by tablename",
  )
  const counts: Record<string, number> = {}
  for (const { name } of rows) {
    const counted = await client.query<{ n: string }>(
      `select count(*) as n from ${client.escapeIdentifier(name)}`,
    )
    counts[name] = Number(counted.rows[0]?.n ?? 0)
  }
  return counts
}

/** Documents whose stored state is not what their events lead to. */
export async function contradictions(client: pg.Client): Promise<string[]> {
  const found: string[] = []
  const query = `select d.id, d.state, d.run, d.version, string_agg(e.type, ',' order by e.version)
    from documents d left join events e on e.subject = d.id group by d.id order by d.id collate "C"`
  for await (const [id = '', state, run, version, types = ''] of rowsOf(client, query)) {
    if (!agrees(types.split(',') as DocumentEvent[], `${state} ${run} ${version}`)) found.push(id)
  }
  return found
}

function agrees(events: readonly DocumentEvent[], stored: string): boolean {
  try {
    const own = events.filter((type) => type.startsWith('document.'))
    // Somebody may have put what is no event of ours into the log.
    if (!own.every((type) => documentEvents.includes(type))) return false
    const { state, run, version } = replay(own)
    return `${state} ${run} ${version}` === stored
  } catch (error) {
    if (isProblem(error)) return false
    throw error
  }
}

/** Opens the key of every account; throws where the master key is another one. */
export async function openKeys(client: pg.Client, kms: Kms): Promise<number> {
  const { rows } = await client.query<{ id: string; wrapped_key: Buffer; kek_id: string }>(
    'select id, wrapped_key, kek_id from accounts',
  )
  for (const { id, wrapped_key, kek_id } of rows)
    await kms.unwrap({ kekId: kek_id, wrapped: wrapped_key }, id)
  return rows.length
}

export async function masterKeyIds(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>('select distinct kek_id as id from accounts order by 1')
  return rows.map(({ id }) => id)
}

export async function appliedMigrations(client: pg.Client): Promise<{ name: string; sha256: string }[]> {
  const { rows } = await client.query<{ name: string; sha256: string }>(
    'select name, sha256 from migrations order by name',
  )
  return rows
}

/** Ids of everything that stands in the folder of stored files: of documents, and of uploads under way. */
export async function* storedFiles(client: pg.Client): AsyncGenerator<string> {
  for await (const [id = ''] of rowsOf(client, 'select id from blobs')) yield id
  // A backup may be older than resumable uploads.
  const { rows } = await client.query<{ found: string | null }>(
    "select to_regclass('public.upload_parts') as found",
  )
  if (rows[0]?.found)
    for await (const [id = ''] of rowsOf(client, 'select blob_id from upload_parts')) yield id
}

/** Rows whose stored file is not there. */
export async function missingBlobs(client: pg.Client, data: string): Promise<number> {
  let missing = 0
  for await (const id of storedFiles(client))
    await access(join(blobFolder(data), id.slice(4, 6), id)).catch(() => {
      missing += 1
    })
  return missing
}
