// The database of an installation, whether it runs just now or not.
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbedded } from '../db/embedded.ts'
import { runningUrl } from '../db/running.ts'
import { lockFolder, readLock, refuseUnfinished } from '../platform/data-folder.ts'

export type Standing = {
  /** For the superuser. */
  url: string
  running: boolean
  /** Stops what was started for the call. */
  done(): Promise<void>
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** The bundled database of this data folder: that of the server which runs, else started for the call. */
export async function standingDatabase(data: string, say: (line: string) => void): Promise<Standing> {
  await refuseUnfinished(data)
  if (!(await exists(join(data, 'postgres', 'PG_VERSION'))))
    throw new Error(
      `There is no database in ${data}. Name the data folder with --data; where the database is your own, set DATABASE_URL.`,
    )
  if (await readLock(data)) {
    const url = await runningUrl(data).catch((cause) => {
      throw new Error(`The files of ${data} cannot be read. Run this as the user who started the server.`, {
        cause,
      })
    })
    if (url) return { url, running: true, done: async () => {} }
    throw new Error(
      `A server with the data folder ${data} is starting or stopping just now. Try again in a moment.`,
    )
  }
  const lock = await lockFolder(data)
  try {
    const embedded = await startEmbedded({ folder: data, log: say })
    const done = async () => {
      await embedded.stop()
      await lock.release()
    }
    return { url: embedded.url, running: false, done }
  } catch (error) {
    await lock.release()
    throw error
  }
}

/** Runs `work` on a connection of its own, which writes values the same way everywhere. */
export async function onConnection<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'countersign moves',
    connectionTimeoutMillis: 10_000,
  })
  // Where the connection breaks the query that runs says so.
  client.on('error', () => {})
  await client.connect().catch((cause) => {
    throw new Error('The database cannot be reached. Check address, user and password, and that it runs.', {
      cause,
    })
  })
  try {
    await client.query(
      `set timezone = 'UTC'; set datestyle = 'ISO, MDY'; set intervalstyle = 'postgres'; set bytea_output = 'hex';
       set extra_float_digits = 1; set client_encoding = 'UTF8'; set statement_timeout = 0`,
    )
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}
