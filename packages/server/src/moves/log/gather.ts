// What there is of the log: in a database that runs, or in an export, read without one.
import { hashBytes, leafHash } from '@countersign/evidence/merkle'
import type { Entry, Finding } from '@countersign/evidence/replay'
import type pg from 'pg'
import type { Source } from '../archive/source.ts'
import { partName } from '../export.ts'
import { contradictions, copyOut } from '../proof.ts'
import { bytesOfColumn, copyRows, type Row } from './copy-text.ts'

export type StoredCheckpoint = {
  origin: string
  size: number
  /** As it was signed. */
  note: string
  /** Lines of witnesses, as they came. */
  lines: string
  /** RFC 3161, over the note. */
  token: Buffer | null
}

export type GatheredLog = {
  entries: Iterable<Entry>
  leafTiles: Map<number, Uint8Array>
  checkpoints: StoredCheckpoint[]
  /** What is wrong and no tree can show. */
  findings: Finding[]
}

/** Rows of a table in the order of its primary key, with these columns. */
type ReadTable = (name: string, columns: readonly string[]) => AsyncIterable<Row>

const eventColumns = ['seq', 'id', 'account_id', 'subject', 'type', 'run', 'version', 'at', 'body']

type Place = { position: number; account: string }

/** What is searched and filtered by stands in columns, which the tree does not see. */
function isTold(row: Row, account: string | undefined): boolean {
  const [, id, accountId, subject, type, run, version, at, text] = row
  try {
    const body = JSON.parse(text ?? '') as Record<string, unknown>
    const told = [
      body['id'],
      body['account'],
      body['subject'],
      body['type'],
      String(body['run']),
      String(body['version']),
    ]
    const same = [id, accountId, subject, type, run, version].every((value, index) => value === told[index])
    const atMs = Date.parse(`${(at ?? '').replace(' ', 'T').replace(/\+00$/, '')}Z`)
    return same && atMs === Date.parse(String(body['at'])) && (account === undefined || account === accountId)
  } catch {
    return false
  }
}

async function placesOf(read: ReadTable): Promise<Map<number, Place>> {
  const places = new Map<number, Place>()
  for await (const [position, seq, account] of read('log_positions', ['position', 'seq', 'account_id']))
    places.set(Number(seq), { position: Number(position), account: account ?? '' })
  return places
}

/** Memory: 32 bytes and a place for each event. */
async function entriesOf(read: ReadTable, findings: Finding[]): Promise<Iterable<Entry>> {
  const places = await placesOf(read)
  // Positions have no gaps; where one is far out, memory is not what it costs.
  const most = places.size + 1_000_000
  const last = [...places.values()].reduce((top, { position }) => Math.max(top, Math.min(position, most)), 0)
  const leaves = Buffer.alloc(last * hashBytes)
  const there = new Uint8Array(last)
  let unlogged = 0
  for await (const row of read('events', eventColumns)) {
    const place = places.get(Number(row[0]))
    if (!place) {
      unlogged += 1
      continue
    }
    const { position, account } = place
    if (position < 1 || position > last) continue
    leaves.set(leafHash(row.at(-1) ?? ''), (position - 1) * hashBytes)
    there[position - 1] = 1
    if (isTold(row, account)) continue
    const words = `The columns of the event at position ${position} do not say what its text says.`
    findings.push({ code: 'event.contradicts', position, words })
  }
  if (unlogged > 0)
    findings.push({
      code: 'event.unlogged',
      words: `${unlogged} events have no place in the log. Where the service has run since they were written, they were put there past it.`,
    })
  return placedEntries(leaves, there)
}

function* placedEntries(leaves: Buffer, there: Uint8Array): Generator<Entry> {
  for (let at = 0; at < there.length; at += 1)
    if (there[at] === 1)
      yield { position: at + 1, leaf: leaves.subarray(at * hashBytes, (at + 1) * hashBytes) }
}

async function leafTilesOf(read: ReadTable): Promise<Map<number, Uint8Array>> {
  const tiles = new Map<number, Uint8Array>()
  for await (const [level, number, hashes] of read('log_tiles', ['level', 'number', 'hashes']))
    if (level === '0') tiles.set(Number(number), bytesOfColumn(hashes ?? null))
  return tiles
}

async function checkpointsOf(read: ReadTable): Promise<StoredCheckpoint[]> {
  const known = new Map<string, StoredCheckpoint>()
  for await (const [origin, size, note] of read('log_checkpoints', ['origin', 'size', 'note']))
    known.set(`${origin} ${size}`, {
      origin: origin ?? '',
      size: Number(size),
      note: note ?? '',
      lines: '',
      token: null,
    })
  for await (const [origin, size, line] of read('log_cosignatures', ['origin', 'size', 'line'])) {
    const checkpoint = known.get(`${origin} ${size}`)
    if (checkpoint) checkpoint.lines += line ?? ''
  }
  for await (const [origin, size, token] of read('log_timestamps', ['origin', 'size', 'token'])) {
    const checkpoint = known.get(`${origin} ${size}`)
    if (checkpoint) checkpoint.token = bytesOfColumn(token ?? null)
  }
  return [...known.values()]
}

async function gather(read: ReadTable, findings: Finding[]): Promise<GatheredLog> {
  return {
    entries: await entriesOf(read, findings),
    leafTiles: await leafTilesOf(read),
    checkpoints: await checkpointsOf(read),
    findings,
  }
}

/** One snapshot, as a role that sees all rows. */
export async function gatherFromDatabase(client: pg.Client): Promise<GatheredLog> {
  await client.query('begin isolation level repeatable read read only; set local role countersign_system')
  try {
    const findings: Finding[] = (await contradictions(client)).map((id) => ({
      code: 'document.contradicts',
      words: `The state of document ${id} is not what the log says.`,
    }))
    const read: ReadTable = (name, columns) =>
      copyRows(copyOut(client, `select ${columns.join(', ')} from ${name}${waiting[name] ?? ''}`))
    return await gather(read, findings)
  } finally {
    await client.query('rollback')
  }
}

/** Events that are still to be given their place are not of interest here. */
const waiting: Record<string, string> = {
  events: ' where (xid, seq) <= ((select xid from log_tail), (select seq from log_tail))',
}

export async function gatherFromExport(source: Source): Promise<GatheredLog> {
  const tables = new Map(source.manifest.tables.map((table) => [table.name, table]))
  const read: ReadTable = async function* (name, columns) {
    const table = tables.get(name)
    if (!table)
      throw new Error(
        `${source.path} has no table ${name}: it was made by a Countersign without an evidence log.`,
      )
    const places = columns.map((column) => table.columns.indexOf(column))
    for await (const row of copyRows(partsOf(source, table))) yield places.map((place) => row[place] ?? null)
  }
  return await gather(read, [])
}

async function* partsOf(source: Source, { name, parts }: { name: string; parts: number }) {
  for (let part = 0; part < parts; part += 1) yield* source.read(partName(name, part))
}
