// The words of tus 1.0 (https://tus.io/protocols/resumable-upload): what its headers say, and what is refused.
import { createHash, type Hash, timingSafeEqual } from 'node:crypto'
import { Problem } from '../../platform/problem.ts'

export const version = '1.0.0'
export const bodyType = 'application/offset+octet-stream'
export const checksums = ['sha256', 'sha1', 'sha512'] as const
export const extensions = [
  'creation',
  'creation-defer-length',
  'creation-with-upload',
  'expiration',
  'checksum',
  'termination',
] as const

export function checkVersion(spoken: string | undefined): void {
  if (spoken === version) return
  throw new Problem('upload.version_unsupported', `Send the header Tus-Resumable: ${version}.`, {
    headers: { 'tus-version': version },
  })
}

/** Taken for whole files, the pieces of one file would become documents of their own. */
export function refuseConcatenation(header: unknown): void {
  if (header === undefined) return
  throw new Problem(
    'request.invalid',
    'Files are not put together from several uploads. Send the file as one (tus-js-client: without parallelUploads).',
    { errors: [{ path: '/headers/upload-concat', message: 'is not supported' }] },
  )
}

/** What upload clients send of their own accord beside the file name; it says nothing that the bytes do not say. */
const ignored = new Set(['filetype', 'type', 'relativePath'])

const badMetadata = (why: string) =>
  new Problem(
    'request.invalid',
    `Upload-Metadata ${why}. It is a list like: filename bWFyY2gucGRm,workflow YXJjaGl2ZQ==`,
    { errors: [{ path: '/headers/upload-metadata', message: why }] },
  )

function decoded(name: string, encoded: string): string {
  const bytes = Buffer.from(encoded, 'base64')
  if (bytes.toString('base64').replace(/=+$/, '') !== encoded.replace(/=+$/, ''))
    throw badMetadata(`has a value of "${name.slice(0, 40)}" that is not base64`)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new Problem(
      'request.invalid',
      `The value of "${name.slice(0, 40)}" in Upload-Metadata is not UTF-8.`,
      { cause },
    )
  }
}

/** The options of an upload as `Upload-Metadata` says them; `filename` is what is called `name` elsewhere. */
export function readMetadata(header: string | undefined): Record<string, string> {
  const options: Record<string, string> = {}
  for (const pair of (header ?? '').split(',')) {
    if (pair.trim() === '' && !header?.includes(',')) continue
    const [key = '', value = '', ...more] = pair.trim().split(/ +/)
    if (key === '' || more.length > 0) throw badMetadata('is not a list of names and base64 values')
    if (ignored.has(key)) continue
    const name = key === 'filename' ? 'name' : key
    if (Object.hasOwn(options, name)) {
      // Uppy sends `name` and `filename`, both the same.
      if (name === 'name' && options[name] === decoded(key, value)) continue
      throw badMetadata(`says "${key.slice(0, 40)}" twice`)
    }
    Object.defineProperty(options, name, { value: decoded(key, value), enumerable: true })
  }
  return options
}

export type Checksum = { hash: Hash; expected: Buffer }

export function readChecksum(header: string | undefined): Checksum | null {
  if (header === undefined) return null
  const [algorithm = '', encoded = '', ...more] = header.split(' ')
  const known = checksums.find((name) => name === algorithm)
  if (!known || more.length > 0)
    throw new Problem(
      'request.invalid',
      `Upload-Checksum is one of ${checksums.join(', ')}, a space and the checksum in base64.`,
    )
  return { hash: createHash(known), expected: Buffer.from(encoded, 'base64') }
}

export function verifyChecksum({ hash, expected }: Checksum): void {
  const actual = hash.digest()
  if (actual.length === expected.length && timingSafeEqual(actual, expected)) return
  throw new Problem(
    'upload.checksum_mismatch',
    'The bytes were damaged on their way and were not kept. Send them again from the same offset.',
  )
}

type LengthHeaders = { 'upload-length'?: number; 'upload-defer-length'?: '1' }

/** Null where the client will say it later. */
export function readLength(
  { 'upload-length': length, 'upload-defer-length': deferred }: LengthHeaders,
  maxFileBytes: number,
): number | null {
  if ((length === undefined) === (deferred === undefined))
    throw new Problem('request.invalid', 'Send either Upload-Length, or Upload-Defer-Length: 1.', {
      errors: [{ path: '/headers/upload-length', message: 'is needed, or upload-defer-length' }],
    })
  if (length !== undefined) checkLength(length, maxFileBytes)
  return length ?? null
}

export function checkLength(length: number, maxFileBytes: number): void {
  if (length === 0)
    throw new Problem('document.empty', 'The file has no bytes. Check that the right file was chosen.')
  if (length > maxFileBytes)
    throw new Problem(
      'document.too_large',
      `The file is larger than the ${Math.floor(maxFileBytes / 1_000_000)} MB that are allowed. Split it, or raise COUNTERSIGN_MAX_FILE_MB.`,
    )
}
