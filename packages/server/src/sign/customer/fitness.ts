// Whether a certificate is one to seal documents with, so that validators everywhere accept the seals.
import type { KeyObject } from 'node:crypto'
import { algorithmFor } from '@countersign/pdf/pki'
import { type Certificate, isRoot, isValidAt, purpose, subjectOf } from '@countersign/pdf/trust/certificates'

const leastRsaBits = 2048
const anyPurpose = '2.5.29.37.0'
const forDocuments: readonly string[] = [purpose.documentSigning, purpose.emailProtection, anyPurpose]
/** RFC 5280 §4.2.1.3: the first bits are digitalSignature and nonRepudiation. */
const signingBits = 0xc0
const certSignBit = 0x04
/** RFC 8017, RFC 3279: MD5 and SHA-1 with RSA, SHA-1 with ECDSA. */
const weakSignatures = ['1.2.840.113549.1.1.4', '1.2.840.113549.1.1.5', '1.2.840.10045.4.1']

/** A sentence for each fault; none where it is fit. `chain` is what follows the certificate, to the root. */
export function unfitness(
  certificate: Certificate,
  { chain, now }: { chain: readonly Certificate[]; now: Date },
): string[] {
  const all = [certificate, ...chain]
  return [
    ...times(all, now),
    ...purposes(certificate),
    ...all.flatMap((one) => weakness(one)),
    ...completeness(all),
  ]
}

const day = (time: Date): string => time.toISOString().slice(0, 10)

const times = (all: readonly Certificate[], now: Date): string[] =>
  all
    .filter((one) => !isValidAt(one, now))
    .map((one) =>
      now < one.notBefore
        ? `${subjectOf(one)} is not valid before ${day(one.notBefore)}. Check the clock, or send it then.`
        : `${subjectOf(one)} ended on ${day(one.notAfter)}. Ask its issuer for a new one.`,
    )

function usageBits({ parsed }: Certificate): number | null {
  const usage = parsed.extensions?.find(({ extnID }) => extnID === '2.5.29.15')?.parsedValue
  return usage ? (new Uint8Array(usage.valueBlock.valueHexView)[0] ?? 0) : null
}

function purposes(certificate: Certificate): string[] {
  const bits = usageBits(certificate)
  const faults: string[] = []
  if (certificate.isAuthority)
    faults.push('It is the certificate of an authority. Seals need one that is issued for signing.')
  if (bits !== null && (bits & signingBits) === 0)
    faults.push(
      'Its key usage allows no signatures on documents. Ask for digitalSignature or nonRepudiation.',
    )
  if (certificate.purposes && !certificate.purposes.some((one) => forDocuments.includes(one)))
    faults.push(
      'Its extended key usage is not for documents. Ask for documentSigning (RFC 9336) or emailProtection.',
    )
  return faults
}

function weakness(certificate: Certificate): string[] {
  const named = subjectOf(certificate)
  const { publicKey } = certificate.x509
  const weak = weakKey(publicKey)
  const faults = weak ? [`The key of ${named} is too weak: ${weak}.`] : []
  // A root is trusted for itself, not for the signature on it.
  if (!isRoot(certificate) && weakSignatures.includes(certificate.parsed.signatureAlgorithm.algorithmId))
    faults.push(`${named} was signed with MD5 or SHA-1, which nobody accepts any more. Ask for a new one.`)
  return faults
}

function weakKey({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): string | null {
  const bits = details?.modulusLength
  if (type?.startsWith('rsa') && (bits ?? 0) < leastRsaBits)
    return `RSA with ${bits} bits instead of ${leastRsaBits} or more`
  if (type === 'dsa') return 'DSA is no longer accepted'
  return null
}

function completeness(all: readonly Certificate[]): string[] {
  const [leaf, ...issuers] = all
  const last = all.at(-1)
  const faults: string[] = []
  if (leaf) {
    try {
      algorithmFor(leaf.der)
    } catch (error) {
      faults.push(error instanceof Error ? error.message : String(error))
    }
  }
  for (const issuer of issuers) {
    const bits = usageBits(issuer)
    if (bits !== null && (bits & certSignBit) === 0)
      faults.push(`${subjectOf(issuer)} may not issue certificates, by its key usage.`)
  }
  if (last && !isRoot(last))
    faults.push(
      `The chain is not complete: the issuer of ${subjectOf(last)} is missing (${last.x509.issuer.replaceAll('\n', ', ')}). Send all certificates up to the root.`,
    )
  return faults
}
