// A new data folder being filled: unfinished until everything in it was looked at.
import { chmod, chown, copyFile, mkdir, open, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileKms } from '../adapters/key/file.ts'
import { type ServerUser, serverUser } from '../db/postgres-binaries.ts'
import { finishFolder, lockFolder, makeDataFolder, markUnfinished } from '../platform/data-folder.ts'
import type { Kms } from '../ports/kms.ts'
import { masterKeyFile } from '../roles/places.ts'
import { writeSynced } from './archive/archive.ts'
import type { Manifest } from './archive/manifest.ts'
import type { Source } from './archive/source.ts'
import { eachOf, type Progress } from './progress.ts'

export type Filling = {
  source: Source
  data: string
  progress: Progress
  signal: AbortSignal
}

/** The key that what is brought back was encrypted under; another one is refused before anything is written. */
export async function fittingKey(path: string | undefined, manifest: Manifest): Promise<Kms> {
  const [wanted] = manifest.masterKeys
  if (path === undefined)
    throw new Error(
      `Backups and exports leave the master key out. Give it with --master-key FILE; the one needed here is ${wanted ?? 'any'}.`,
    )
  const kms = await fileKms(path, { create: false })
  const { kekId } = await kms.wrap(new Uint8Array(32), 'which key is this')
  if (wanted !== undefined && !manifest.masterKeys.includes(kekId))
    throw new Error(
      `The master key ${path} is ${kekId}, but this was encrypted under ${wanted}. Look for the key file that belongs to it.`,
    )
  return kms
}

/** Runs `work` in an empty folder that nothing starts with before it is done. */
export async function fillFolder<T>(
  { data, command, masterKey }: { data: string; command: string; masterKey: string },
  work: () => Promise<T>,
): Promise<T> {
  await makeDataFolder(data, { root: process.getuid?.() === 0 })
  const found = (await readdir(data)).filter((name) => name !== 'lost+found')
  if (found.length > 0)
    throw new Error(
      `${data} is not empty. Choose an empty folder with --data, so that nothing is mixed or replaced.`,
    )
  const lock = await lockFolder(data)
  try {
    await markUnfinished(data, command)
    await copyFile(masterKey, masterKeyFile(data))
    await chmod(masterKeyFile(data), 0o600)
    await syncPath(masterKeyFile(data))
    const result = await work()
    await finishFolder(data)
    await syncPath(data)
    return result
  } catch (cause) {
    const why = cause instanceof Error && cause.name !== 'AbortError' ? cause.message : 'Interrupted.'
    throw new Error(`${why} ${data} is unfinished: empty it before you try again.`, { cause })
  } finally {
    await lock.release()
  }
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r')
  await handle.sync().finally(() => handle.close())
}

/** Copies what `wanted` says out of the source, with its sums compared. */
export async function unpack(
  { source, data, progress, signal }: Filling,
  wanted: (name: string) => boolean,
): Promise<void> {
  const user = serverUser()
  const made = new Set<string>()
  const names = [...source.sums.keys()].filter(wanted)
  await eachOf(names, { width: 8, signal }, async (name) => {
    const path = join(data, name)
    const owner = name.startsWith('postgres/') ? user : undefined
    await makeFolders(data, dirname(name), { made, owner })
    await writeSynced(path, counted(source.read(name), progress.add))
    if (owner) await chown(path, owner.uid, owner.gid)
  })
}

async function* counted(content: AsyncIterable<Uint8Array>, add: (bytes: number) => void) {
  for await (const part of content) {
    add(part.length)
    yield part
  }
}

type Making = { made: Set<string>; owner: ServerUser | undefined }

/** As root the database runs as another user, who must own every folder of the cluster. */
export async function makeFolders(data: string, folder: string, { made, owner }: Making): Promise<void> {
  if (folder === '.' || made.has(folder)) return
  await makeFolders(data, dirname(folder), { made, owner })
  await mkdir(join(data, folder), { recursive: true, mode: 0o700 })
  if (owner) await chown(join(data, folder), owner.uid, owner.gid)
  made.add(folder)
}
