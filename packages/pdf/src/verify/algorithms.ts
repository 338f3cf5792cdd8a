// Names of algorithms, also of those that nobody should use any more: an old signature is judged, not refused.
import { constants, createHash, type KeyObject, verify } from 'node:crypto'
import * as pkijs from 'pkijs'

/** `hash` null: the scheme hashes by itself. `name` is for people. */
export type SignatureAlgorithm = {
  name: string
  keys: readonly string[]
  hash: string | null
  pss?: { saltLength: number }
}

const digests: Record<string, string> = {
  '1.2.840.113549.2.5': 'md5',
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
  '2.16.840.1.101.3.4.2.8': 'sha3-256',
  '2.16.840.1.101.3.4.2.9': 'sha3-384',
  '2.16.840.1.101.3.4.2.10': 'sha3-512',
}
const rsa = (hash: string) => ({ name: `RSA with ${hash}`, keys: ['rsa'], hash })
const ecdsa = (hash: string) => ({ name: `ECDSA with ${hash}`, keys: ['ec'], hash })
const signatures: Record<string, SignatureAlgorithm> = {
  '1.2.840.113549.1.1.4': rsa('md5'),
  '1.2.840.113549.1.1.5': rsa('sha1'),
  '1.2.840.113549.1.1.14': rsa('sha224'),
  '1.2.840.113549.1.1.11': rsa('sha256'),
  '1.2.840.113549.1.1.12': rsa('sha384'),
  '1.2.840.113549.1.1.13': rsa('sha512'),
  '2.16.840.1.101.3.4.3.14': rsa('sha3-256'),
  '2.16.840.1.101.3.4.3.15': rsa('sha3-384'),
  '2.16.840.1.101.3.4.3.16': rsa('sha3-512'),
  '1.2.840.10045.4.1': ecdsa('sha1'),
  '1.2.840.10045.4.3.1': ecdsa('sha224'),
  '1.2.840.10045.4.3.2': ecdsa('sha256'),
  '1.2.840.10045.4.3.3': ecdsa('sha384'),
  '1.2.840.10045.4.3.4': ecdsa('sha512'),
  '2.16.840.1.101.3.4.3.10': ecdsa('sha3-256'),
  '2.16.840.1.101.3.4.3.11': ecdsa('sha3-384'),
  '2.16.840.1.101.3.4.3.12': ecdsa('sha3-512'),
  '1.3.101.112': { name: 'Ed25519', keys: ['ed25519'], hash: null },
  '1.3.101.113': { name: 'Ed448', keys: ['ed448'], hash: null },
}

/** The digest of an identifier as `node:crypto` calls it; undefined for unknown ones. */
export const digestName = (oid: string): string | undefined => digests[oid]

/** The algorithm of a signature. Where only the key is named (RFC 3370 §3.2), `digest` of the SignerInfo counts. */
export function signatureAlgorithm(
  { algorithmId, algorithmParams }: pkijs.AlgorithmIdentifier,
  digest: string,
): SignatureAlgorithm | undefined {
  if (algorithmId === '1.2.840.113549.1.1.1') return rsa(digest)
  if (algorithmId === '1.2.840.10045.2.1') return ecdsa(digest)
  if (algorithmId !== '1.2.840.113549.1.1.10') return signatures[algorithmId]
  const { hashAlgorithm, maskGenAlgorithm, saltLength } = new pkijs.RSASSAPSSParams(
    algorithmParams ? { schema: algorithmParams } : {},
  )
  const hash = digests[hashAlgorithm.algorithmId]
  const mask = maskGenAlgorithm.algorithmParams
  const maskHash = mask && digests[new pkijs.AlgorithmIdentifier({ schema: mask }).algorithmId]
  // OpenSSL masks with the hash of the message; other masks exist on paper only.
  if (!hash || (maskHash ?? hash) !== hash) return undefined
  return { name: `RSA-PSS with ${hash}`, keys: ['rsa', 'rsa-pss'], hash, pss: { saltLength } }
}

/** Whether `signature` over `data` was made with the key; false also where key and algorithm do not fit. */
export function holds(
  { keys, hash, pss }: SignatureAlgorithm,
  { publicKey, data, signature }: { publicKey: KeyObject; data: Uint8Array; signature: Uint8Array },
): boolean {
  if (!keys.includes(publicKey.asymmetricKeyType ?? '')) return false
  const options = pss
    ? { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: pss.saltLength }
    : publicKey
  try {
    return verify(hash, data, options, signature)
  } catch {
    return false
  }
}

/** The digest over parts that follow each other. */
export function digestOver(name: string, parts: readonly Uint8Array[]): Buffer {
  const hash = createHash(name)
  for (const part of parts) hash.update(part)
  return hash.digest()
}

const weakDigests = new Set(['md5', 'sha1', 'sha224'])
// ETSI TS 119 312 §7: RSA below 1900 bits has not been good enough for years.
const leastRsaBits = 1900
const leastCurveBits = 224

/** Why an algorithm no longer proves anything, null where it does. */
export function weakness(digest: string, { hash }: SignatureAlgorithm, publicKey: KeyObject): string | null {
  if (weakDigests.has(digest) || weakDigests.has(hash ?? ''))
    return `it uses ${weakDigests.has(digest) ? digest : hash}, which can be forged today`
  const { modulusLength, namedCurve } = publicKey.asymmetricKeyDetails ?? {}
  if (modulusLength !== undefined && modulusLength < leastRsaBits)
    return `its RSA key has only ${modulusLength} bits`
  const curveBits = Number(/(\d{3})/.exec(namedCurve ?? '')?.[1] ?? leastCurveBits)
  return curveBits < leastCurveBits ? `its key on the curve ${namedCurve} is too short` : null
}
