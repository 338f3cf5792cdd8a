// A backup or an export as files under names, in a folder or in one tar file, with the SHA-256 of each beside them.
import { createHash } from 'node:crypto'
import { type FileHandle, link, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { systemClock } from '../../platform/clock.ts'
import { type Manifest, manifestName, sumsName } from './manifest.ts'
import { type Placed, tarEnd, tarHeader, tarPadding } from './tar.ts'

type Content = AsyncIterable<Uint8Array> | Iterable<Uint8Array>
export type Taken = { bytes: number; sha256: string }

export type Archive = {
  /** How many `add`s may run at a time. */
  width: number
  /** Exactly `bytes` are kept: what is longer is cut, what is shorter is filled with zeros. */
  add(name: string, bytes: number, content: Content): Promise<Taken>
  /** Uses a file of an earlier archive instead of copying it; false where that is not possible. */
  addLink(name: string, from: string, taken: Taken): Promise<boolean>
  /** Writes sums and manifest; only then the archive is one. */
  finish(manifest: Omit<Manifest, 'files' | 'bytes' | 'sums'>): Promise<Manifest>
  /** After a failure: what can be said to whoever finds the rest. */
  abandon(): Promise<string>
}

/** Where the bytes go. */
type Shelf = {
  width: number
  put(name: string, bytes: number, content: Content): Promise<void>
  link(name: string, from: string): Promise<boolean>
  finish(): Promise<void>
  abandon(): Promise<string>
}

export const unfinishedName = 'UNFINISHED'

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined

const explainFull = (error: unknown, path: string): unknown =>
  codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT'
    ? new Error(`The disk of ${path} is full. Make room there or choose another place.`, { cause: error })
    : error

export async function createArchive(path: string, progress: (bytes: number) => void): Promise<Archive> {
  const shelf = path.endsWith('.tar') ? await tarShelf(path) : await folderShelf(path)
  const sums: string[] = []
  let total = 0
  const noted = (name: string, taken: Taken): Taken => {
    sums.push(`${taken.sha256}  ${name}\n`)
    total += taken.bytes
    return taken
  }
  const put = async (name: string, bytes: number, content: Content): Promise<Taken> => {
    const hash = createHash('sha256')
    const watched = exactly(content, bytes, (part) => {
      hash.update(part)
      progress(part.length)
    })
    await shelf.put(name, bytes, watched).catch((error) => {
      throw explainFull(error, path)
    })
    return { bytes, sha256: hash.digest('hex') }
  }
  return {
    width: shelf.width,
    add: async (name, bytes, content) => noted(name, await put(name, bytes, content)),
    async addLink(name, from, taken) {
      if (!(await shelf.link(name, from))) return false
      progress(taken.bytes)
      noted(name, taken)
      return true
    },
    async finish(known) {
      const lines = Buffer.from(sums.join(''))
      const listed = await put(sumsName, lines.length, [lines])
      const manifest: Manifest = { ...known, files: sums.length, bytes: total, sums: listed.sha256 }
      const text = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)
      await put(manifestName, text.length, [text])
      await shelf.finish()
      return manifest
    },
    abandon: () => shelf.abandon(),
  }
}

const zeros = Buffer.alloc(64 * 1024)

async function* exactly(
  content: Content,
  bytes: number,
  seen: (part: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  let left = bytes
  for await (const part of content) {
    if (left === 0) return
    const kept = part.subarray(0, left)
    left -= kept.length
    seen(kept)
    yield kept
  }
  while (left > 0) {
    const filling = zeros.subarray(0, left)
    left -= filling.length
    seen(filling)
    yield filling
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

/** A file that is whole on disk when this resolves; its folders are made. */
export async function writeSynced(path: string, content: Content): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const handle = await open(path, 'wx', 0o600)
  try {
    await handle.writeFile(content)
    await handle.datasync()
  } finally {
    await handle.close()
  }
}

async function folderShelf(folder: string): Promise<Shelf> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const found = await readdir(folder)
  if (found.length > 0)
    throw new Error(
      `${folder} is not empty. Each backup and export gets a folder, or a .tar file, of its own.`,
    )
  const mark = join(folder, unfinishedName)
  await writeFile(mark, 'This was not finished and cannot be restored. Remove the folder.\n', { mode: 0o600 })
  return {
    width: 8,
    put: (name, _bytes, content) => writeSynced(join(folder, name), content),
    async link(name, from) {
      await mkdir(dirname(join(folder, name)), { recursive: true, mode: 0o700 })
      try {
        await link(from, join(folder, name))
        return true
      } catch (error) {
        // Another disk, too many links, or a file that is gone: it is copied.
        if (['EXDEV', 'EMLINK', 'EPERM', 'ENOENT'].includes(String(codeOf(error)))) return false
        throw error
      }
    },
    async finish() {
      for (const entry of await readdir(folder, { withFileTypes: true, recursive: true }))
        if (entry.isDirectory()) await syncFolder(join(entry.parentPath, entry.name))
      await rm(mark)
      await syncFolder(folder)
    },
    abandon: async () => `${folder} is unfinished and cannot be restored; remove it.`,
  }
}

async function tarShelf(path: string): Promise<Shelf> {
  const exists = await stat(path).then(
    () => true,
    () => false,
  )
  if (exists) throw new Error(`${path} exists already. Choose another name, or remove it first.`)
  const part = `${path}.part`
  await mkdir(dirname(path), { recursive: true })
  await rm(part, { force: true })
  const handle: FileHandle = await open(part, 'wx', 0o600)
  const at = systemClock()
  const write = async (bytes: Uint8Array) => void (await handle.appendFile(bytes))
  return {
    width: 1,
    async put(name, bytes, content) {
      await write(tarHeader(name, { bytes, at }))
      for await (const chunk of content) await write(chunk)
      await write(tarPadding(bytes))
    },
    link: async () => false,
    async finish() {
      await write(tarEnd())
      await handle.sync()
      await handle.close()
      await rename(part, path)
      await syncFolder(dirname(path))
    },
    async abandon() {
      await handle.close().catch(() => {})
      await rm(part, { force: true })
      return `Nothing was left at ${path}.`
    },
  }
}

/** The bytes of a file, or of a part of one; it is opened when they are asked for. */
export async function* bytesOf(path: string, placed?: Placed): AsyncGenerator<Uint8Array> {
  if (placed?.bytes === 0) return
  const range = placed ? { start: placed.at, end: placed.at + placed.bytes - 1 } : {}
  const handle = await open(path, 'r')
  try {
    yield* handle.createReadStream({ ...range, autoClose: false, highWaterMark: 256 * 1024 })
  } finally {
    await handle.close()
  }
}
