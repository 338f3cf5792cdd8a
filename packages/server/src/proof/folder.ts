// Checkpoints in a folder that somebody else keeps: another disk, a share, a repository. Nothing in it is ever made less.
import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { CheckpointRow } from './checkpoints.store.ts'

const newestName = 'checkpoint'

/** Origins have slashes. */
export const folderOf = (folder: string, origin: string): string => join(folder, origin.replaceAll('/', '_'))

async function put(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.part`
  const handle = await open(temporary, 'wx', 0o644)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(temporary, path)
}

const missing = (error: NodeJS.ErrnoException): null => {
  if (error.code === 'ENOENT') return null
  throw error
}

/** The newest note that the folder holds of this log; null where it holds none. */
export const newestIn = (folder: string, origin: string): Promise<string | null> =>
  readFile(join(folderOf(folder, origin), newestName), 'utf8').catch(missing)

/** The newest takes the place of the one before. */
export async function putNewest(folder: string, { origin }: CheckpointRow, note: string): Promise<void> {
  const home = folderOf(folder, origin)
  await mkdir(home, { recursive: true })
  await put(join(home, newestName), note)
}

/** One that stays, with its timestamp beside it where there is one. */
export async function putLasting(
  folder: string,
  { origin, size, note }: CheckpointRow,
  token: Uint8Array | null,
): Promise<void> {
  const path = join(folderOf(folder, origin), `checkpoint-${String(size).padStart(12, '0')}`)
  await mkdir(folderOf(folder, origin), { recursive: true })
  // The exact bytes that the timestamp is over, without the lines of witnesses.
  if ((await stat(path).catch(missing)) === null) await put(path, note)
  if (token) await put(`${path}.tsr`, token)
}

/** Every note that the folder holds, of whatever log. */
export async function notesIn(folder: string): Promise<{ path: string; note: string }[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause) => {
    throw new Error(`There is no folder ${folder}.`, { cause })
  })
  const paths = found
    .filter((entry) => entry.isFile() && /^checkpoint(-\d+)?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  return Promise.all(paths.map(async (path) => ({ path, note: await readFile(path, 'utf8') })))
}
