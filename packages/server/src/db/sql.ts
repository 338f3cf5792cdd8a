// The typed connection and the only two doors to the tables: `withAccount` and `withSystem`.
import { CamelCasePlugin, CompiledQuery, Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { monotonicMs } from '../platform/clock.ts'
import { noAnswer } from '../platform/outage.ts'
import type { Tables } from './tables.ts'

export type Db = Kysely<Tables>
declare const inTransaction: unique symbol
/** One connection inside a transaction; only `withAccount` and `withSystem` give one. */
export type Tx = Kysely<Tables> & { readonly [inTransaction]: true }

const bigintOid = 20

export type Connection = { db: Db; pool: pg.Pool; close(): Promise<void> }

const mostNames = 500
const longestNamed = 8000
const names = new Map<string, string>()

/** The same text has the same name on every connection; rare texts beyond the limit go without one. */
function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (known || names.size >= mostNames || text.length > longestNamed) return known
  const name = `countersign_${names.size}`
  names.set(text, name)
  return name
}

/**
 * Lets the server keep what it made of a statement instead of parsing and planning it each time. Measured over 250
 * one-page documents, one run each: PostgreSQL's CPU per document fell from 27 to 20 ms (archive), 48 to 35 (invoice).
 */
function prepareStatements(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown
  const named = (text: unknown, values: unknown, ...rest: unknown[]) => {
    const name =
      typeof text === 'string' && Array.isArray(values) && values.length > 0 ? nameOf(text) : undefined
    return name ? query({ name, text, values }, ...rest) : query(text, values, ...rest)
  }
  client.query = ((...args: Parameters<typeof named>) => {
    const answer = named(...args)
    // Its answer would come to whoever asks next; who is cut off here is rolled back there.
    if (answer instanceof Promise)
      answer.catch((error: unknown) => noAnswer(error) && client.connection.stream.destroy())
    return answer
  }) as typeof client.query
}

export type ConnectOptions = {
  max?: number
  onError?: (error: Error) => void
  /**
   * A statement that takes longer fails, and a transaction that asks nothing for so long is ended by the server: a
   * database that stands still, or a process of ours that does, must hold up nobody for good.
   */
  answerWithinMs?: number
}

/** Connects as the service role. An idle connection that breaks is dropped; the next query opens another. */
export function connect(url: string, { max = 10, onError, answerWithinMs }: ConnectOptions = {}): Connection {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 10_000,
    application_name: 'countersign',
    keepAlive: true,
    ...(answerWithinMs && {
      query_timeout: answerWithinMs,
      idle_in_transaction_session_timeout: answerWithinMs,
    }),
    types: {
      // bigint columns here are counts, sizes and positions: all far below 2^53.
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === bigintOid ? Number : pg.types.getTypeParser(oid, format),
    } as pg.CustomTypesConfig,
  })
  pool.on('error', (error) => onError?.(error))
  pool.on('connect', (client) => {
    // The pool listens only while it has the client itself: one that breaks in use would end the process.
    client.on('error', (error) => onError?.(error))
    prepareStatements(client)
  })
  const db: Db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  })
  return { db, pool, close: () => db.destroy() }
}

/** Channels to ring once a transaction has committed, and when each was rung last over these connections. */
const toRing = new WeakMap<Tx, Set<string>>()
const rungAt = new WeakMap<Db, Map<string, number>>()
/** Whoever hears such a ring looks again for at least so long: see `startSequencer`. */
export const ringEveryMs = 20

/**
 * Rings after the commit, at most every `ringEveryMs`. NOTIFY inside the transaction would hold a lock of the whole
 * database until the commit is on disk. A ring can be lost with the process: listeners also look now and then.
 */
export function ringAfter(tx: Tx, channel: string): void {
  const channels = toRing.get(tx)
  if (channels) channels.add(channel)
  else toRing.set(tx, new Set([channel]))
}

async function ring(db: Db, tx: Db): Promise<void> {
  const last = rungAt.get(db) ?? new Map<string, number>()
  rungAt.set(db, last)
  for (const channel of toRing.get(tx as Tx) ?? []) {
    const now = monotonicMs()
    if (now - (last.get(channel) ?? Number.NEGATIVE_INFINITY) < ringEveryMs) continue
    last.set(channel, now)
    // What was written is written: a ring that fails changes nothing about it, and nobody needs to hear it.
    await tx.executeQuery(CompiledQuery.raw(`notify ${pg.escapeIdentifier(channel)}`)).catch(() => {})
  }
}

/**
 * A transaction that is somebody from its first statement on. Beginning and becoming are one message to the server,
 * because a document takes a dozen transactions.
 */
const as = <T>(db: Db, setting: string, work: (tx: Tx) => Promise<T>): Promise<T> =>
  db.connection().execute(async (tx) => {
    await tx.executeQuery(CompiledQuery.raw(`begin; ${setting}`))
    try {
      const result = await work(tx as Tx)
      await tx.executeQuery(CompiledQuery.raw('commit'))
      await ring(db, tx)
      return result
    } catch (error) {
      // On a connection that broke the server has rolled back already; what matters is why.
      await tx.executeQuery(CompiledQuery.raw('rollback')).catch(() => {})
      throw error
    }
  })

/** Everything inside sees and writes this account's rows only; role and account end with the transaction. */
export const withAccount = <T>(db: Db, accountId: string, work: (tx: Tx) => Promise<T>): Promise<T> =>
  as(
    db,
    `set local role countersign_app; set local countersign.account = ${pg.escapeLiteral(accountId)}`,
    work,
  )

/** For work that spans accounts: signing in, sequencing, delivering. Not for requests of a caller. */
export const withSystem = <T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> =>
  as(db, 'set local role countersign_system', work)

/** The plain door of a transaction, for libraries that bring their own SQL (`ports/job-queue`). */
export const executorOf = (tx: Tx) => ({
  async execute(text: string, values: readonly unknown[]): Promise<{ rows: unknown[] }> {
    // Kysely's plugins would rename the columns that the library expects; a compiled query passes as it is.
    const result = await tx.withoutPlugins().executeQuery({
      sql: text,
      parameters: values,
      query: { kind: 'RawNode', sqlFragments: [text], parameters: [] },
      queryId: { queryId: 'plain' },
    })
    return { rows: result.rows }
  },
})
