// Seals a PDF: PAdES B-B (ETSI EN 319 142-1 §6) by incremental update, so that every byte of the original stays.
import { createHash, X509Certificate } from 'node:crypto'
import { cannotAppend, type PreparedSeal, type SealOptions } from './append.ts'
import { type Signer, signDetached } from './cms.ts'
import { failure, isFailure } from './failure.ts'
import { isolated } from './isolate.ts'

export type { PreparedSeal, SealOptions }

/** Codes of the errors thrown here. */
export type SealErrorCode = 'seal.cannot_append' | 'seal.forbidden_by_certification' | 'seal.too_large'

/** True for the errors that sealing throws on purpose. */
export function isSealError(error: unknown): error is Error & { code: SealErrorCode } {
  return isFailure(error) && error.code.startsWith('seal.')
}

/** A sealed file, its SHA-256 in hex, and who sealed it. */
export type SealedPdf = { bytes: Uint8Array; digest: string; field: string; certificate: CertificateInfo }

/** `serialNumber` and `fingerprint` (SHA-256 of the certificate) are hex; times ISO 8601 UTC. */
export type CertificateInfo = {
  subject: string
  issuer: string
  serialNumber: string
  fingerprint: string
  notBefore: string
  notAfter: string
}

/** Prepares, signs and embeds in one go. */
export async function sealPdf(
  bytes: Uint8Array,
  options: SealOptions & { signer: Signer },
): Promise<SealedPdf> {
  const { signer, ...rest } = options
  const info = certificateInfo(signer.certificate)
  const prepared = await prepareSeal(bytes, rest)
  const sealed = embedSignature(prepared, await signDigest(prepared.digest, signer))
  return {
    bytes: sealed,
    digest: createHash('sha256').update(sealed).digest('hex'),
    field: prepared.field,
    certificate: info,
  }
}

/**
 * Appends an invisible signature field with an empty signature. The bytes given are a prefix of the bytes returned.
 * Throws `seal.cannot_append` for encrypted or damaged files (see `rewritePdf`) and
 * `seal.forbidden_by_certification` for files certified against every change (see `detachedCades`).
 */
export async function prepareSeal(bytes: Uint8Array, options: SealOptions): Promise<PreparedSeal> {
  try {
    return await isolated('appendSignature', { bytes, options })
  } catch (error) {
    if (isFailure(error) && error.code === 'pdf.damaged') throw cannotAppend('it is damaged', error)
    throw error
  }
}

/** The CMS (DER) for a prepared seal's `digest` (hex). */
export function signDigest(digest: string, signer: Signer): Promise<Uint8Array> {
  return signDetached(Buffer.from(digest, 'hex'), signer)
}

/** Puts the CMS into the gap. Gives new bytes; the prepared ones can be used again. */
export function embedSignature(prepared: PreparedSeal, cms: Uint8Array): Uint8Array {
  const [, gapStart, gapEnd] = prepared.byteRange
  const room = gapEnd - gapStart - 2
  if (cms.length * 2 > room)
    throw failure(
      'seal.too_large',
      `The signature takes ${cms.length} bytes, ${room / 2} are reserved. Send a shorter chain.`,
    )
  const bytes = Buffer.from(prepared.bytes)
  bytes.write(Buffer.from(cms).toString('hex'), gapStart + 1, 'latin1')
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
}

function certificateInfo(der: Uint8Array): CertificateInfo {
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
