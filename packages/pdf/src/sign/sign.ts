// Signs PDFs as PAdES (ETSI EN 319 142-1 §6) by incremental update, so that every byte of the original stays.
import { createHash, X509Certificate } from 'node:crypto'
import { digestNamed, type Signer, signDetached } from '../cms.ts'
import { isFailure } from '../failure.ts'
import { isolated } from '../isolate.ts'
import { imprintOf } from '../trust/timestamp-token.ts'
import { cannotAppend, type Roomy } from './append-request.ts'
import { gatherArchive, type RevocationSource } from './archive.ts'
import {
  type Appender,
  digestOver,
  fillGap,
  type Prepared,
  requestFor,
  roomy,
  type SignatureOptions,
  threadAppender,
  timestampRequestFor,
  withPlainPictures,
} from './prepare.ts'
import { stamp, type TimestampAuthority } from './timestamper.ts'

/** B-B: signed. B-T: with a timestamp. B-LT: with all that validation needs. B-LTA: and that under a timestamp again. */
export type Level = 'B-B' | 'B-T' | 'B-LT' | 'B-LTA'

/** All levels, each including those before it. */
export const levels = ['B-B', 'B-T', 'B-LT', 'B-LTA'] as const satisfies readonly Level[]

/** Whether `level` is at least `least`. */
export const reaches = (level: Level, least: Level): boolean => levels.indexOf(level) >= levels.indexOf(least)

/** Codes of the errors thrown here on purpose. */
export type SignErrorCode = `${'seal' | 'timestamp' | 'revocation'}.${string}`

/** True for the errors that signing throws on purpose; the message says what to do. */
export function isSignError(error: unknown): error is Error & { code: SignErrorCode } {
  return isFailure(error) && /^(seal|timestamp|revocation)\./.test(error.code)
}

/** `now` is what the clocks of timestamp authorities are held against; left out, they are believed. */
export type Trust = {
  timestamps?: readonly TimestampAuthority[]
  revocation?: RevocationSource
  now?: () => Date
}

/** What is signed, by whom, and how long it shall be provable. */
export type SignOptions = SignatureOptions & Trust & { signer: Signer; level?: Level; appender?: Appender }

/** A signed file, its SHA-256 in hex, and who signed it. `timestampedAt` is null at level B-B. */
export type SignedPdf = {
  bytes: Uint8Array
  digest: string
  field: string
  level: Level
  timestampedAt: Date | null
  certificate: CertificateInfo
}

/** `serialNumber` and `fingerprint` (SHA-256 of the certificate) are hex; times ISO 8601 UTC. */
export type CertificateInfo = {
  subject: string
  issuer: string
  serialNumber: string
  fingerprint: string
  notBefore: string
  notAfter: string
}

/**
 * Signs in one go. At level B-T and above `timestamps` are asked in order; above B-T `revocation` is asked for every
 * certificate. What cannot be had ends in an error, never in a lower level: `timestamp.unavailable`,
 * `revocation.unavailable`, `revocation.revoked`, and the errors of `prepareSignature`.
 */
export async function signPdf(bytes: Uint8Array, options: SignOptions): Promise<SignedPdf> {
  const { level = 'B-B', appender = threadAppender } = options
  const request = await withPlainPictures(requestFor(options, { timestamped: reaches(level, 'B-T') }))
  const prepared = await appender.signature(roomy(bytes), request)
  return signPrepared(prepared, { ...options, original: bytes })
}

/** All that follows the first step of `signPdf`. `original` is what was appended to, and must not have changed. */
export async function signPrepared(
  prepared: Prepared,
  options: SignOptions & { original: Uint8Array },
): Promise<SignedPdf> {
  const { original, signer, level = 'B-B', appender = threadAppender } = options
  assertAppended(original, prepared)
  const digest = digestOver(prepared, digestNamed(signer.algorithm))
  let timestampedAt: Date | null = null
  const timestamp = async (signature: Uint8Array) => {
    const { at, token } = await stampOver(imprintOf(signature, 'sha256'), options)
    timestampedAt = at
    return token
  }
  const cms = await signDetached(digest, signer, reaches(level, 'B-T') ? { timestamp } : {})
  fillGap(prepared, cms)
  const file = await extended(prepared, { ...options, appender, messages: [cms], level })
  const done = file.bytes.subarray(0, file.length)
  return {
    bytes: done,
    digest: createHash('sha256').update(done).digest('hex'),
    field: prepared.field,
    level,
    timestampedAt,
    certificate: certificateInfo(signer.certificate),
  }
}

/** Who appended has parsed a stranger's bytes: what is signed is what is here, not what it says. */
function assertAppended(original: Uint8Array, { bytes, length, byteRange }: Prepared): void {
  const [start, gapStart, gapEnd, rest] = byteRange
  const covers = start === 0 && gapStart >= original.length && gapEnd > gapStart && gapEnd + rest === length
  if (!covers || Buffer.compare(bytes.subarray(0, original.length), original) !== 0)
    throw cannotAppend('it would not stay as it is')
}

const stampOver = (digest: Uint8Array, { timestamps = [], now }: Trust) =>
  stamp(digest, { authorities: timestamps, ...(now && { now }) })

type Extending = Trust & {
  original: Uint8Array
  messages: readonly Uint8Array[]
  level: Level
  at: Date
  appender: Appender
  password?: string | undefined
}

async function extended(file: Roomy, options: Extending): Promise<Roomy> {
  const { original, messages, level, at, appender, revocation = {}, password } = options
  if (!reaches(level, 'B-LT')) return file
  const archive = await gatherArchive(messages, { source: revocation, at: options.now?.() ?? at })
  const archived = await appender.archive(file, archive, password)
  if (level === 'B-LT') return archived
  const prepared = await appender.signature(archived, timestampRequestFor(password))
  assertAppended(original, prepared)
  const { token } = await stampOver(digestOver(prepared, 'sha256'), options)
  fillGap(prepared, token)
  return prepared
}

/**
 * Prolongs the proof of a signed file: adds what validation of all its signatures and timestamps needs today and puts a
 * new document timestamp over all of it (EN 319 142-1 §5.5). To be done before the certificate of the last timestamp
 * ends, or its algorithm gets weak. `level` B-LT leaves the timestamp out. `messages` is what `messagesIn` said, where
 * somebody else was asked. Errors as those of `signPdf`.
 */
export async function prolongPdf(
  bytes: Uint8Array,
  options: Trust & {
    at: Date
    level?: 'B-LT' | 'B-LTA'
    password?: string
    appender?: Appender
    messages?: readonly Uint8Array[]
  },
): Promise<Uint8Array> {
  const { level = 'B-LTA', appender = threadAppender } = options
  const messages = options.messages ?? (await messagesIn(bytes, options.password))
  const file = await extended(roomy(bytes), { ...options, original: bytes, appender, messages, level })
  return file.bytes.subarray(0, file.length)
}

/** The CMS messages (DER) of all signatures and timestamps of a file. */
export async function messagesIn(bytes: Uint8Array, password?: string): Promise<Uint8Array[]> {
  const found = await isolated('readSignatures', { bytes, length: bytes.length, password })
  return found.map(({ cms }) => cms)
}

/** What a certificate says of its owner, for records. */
export function certificateInfo(der: Uint8Array): CertificateInfo {
  const certificate = new X509Certificate(der)
  return {
    subject: certificate.subject.replaceAll('\n', ', '),
    issuer: certificate.issuer.replaceAll('\n', ', '),
    serialNumber: certificate.serialNumber.toLowerCase(),
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    notBefore: new Date(certificate.validFrom).toISOString(),
    notAfter: new Date(certificate.validTo).toISOString(),
  }
}
