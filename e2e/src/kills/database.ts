// A look behind the API: the embedded database of a running installation, as its superuser.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Connection, connect } from '@countersign/server/db/sql'

/** Lines of `postmaster.pid` (PostgreSQL, miscadmin.h): the fourth is the port, the fifth the folder of the socket. */
export async function databaseUrl(data: string): Promise<string> {
  const lines = (await readFile(join(data, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')
  const password = (await readFile(join(data, 'postgres-password'), 'utf8')).trim()
  const host = lines[4] ? encodeURIComponent(lines[4]) : '127.0.0.1'
  return `postgres://postgres:${password}@${host}:${lines[3]}/postgres`
}

export async function withDatabase<T>(
  data: string,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = connect(await databaseUrl(data), { max: 2 })
  try {
    return await work(connection)
  } finally {
    await connection.close()
  }
}
