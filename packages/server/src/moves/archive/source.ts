// Reads a backup or an export: nothing of it is believed before its sum agrees.
import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { bytesOf, type Taken, unfinishedName } from './archive.ts'
import { checkName, type Manifest, manifestName, parseManifest, sumsName } from './manifest.ts'
import { indexTar, type Placed } from './tar.ts'

export type Source = {
  path: string
  manifest: Manifest
  /** Name to SHA-256 of everything but manifest and sums. */
  sums: ReadonlyMap<string, string>
  bytesOf(name: string): Promise<number>
  /** Yields the bytes and throws at their end where the sum does not agree. */
  read(name: string): AsyncGenerator<Uint8Array>
}

type Reader = {
  size(name: string): Promise<number | undefined>
  open(name: string): AsyncIterable<Uint8Array>
}

const sizeOf = (path: string): Promise<number | undefined> =>
  stat(path).then(
    ({ size }) => size,
    () => undefined,
  )

const unfinished = (path: string) =>
  new Error(
    `${path} is not a finished backup or export: it was interrupted while being made. Use another one.`,
  )

async function readerAt(path: string): Promise<Reader> {
  const found = await stat(path).catch((cause) => {
    throw new Error(`There is nothing at ${path}. Name the folder or .tar file of a backup or export.`, {
      cause,
    })
  })
  if (found.isDirectory()) {
    if ((await sizeOf(join(path, unfinishedName))) !== undefined) throw unfinished(path)
    return { size: (name) => sizeOf(join(path, name)), open: (name) => bytesOf(join(path, name)) }
  }
  const index: Map<string, Placed> | null = await indexTar(path)
  if (index === null) throw unfinished(path)
  return { size: async (name) => index.get(name)?.bytes, open: (name) => bytesOf(path, index.get(name)) }
}

async function textOf(reader: Reader, name: string, path: string): Promise<string> {
  if ((await reader.size(name)) === undefined) throw unfinished(path)
  const parts: Uint8Array[] = []
  for await (const part of reader.open(name)) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}

function parseSums(text: string): Map<string, string> {
  const sums = new Map<string, string>()
  for (const line of text.split('\n')) {
    if (line === '') continue
    const [, sha256, name] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? []
    if (!sha256 || !name) throw new Error('The list of sums of the backup is damaged. Use another backup.')
    sums.set(checkName(name), sha256)
  }
  return sums
}

export async function openSource(path: string, wanted?: Manifest['countersign']): Promise<Source> {
  const reader = await readerAt(path)
  const manifest = parseManifest(await textOf(reader, manifestName, path), path)
  if (wanted !== undefined && manifest.countersign !== wanted)
    throw new Error(
      manifest.countersign === 'export'
        ? `${path} is an export. Bring it in with \`countersign import\`.`
        : `${path} is a backup. Bring it back with \`countersign restore\`.`,
    )
  const list = await textOf(reader, sumsName, path)
  if (createHash('sha256').update(list).digest('hex') !== manifest.sums) throw damaged(path, sumsName)
  const sums = parseSums(list)
  for (const folder of manifest.folders) checkName(folder)
  return {
    path,
    manifest,
    sums,
    async bytesOf(name) {
      const bytes = await reader.size(name)
      if (bytes === undefined) throw damaged(path, name)
      return bytes
    },
    async *read(name) {
      if ((await reader.size(name)) === undefined) throw damaged(path, name)
      const hash = createHash('sha256')
      for await (const part of reader.open(name)) {
        hash.update(part)
        yield part
      }
      if (hash.digest('hex') !== sums.get(name)) throw damaged(path, name)
    },
  }
}

const damaged = (path: string, name: string) =>
  new Error(`${path} is damaged: ${name} is missing or does not match its sum. Use another backup.`)

/** The sums of an earlier backup in a folder, for files that need not be copied again. */
export async function knownFiles(
  path: string | undefined,
): Promise<(name: string) => Promise<Taken | undefined>> {
  if (path === undefined) return async () => undefined
  if (!(await stat(path).catch(() => undefined))?.isDirectory())
    throw new Error(
      `${path} is not the folder of a backup. --previous takes a folder; files in a tar file cannot be linked.`,
    )
  const { sums } = await openSource(path, 'backup')
  return async (name) => {
    const sha256 = sums.get(name)
    const bytes = await sizeOf(join(path, name))
    return sha256 === undefined || bytes === undefined ? undefined : { bytes, sha256 }
  }
}

/** Reads everything once and compares; what is returned is how much that was. */
export async function checkSource(source: Source, progress: (bytes: number) => void): Promise<void> {
  for (const name of source.sums.keys()) for await (const part of source.read(name)) progress(part.length)
}
