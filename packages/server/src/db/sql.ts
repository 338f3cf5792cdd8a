// The typed connection and the only two doors to the tables: `withAccount` and `withSystem`.
import { CamelCasePlugin, Kysely, PostgresDialect, sql, type Transaction } from 'kysely'
import pg from 'pg'
import type { Tables } from './tables.ts'

export type Db = Kysely<Tables>
export type Tx = Transaction<Tables>

const bigintOid = 20

export type Connection = { db: Db; pool: pg.Pool; close(): Promise<void> }

/** Connects as the service role. An idle connection that breaks is dropped; the next query opens another. */
export function connect(
  url: string,
  { max = 10, onError }: { max?: number; onError?: (error: Error) => void } = {},
): Connection {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 10_000,
    application_name: 'countersign',
    types: {
      // bigint columns here are counts, sizes and positions: all far below 2^53.
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === bigintOid ? Number : pg.types.getTypeParser(oid, format),
    } as pg.CustomTypesConfig,
  })
  pool.on('error', (error) => onError?.(error))
  const db: Db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  })
  return { db, pool, close: () => db.destroy() }
}

/** Everything inside sees and writes this account's rows only; role and account end with the transaction. */
export const withAccount = <T>(db: Db, accountId: string, work: (tx: Tx) => Promise<T>): Promise<T> =>
  db.transaction().execute(async (tx) => {
    await sql`select set_config('role', 'countersign_app', true), set_config('countersign.account', ${accountId}, true)`.execute(
      tx,
    )
    return work(tx)
  })

/** For work that spans accounts: signing in, sequencing, delivering. Not for requests of a caller. */
export const withSystem = <T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> =>
  db.transaction().execute(async (tx) => {
    await sql`select set_config('role', 'countersign_system', true)`.execute(tx)
    return work(tx)
  })

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
