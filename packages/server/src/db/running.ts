// The address of an embedded server that another process runs, for a command beside it.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { superuserUrl } from './endpoint.ts'

/** For the superuser; undefined while none accepts connections. */
export async function runningUrl(folder: string): Promise<string | undefined> {
  const lock = await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8').catch(unlessMissing)
  // PostgreSQL, miscadmin.h: 4 port, 5 folder of the socket, 8 status.
  const lines = lock?.split('\n').map((line) => line.trim()) ?? []
  if (lines[7] !== 'ready') return undefined
  const password = (await readFile(join(folder, 'postgres-password'), 'utf8')).trim()
  return superuserUrl({ port: Number(lines[3]), socketFolder: lines[4] || undefined, settings: {} }, password)
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
  return undefined
}
