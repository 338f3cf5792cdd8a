// The master key in a file that only its owner may read. Whoever loses it loses every document.
import { randomBytes } from 'node:crypto'
import { link, mkdir, open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { newKey } from '../../platform/cipher.ts'
import { Problem } from '../../platform/problem.ts'
import type { Kms } from '../../ports/kms.ts'
import { masterKeyBytes, masterKeyKms } from './master-key.ts'

const othersMayDo = 0o077

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, 'wx', 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Linking, unlike renaming, never replaces: of two that start at once, both use the first one's key. */
async function makeKey(path: string): Promise<void> {
  const temporary = `${path}.${randomBytes(8).toString('hex')}`
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  try {
    await writeSynced(temporary, newKey())
    await link(temporary, path)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  } finally {
    await rm(temporary, { force: true })
  }
  await syncFolder(dirname(path))
}

async function readKey(path: string): Promise<Uint8Array | null> {
  const handle = await open(path, 'r').catch((error) => {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  })
  if (!handle) return null
  try {
    const { mode } = await handle.stat()
    if (mode & othersMayDo)
      throw new Problem('config.invalid', `The master key ${path} is open to others. Run: chmod 600 ${path}`)
    const key = await handle.readFile()
    if (key.length !== masterKeyBytes)
      throw new Problem(
        'config.invalid',
        `The master key ${path} has ${key.length} bytes instead of ${masterKeyBytes}. Restore the file from where you keep it safe.`,
      )
    return key
  } finally {
    await handle.close()
  }
}

/** `create` must be true only while there is no data: a new key would make all that was encrypted before unreadable. */
export async function fileKms(path: string, { create }: { create: boolean }): Promise<Kms> {
  if (create) await makeKey(path)
  const key = await readKey(path)
  if (key) return masterKeyKms(key)
  throw new Problem(
    'kms.key_missing',
    `There is data, but its master key ${path} is missing. Put the key file back: backups leave it out on purpose, so look where you keep it safe. Without it the documents cannot be read.`,
  )
}
