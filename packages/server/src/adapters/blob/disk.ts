// One file per blob: FOLDER/<first two characters>/<id>. What is being written lies in FOLDER/tmp.
import { randomBytes } from 'node:crypto'
import { type FileHandle, mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Problem } from '../../platform/problem.ts'
import type { BlobStore } from '../../ports/blob-store.ts'
import { blobNotFound, isBlobId, newBlob } from './blob.ts'
import { openStream } from './sealed-stream.ts'

const readBytes = 256 * 1024
const shelves = Array.from({ length: 256 }, (_, number) => number.toString(16).padStart(2, '0'))

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined

/** A rename is durable only after its folder was synced. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function makeFolder(parent: string, name: string): Promise<void> {
  await mkdir(join(parent, name), { recursive: true, mode: 0o700 })
  await syncFolder(parent)
}

async function writeDurably(path: string, sealed: AsyncIterable<Uint8Array>): Promise<void> {
  let handle: FileHandle | undefined
  try {
    handle = await open(path, 'wx', 0o600)
    await handle.writeFile(sealed)
    await handle.sync()
    await handle.close()
  } catch (error) {
    await handle?.close()
    await rm(path, { force: true })
    if (codeOf(error) !== 'ENOSPC' && codeOf(error) !== 'EDQUOT') throw error
    throw new Problem('service.unavailable', 'The data folder is full. Make room there, then try again.', {
      cause: error,
      headers: { 'retry-after': '30' },
    })
  }
}

async function* bytesOf(path: string, id: string): AsyncGenerator<Uint8Array> {
  let handle: FileHandle
  try {
    handle = await open(path, 'r')
  } catch (error) {
    throw codeOf(error) === 'ENOENT' ? blobNotFound(id, error) : error
  }
  try {
    for (;;) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(readBytes), 0, readBytes)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await handle.close()
  }
}

/** Files of a folder with the time they were written; what vanishes meanwhile is left out. */
async function* filesOf(folder: string): AsyncGenerator<{ name: string; writtenAt: Date }> {
  try {
    for await (const { name } of await opendir(folder)) {
      const found = await stat(join(folder, name)).catch(unlessMissing)
      if (found?.isFile()) yield { name, writtenAt: found.mtime }
    }
  } catch (error) {
    unlessMissing(error)
  }
}

function unlessMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error
  return undefined
}

/** `folder` must be on one file system: a blob appears by renaming. It is made when the first blob is written. */
export function diskBlobStore(folder: string): BlobStore & { sweepTemporary(before: Date): Promise<number> } {
  const made = new Map<string, Promise<void>>()
  /** Only once per folder, and everybody waits for it: a blob in a folder that is not durable is not durable. */
  const ensure = (name: string): Promise<void> => {
    const making = made.get(name) ?? makeFolder(folder, name)
    made.set(name, making)
    return making.catch((error) => {
      made.delete(name)
      throw error
    })
  }
  const shelfOf = (id: string) => id.slice(4, 6)
  const pathOf = (id: string) => {
    if (!isBlobId(id)) throw blobNotFound(id)
    return join(folder, shelfOf(id), id)
  }
  return {
    async put(source, key) {
      const { id, sealed, stored } = newBlob(source, key)
      await Promise.all([ensure('tmp'), ensure(shelfOf(id))])
      const temporary = join(folder, 'tmp', randomBytes(16).toString('hex'))
      await writeDurably(temporary, sealed)
      await rename(temporary, pathOf(id))
      await syncFolder(join(folder, shelfOf(id)))
      return stored()
    },
    async *open(id, key) {
      yield* openStream(bytesOf(pathOf(id), id), { id, key })
    },
    async delete(id) {
      if (isBlobId(id)) await rm(pathOf(id), { force: true })
    },
    async *list() {
      for (const shelf of shelves)
        for await (const { name, writtenAt } of filesOf(join(folder, shelf)))
          if (isBlobId(name)) yield { id: name, writtenAt }
    },
    /** Removes what a process that died left half written. Returns how many files. */
    async sweepTemporary(before) {
      let removed = 0
      for await (const { name, writtenAt } of filesOf(join(folder, 'tmp'))) {
        if (writtenAt >= before) continue
        await rm(join(folder, 'tmp', name), { force: true })
        removed += 1
      }
      return removed
    },
  }
}
