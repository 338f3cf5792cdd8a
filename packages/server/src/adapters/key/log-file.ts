// The key of the log in a file of the data folder, encrypted under the master key, and beside it the last checkpoint
// that was signed: who owns the database can change neither.
import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { readCheckpoint } from '@countersign/evidence/checkpoint'
import {
  formatVerifierKey,
  parseVerifierKey,
  signNote,
  type VerifierKey,
  verifierKey,
} from '@countersign/evidence/note'
import { newKey, seal, unseal } from '../../platform/cipher.ts'
import { Problem } from '../../platform/problem.ts'
import type { Kms } from '../../ports/kms.ts'
import type { LogSigner } from '../../ports/log-signer.ts'

/** What stands in the file. */
type Kept = {
  origin: string
  /** The public half, for those who only verify. */
  verifier: string
  kekId: string
  wrapped: string
  key: string
}

export type LogKeyFile = {
  /** The key. */
  path: string
  /** The last checkpoint that was signed. */
  lastPath: string
  kms: Kms
}

const context = (origin: string) => `log key\n${origin}`
const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined

async function writeSynced(path: string, text: string): Promise<void> {
  const handle = await open(path, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function readText(path: string): Promise<string | null> {
  return await readFile(path, 'utf8').catch((error) => {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  })
}

const beside = (path: string) => `${path}.${randomBytes(8).toString('hex')}`

async function replace(path: string, text: string): Promise<void> {
  const temporary = beside(path)
  await writeSynced(temporary, text)
  await rename(temporary, path)
}

const parse = (text: string, path: string): Kept => {
  try {
    return JSON.parse(text) as Kept
  } catch (cause) {
    throw new Problem('config.invalid', `The key of the log ${path} is damaged. Restore it from a backup.`, {
      cause,
    })
  }
}

const privateKeyOf = (der: Uint8Array) =>
  createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' })

async function privateDer(kept: Kept, kms: Kms): Promise<Buffer> {
  const data = await kms.unwrap(
    { kekId: kept.kekId, wrapped: Buffer.from(kept.wrapped, 'base64') },
    context(kept.origin),
  )
  return unseal(data, Buffer.from(kept.key, 'base64'), context(kept.origin))
}

async function sealed(origin: string, der: Uint8Array, kms: Kms): Promise<string> {
  const data = newKey()
  const { kekId, wrapped } = await kms.wrap(data, context(origin))
  const key = seal(data, der, context(origin)).toString('base64')
  const privateKey = privateKeyOf(der)
  const verifier = formatVerifierKey(verifierKey({ name: origin, privateKey }, 1))
  const kept: Kept = { origin, verifier, kekId, wrapped: Buffer.from(wrapped).toString('base64'), key }
  return `${JSON.stringify(kept)}\n`
}

/** Makes the key where there is none; of two that start at once, both use the first one's. */
export async function makeLogKey({ path, kms }: LogKeyFile, origin: string): Promise<void> {
  if ((await readText(path)) !== null) return
  const der = generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' })
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const temporary = beside(path)
  try {
    await writeSynced(temporary, await sealed(origin, der, kms))
    await link(temporary, path)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  } finally {
    await rm(temporary, { force: true })
  }
}

/** A name that no other log has: where it is served, as far as that is known, and some random letters. */
export function newOrigin(publicUrl: string): string {
  const { host, pathname } = new URL(publicUrl || 'https://countersign.invalid')
  return `${host}${pathname.replace(/\/+$/, '')}/v1/log/${randomBytes(4).toString('hex')}`
}

const nextOrigin = (origin: string): string => {
  const [, base = origin, epoch = '1'] = /^(.*?)(?:\/epoch-(\d+))?$/.exec(origin) ?? []
  return `${base}/epoch-${Number(epoch) + 1}`
}

/**
 * The same key under the next name. After a restore the log goes on from less than was signed: under its old name that
 * would be a lie, and witnesses would rightly refuse it.
 */
export async function renewLogKey({ path, lastPath, kms }: LogKeyFile): Promise<string | null> {
  const text = await readText(path)
  if (text === null) return null
  const kept = parse(text, path)
  const origin = nextOrigin(kept.origin)
  await replace(path, await sealed(origin, await privateDer(kept, kms), kms))
  await rm(lastPath, { force: true })
  return origin
}

/** The public half, which needs no master key; null where there is no key yet. */
export async function readLogKey(path: string): Promise<VerifierKey | null> {
  const text = await readText(path)
  return text === null ? null : parseVerifierKey(parse(text, path).verifier)
}

export async function fileLogSigner({ path, lastPath, kms }: LogKeyFile): Promise<LogSigner> {
  const text = await readText(path)
  if (text === null)
    throw new Problem(
      'service.unavailable',
      'The key of the log is not there yet. It is made when the service starts: try again in a moment.',
    )
  const kept = parse(text, path)
  const privateKey = privateKeyOf(await privateDer(kept, kms))
  const signer = { name: kept.origin, privateKey }
  return {
    key: verifierKey(signer, 1),
    sign: (body) => signNote(body, signer),
    async last() {
      const note = await readText(lastPath)
      if (note === null) return null
      const { origin, note: parsed } = readCheckpoint(note)
      return origin === kept.origin ? parsed.text : null
    },
    keep: (note) => replace(lastPath, note),
  }
}
