// What must be true when everything has come to rest, looked for in the database, the data folder and at the receiver.
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { diskBlobStore } from '@countersign/server/adapters/blob/disk'
import type { Connection } from '@countersign/server/db/sql'
import { sweepBlobs } from '@countersign/server/documents/sweeper'
import { type DocumentEvent, replay } from '@countersign/server/domain/document'
import { apiAt } from '../house.ts'
import type { Received } from '../receiver.ts'
import type { Acknowledged, Tally } from './client.ts'
import { withDatabase } from './database.ts'
import type { Kept } from './house.ts'

export type Verdict = {
  documents: number
  events: number
  states: Record<string, number>
  /** Of documents that ended as failed, by code. */
  failures: Record<string, number>
  /** Sentences, each of something that must not be. */
  lost: string[]
  double: string[]
  replayDifferences: string[]
  left: string[]
  /** Messages that came more than once, under the same id: allowed. */
  repeatedMessages: number
  orphansSwept: number
}

type Pool = Connection['pool']
type Row = { id: string; state: string; run: number; version: number; failure_code: string | null }

const rowsOf = async <T extends object>(pool: Pool, text: string): Promise<T[]> =>
  (await pool.query<T>(text)).rows
const numberOf = async (pool: Pool, text: string): Promise<number> =>
  Number((await rowsOf<{ n: number }>(pool, `select (${text}) as n`))[0]?.n)

/** What still moves by itself, by name. */
async function moving(pool: Pool): Promise<Record<string, number>> {
  return {
    documents: await numberOf(
      pool,
      `select count(*) from documents where state not in ('completed', 'in_review', 'failed', 'rejected', 'split', 'erased')`,
    ),
    events: await numberOf(
      pool,
      'select (select count(*) from events) - (select count(*) from log_positions)',
    ),
    deliveries: await numberOf(pool, `select count(*) from deliveries where state = 'pending'`),
    unfollowed: await numberOf(
      pool,
      `select t.position - coalesce((select position from followers where name = 'webhooks'), 0) from log_tail t`,
    ),
    jobs: await numberOf(
      pool,
      `select count(*) from pgboss.job_common where name = 'documents' and state < 'completed'`,
    ),
  }
}

/** Resolves when all is at rest, or with what is not when nothing has changed for `patienceMs`. */
export async function untilQuiet(
  { data }: Kept,
  { patienceMs, say }: { patienceMs: number; say(line: string): void },
): Promise<string[]> {
  let last = ''
  let changedAt = performance.now()
  for (let second = 0; ; second++) {
    const now = await withDatabase(data, ({ pool }) => moving(pool)).catch(() => ({ databases: 1 }))
    const left = Object.entries(now).filter(([, count]) => count > 0)
    if (left.length === 0) return []
    const told = left.map(([name, count]) => `${count} ${name}`)
    if (told.join() !== last) changedAt = performance.now()
    last = told.join()
    if (second % 10 === 0) say(`still moving: ${told.join(', ')}`)
    if (performance.now() - changedAt > patienceMs) return told.map((each) => `${each} did not come to rest`)
    await sleep(1000)
  }
}

type Found = { kept: Kept; tally: Tally; received: readonly Received[] }

export const judge = ({ kept, tally, received }: Found): Promise<Verdict> =>
  withDatabase(kept.data, async (connection) => {
    const { pool } = connection
    const documents = await rowsOf<Row>(pool, 'select id, state, run, version, failure_code from documents')
    const blobs = await judgeBlobs(kept, connection)
    const events = await rowsOf<{ id: string; subject: string; type: DocumentEvent }>(
      pool,
      'select id, subject, type from events order by subject, version',
    )
    const messages = judgeMessages(
      events.map(({ id }) => id),
      received,
    )
    return {
      documents: documents.length,
      events: events.length,
      states: countBy(documents.map(({ state }) => state)),
      failures: countBy(documents.flatMap(({ failure_code: code }) => code ?? [])),
      lost: [
        ...lostOf(documents, tally.acknowledged),
        ...blobs.missing,
        ...messages.lost,
        ...(await unreadable(kept, tally.acknowledged)),
      ],
      double: [
        ...tally.twice.map((key) => `the key ${key} was answered with two documents`),
        ...(documents.length > tally.acknowledged.length
          ? [`${documents.length} documents stand for ${tally.acknowledged.length} keys`]
          : []),
        ...messages.double,
      ],
      replayDifferences: [...differences(documents, events), ...(await gaps(pool))],
      left: [...blobs.left, ...(await deadLetters(pool))],
      repeatedMessages: messages.repeated,
      orphansSwept: blobs.swept,
    }
  })

const countBy = (words: readonly string[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(words, (word) => word)].map(([word, all]) => [word, all.length]))

function lostOf(documents: readonly Row[], acknowledged: readonly Acknowledged[]): string[] {
  const known = new Map(documents.map((row) => [row.id, row]))
  const atRest = new Set(['completed', 'in_review'])
  return acknowledged.flatMap(({ id }) => {
    const row = known.get(id)
    if (!row) return [`${id} was acknowledged and is not there`]
    // Its reader was killed twice: nobody can tell that from a file that takes all memory.
    if (row.failure_code === 'read.crashed') return []
    return atRest.has(row.state) ? [] : [`${id} is ${row.state} ${row.failure_code ?? ''}`]
  })
}

function differences(
  documents: readonly Row[],
  events: readonly { subject: string; type: DocumentEvent }[],
): string[] {
  const bySubject = Map.groupBy(events, ({ subject }) => subject)
  return documents.flatMap(({ id, state, run, version }) => {
    const log = (bySubject.get(id) ?? []).map(({ type }) => type)
    const told = replay(log)
    const same = told.state === state && told.run === run && told.version === version
    const once = new Set(log).size === log.length
    return same && once ? [] : [`${id} is ${state} at ${version}, its log says ${log.join(' ')}`]
  })
}

/** Positions 1, 2, 3 … without a hole, one for each event. */
async function gaps(pool: Pool): Promise<string[]> {
  const [row] = await rowsOf<{ count: number; first: number; last: number }>(
    pool,
    'select count(*) as count, coalesce(min(position), 1) as first, coalesce(max(position), 0) as last from log_positions',
  )
  return row?.first === 1 && row.last === row.count ? [] : [`positions are not dense: ${JSON.stringify(row)}`]
}

function judgeMessages(events: readonly string[], received: readonly Received[]) {
  const ids = Map.groupBy(received, ({ message }) => message.data.event?.id ?? '')
  const under = (event: string) => new Set((ids.get(event) ?? []).map(({ headers }) => headers['webhook-id']))
  return {
    lost: events.filter((event) => under(event).size === 0).map((event) => `${event} was never delivered`),
    double: events.filter((event) => under(event).size > 1).map((event) => `${event} came under two ids`),
    repeated: received.length - new Set(received.map(({ headers }) => headers['webhook-id'])).size,
  }
}

const farAhead = () => new Date(Date.now() + 2 * 24 * 3_600_000)

async function judgeBlobs({ data }: Kept, { db, pool }: Connection) {
  const blobs = diskBlobStore(join(data, 'blobs'))
  const swept = await sweepBlobs({ db, blobs, clock: farAhead })
  const rows = new Set((await rowsOf<{ id: string }>(pool, 'select id from blobs')).map(({ id }) => id))
  const files = new Set((await Array.fromAsync(blobs.list())).map(({ id }) => id))
  return {
    swept: swept.blobs + swept.temporary,
    missing: [...rows].filter((id) => !files.has(id)).map((id) => `the blob ${id} has a row and no file`),
    left: [...files].filter((id) => !rows.has(id)).map((id) => `the blob ${id} was left behind`),
  }
}

const deadLetters = async (pool: Pool): Promise<string[]> => {
  const dead = await numberOf(pool, `select count(*) from pgboss.job_common where name = 'documents-dead'`)
  return dead > 0 ? [`${dead} dead letters`] : []
}

/** What was sent must come back, byte by byte. */
async function unreadable({ url, key }: Kept, acknowledged: readonly Acknowledged[]): Promise<string[]> {
  const api = apiAt(url, key)
  const found: string[] = []
  for (const { id, paper } of acknowledged) {
    const { status, bytes } = await api.ask(`/v1/documents/${id}/artifacts/original`)
    const hash = (content: Uint8Array) => createHash('sha256').update(content).digest('hex')
    if (status !== 200 || hash(bytes) !== hash(paper.bytes))
      found.push(`${id} answers ${status} for its original`)
  }
  return found
}
