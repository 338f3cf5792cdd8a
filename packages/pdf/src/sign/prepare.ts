// The three steps of a signature: prepare, sign, embed, with a value between them that can be stored.
import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { failure, isFailure } from '../failure.ts'
import { isolated } from '../isolate.ts'
import type { DigestName } from '../trust/algorithms.ts'
import type { Appearance } from './appearance.ts'
import { cannotAppend, type Range, type Roomy, type SignatureRequest } from './append-request.ts'
import type { ArchiveData } from './archive-objects.ts'
import type { Entry } from './entries.ts'
import type { FieldLock, FieldPlace, NewField } from './fields.ts'

/**
 * What viewers show of a signature. `picture` is what somebody drew (PNG, JPEG, WebP …; what is transparent becomes
 * white), `typed` a name instead of it. Name, time, reason and `link`, where the signature can be verified, are
 * written beside it.
 */
export type Look = { picture?: Uint8Array; typed?: string; link?: string }

/**
 * `at` is the claimed time; `name`, `reason` and `location` are shown by viewers. `field` is filled if it is there and
 * made if not; `place` makes a new one visible and `look` says how. `certify` allows nothing more (1), filling in and
 * signing (2), notes too (3). `lock` freezes form fields. `make` are fields that others sign or fill in later, made before
 * this first signature; `fill` is put into fields that are there. `password` opens an encrypted file.
 */
export type SignatureOptions = {
  at: Date
  name?: string | undefined
  reason?: string | undefined
  location?: string | undefined
  field?: string | undefined
  place?: FieldPlace | undefined
  look?: Look | undefined
  certify?: 1 | 2 | 3 | undefined
  lock?: FieldLock | undefined
  make?: readonly NewField[] | undefined
  fill?: readonly Entry[] | undefined
  password?: string | undefined
}

/**
 * A file that waits for its signature. Serialisable, so that a key may answer tomorrow: `bytes` has room for the
 * signature inside of the gap of `byteRange`; `digest` (hex, by `algorithm`) is over everything else.
 */
export type PreparedSignature = {
  bytes: Uint8Array
  byteRange: Range
  digest: string
  algorithm: DigestName
  field: string
}

/** Bytes for a CMS: ours has four certificates and stays under 6 KiB; a timestamp takes up to 8, long chains the rest. */
const reserved = { 'B-B': 16 * 1024, timestamped: 24 * 1024 }
/** Room for the parts of one level B-LTA, so that nothing is copied again. */
const roomForUpdates = 256 * 1024

/** A copy of a file with room behind it. */
export function roomy(bytes: Uint8Array): Roomy {
  const whole = new Uint8Array(bytes.length + roomForUpdates)
  whole.set(bytes)
  return { bytes: whole, length: bytes.length }
}

/** What the thread is asked, from what a caller says. */
export function requestFor(
  options: SignatureOptions,
  { timestamped }: { timestamped: boolean },
): SignatureRequest {
  const { at, name, reason, location, certify, password, field, place, lock, look, make, fill } = options
  return {
    kind: 'signature',
    field: { ...(field && { name: field }), ...(place && { place }), ...(lock && { lock }) },
    reserve: timestamped ? reserved.timestamped : reserved['B-B'],
    ...{ at, name, reason, location, certify, password, make, fill },
    look: place || look ? drawn(look ?? {}, options) : undefined,
  }
}

/** Makes the pictures of a request fit for a PDF. They are a stranger's, and so decoded where its file is parsed. */
export async function withPlainPictures(request: SignatureRequest): Promise<SignatureRequest> {
  const { look, fill } = request
  return {
    ...request,
    look: look && (await plain(look)),
    fill:
      fill &&
      (await Promise.all(fill.map(async (one) => ({ ...one, mark: one.mark && (await plain(one.mark)) })))),
  }
}

const plain = async (look: Appearance): Promise<Appearance> =>
  look.picture ? { ...look, picture: await withoutAlpha(look.picture) } : look

/** A document timestamp: an invisible field of its own. */
export const timestampRequestFor = (password: string | undefined): SignatureRequest => ({
  kind: 'timestamp',
  field: {},
  reserve: reserved['B-B'],
  password,
})

function drawn(look: Look, { name, reason, at }: SignatureOptions): Appearance {
  const shown = [
    ...(name && look.typed === undefined ? [name] : []),
    at.toISOString().replace('T', ' ').slice(0, 19).concat(' UTC'),
    ...(reason ? [reason] : []),
    ...(look.link ? [look.link] : []),
  ]
  const lines = shown.map((line) => line.slice(0, 120))
  if (look.picture) return { picture: look.picture, lines }
  return look.typed === undefined ? { lines } : { typed: look.typed.slice(0, 80), lines }
}

const mostPixels = 4_000_000

/** PDF/A-1 and some viewers know no transparency, and a signature is drawn on paper anyway. */
async function withoutAlpha(picture: Uint8Array): Promise<Uint8Array> {
  try {
    const image = sharp(picture, { limitInputPixels: mostPixels }).flatten({ background: '#fff' })
    return new Uint8Array(await image.png().toBuffer())
  } catch (error) {
    throw failure(
      'seal.picture_unreadable',
      'The picture of the signature cannot be read. Send a PNG or JPEG of at most 4 megapixels.',
      error,
    )
  }
}

/** A prepared file in memory with room; only the first `length` bytes are the file. */
export type Prepared = Roomy & { byteRange: Range; field: string }

/** What appends to files: this process's thread, or that of another process. Takes over the memory it is given. */
export type Appender = {
  signature(file: Roomy, request: SignatureRequest): Promise<Prepared>
  archive(file: Roomy, archive: ArchiveData, password: string | undefined): Promise<Roomy>
}

const given = ({ bytes }: Roomy) => ({ given: bytes.buffer instanceof ArrayBuffer ? [bytes.buffer] : [] })

/** The thread of isolate.ts. Says of files that took its time or memory that nothing can be appended. */
export const threadAppender: Appender = {
  signature: (file, request) =>
    isolated('appendSignature', { ...file, request }, given(file)).catch(damagedMeansRefused),
  archive: (file, archive, password) =>
    isolated('appendArchive', { ...file, archive, password }, given(file)).catch(damagedMeansRefused),
}

function damagedMeansRefused(error: unknown): never {
  if (isFailure(error) && error.code === 'pdf.damaged') throw cannotAppend('it is damaged', error)
  throw error
}

/**
 * Appends a signature field with an empty signature. The bytes given are a prefix of the bytes returned. `algorithm` is
 * the digest that the signer's algorithm goes with. Throws `seal.cannot_append` for damaged files and encrypted ones
 * without their password (see `rewritePdf`), `seal.forbidden_by_certification` for files certified against every
 * change (see `detachedCades`), `seal.field_signed`, `seal.certify_first` and others that say what to do.
 */
export async function prepareSignature(
  bytes: Uint8Array,
  options: SignatureOptions & { algorithm?: DigestName },
): Promise<PreparedSignature> {
  const { algorithm = 'sha256', ...rest } = options
  const request = await withPlainPictures(requestFor(rest, { timestamped: true }))
  const prepared = await threadAppender.signature(roomy(bytes), request)
  const { byteRange, field } = prepared
  const file = prepared.bytes.slice(0, prepared.length)
  return { bytes: file, byteRange, field, algorithm, digest: digestOver(prepared, algorithm).toString('hex') }
}

/** Appends empty signature fields, visible where they have a place. Only before the first signature. */
export async function prepareFields(
  bytes: Uint8Array,
  fields: NewField[],
  options: { password?: string } = {},
): Promise<Uint8Array> {
  const file = roomy(bytes)
  const input = { ...file, fields, password: options.password }
  const made = await isolated('appendFields', input, given(file)).catch(damagedMeansRefused)
  return made.bytes.slice(0, made.length)
}

/** The digest over all but the gap. */
export function digestOver(
  { bytes, byteRange }: Pick<Prepared, 'bytes' | 'byteRange'>,
  algorithm: DigestName,
): Buffer {
  const [, gapStart, gapEnd, rest] = byteRange
  return createHash(algorithm)
    .update(bytes.subarray(0, gapStart))
    .update(bytes.subarray(gapEnd, gapEnd + rest))
    .digest()
}

/** Puts the CMS (DER) into the gap. Gives new bytes; the prepared ones can be used again. */
export function embedSignature(
  prepared: Pick<PreparedSignature, 'bytes' | 'byteRange'>,
  cms: Uint8Array,
): Uint8Array {
  const bytes = Uint8Array.from(prepared.bytes)
  fillGap({ bytes, byteRange: prepared.byteRange }, cms)
  return bytes
}

/** Puts the CMS into the gap, in place. */
export function fillGap({ bytes, byteRange }: Pick<Prepared, 'bytes' | 'byteRange'>, cms: Uint8Array): void {
  const [, gapStart, gapEnd] = byteRange
  const room = gapEnd - gapStart - 2
  if (cms.length * 2 > room)
    throw failure(
      'seal.too_large',
      `The signature takes ${cms.length} bytes, ${room / 2} are reserved. Send a shorter chain.`,
    )
  const hex = Buffer.from(Buffer.from(cms).toString('hex'), 'latin1')
  bytes.set(hex, gapStart + 1)
}
