// Signature algorithms by their object identifiers: what they are called, how they are checked.
import { constants, type KeyObject, verify } from 'node:crypto'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'

/** A digest that signatures may be made over today; the name is that of `node:crypto`. */
export type DigestName = 'sha256' | 'sha384' | 'sha512'

/** `hash` is null where the scheme hashes by itself (Ed25519). */
export type Scheme = { kind: 'rsa' | 'rsa-pss' | 'ecdsa' | 'ed25519'; hash: DigestName | null }

/** Object identifiers of the digests. */
export const digestOids: Record<DigestName, string> = {
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
}

/** The digest of that identifier; undefined for those that are broken (MD5, SHA-1) or unknown. */
export const digestOf = (oid: string): DigestName | undefined =>
  (Object.keys(digestOids) as DigestName[]).find((name) => digestOids[name] === oid)

const rsaPss = '1.2.840.113549.1.1.10'
const ed25519 = '1.3.101.112'
const schemes: Record<string, Scheme> = {
  '1.2.840.113549.1.1.11': { kind: 'rsa', hash: 'sha256' },
  '1.2.840.113549.1.1.12': { kind: 'rsa', hash: 'sha384' },
  '1.2.840.113549.1.1.13': { kind: 'rsa', hash: 'sha512' },
  '1.2.840.10045.4.3.2': { kind: 'ecdsa', hash: 'sha256' },
  '1.2.840.10045.4.3.3': { kind: 'ecdsa', hash: 'sha384' },
  '1.2.840.10045.4.3.4': { kind: 'ecdsa', hash: 'sha512' },
  [ed25519]: { kind: 'ed25519', hash: null },
}

const rsaEncryption = '1.2.840.113549.1.1.1'
const ecPublicKey = '1.2.840.10045.2.1'

/**
 * The scheme that an AlgorithmIdentifier names. CMS may name the key alone (RFC 3370 §3.2): the digest is then
 * `beside`, that of the SignerInfo. Undefined for what is unknown or weak.
 */
export function schemeOf(algorithm: pkijs.AlgorithmIdentifier, beside?: DigestName): Scheme | undefined {
  const { algorithmId } = algorithm
  if (algorithmId === rsaPss) return pssScheme(algorithm)
  if (algorithmId === rsaEncryption && beside) return { kind: 'rsa', hash: beside }
  if (algorithmId === ecPublicKey && beside) return { kind: 'ecdsa', hash: beside }
  return schemes[algorithmId]
}

/** RFC 4055 §3.1: the defaults are SHA-1, so that everything must be named. */
function pssScheme({ algorithmParams }: pkijs.AlgorithmIdentifier): Scheme | undefined {
  const params = new pkijs.RSASSAPSSParams({ schema: algorithmParams })
  const hash = digestOf(params.hashAlgorithm.algorithmId)
  return hash && { kind: 'rsa-pss', hash }
}

/** The AlgorithmIdentifier of a scheme, as CMS and certificates write it. */
export function algorithmIdentifier({ kind, hash }: Scheme): pkijs.AlgorithmIdentifier {
  if (kind === 'rsa-pss' && hash) return pssIdentifier(hash)
  const [algorithmId] =
    Object.entries(schemes).find(([, scheme]) => scheme.kind === kind && scheme.hash === hash) ?? []
  if (!algorithmId) throw new Error(`there is no signature algorithm of ${kind} with ${hash}`)
  return new pkijs.AlgorithmIdentifier({
    algorithmId,
    ...(kind === 'rsa' && { algorithmParams: new asn1js.Null() }),
  })
}

/** The AlgorithmIdentifier of a digest. RFC 5754 §2: no parameters. */
export const digestIdentifier = (name: DigestName): pkijs.AlgorithmIdentifier =>
  new pkijs.AlgorithmIdentifier({ algorithmId: digestOids[name] })

const saltLengths: Record<DigestName, number> = { sha256: 32, sha384: 48, sha512: 64 }

function pssIdentifier(hash: DigestName): pkijs.AlgorithmIdentifier {
  const hashAlgorithm = new pkijs.AlgorithmIdentifier({
    algorithmId: digestOids[hash],
    algorithmParams: new asn1js.Null(),
  })
  const maskGenAlgorithm = new pkijs.AlgorithmIdentifier({
    algorithmId: '1.2.840.113549.1.1.8',
    algorithmParams: hashAlgorithm.toSchema(),
  })
  const params = new pkijs.RSASSAPSSParams({ hashAlgorithm, maskGenAlgorithm, saltLength: saltLengths[hash] })
  return new pkijs.AlgorithmIdentifier({ algorithmId: rsaPss, algorithmParams: params.toSchema() })
}

/** How `node:crypto` is told to sign or check with a key by a scheme. */
export const keyOptions = (key: KeyObject, { kind, hash }: Scheme) =>
  kind === 'rsa-pss' && hash
    ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: saltLengths[hash] }
    : { key }

/** What a key must be for a scheme: a key of another kind never answers for it. */
const keyTypes: Record<Scheme['kind'], readonly string[]> = {
  rsa: ['rsa'],
  'rsa-pss': ['rsa', 'rsa-pss'],
  ecdsa: ['ec'],
  ed25519: ['ed25519'],
}

/** Whether `signature` was made over `data` by the owner of the key. False also where the two do not fit. */
export function isSignedBy(input: {
  publicKey: KeyObject
  scheme: Scheme
  data: Uint8Array
  signature: Uint8Array
}): boolean {
  const { publicKey, scheme, data, signature } = input
  if (!keyTypes[scheme.kind].includes(publicKey.asymmetricKeyType ?? '')) return false
  const key = keyOptions(publicKey, scheme)
  const anySalt = 'saltLength' in key ? { ...key, saltLength: constants.RSA_PSS_SALTLEN_AUTO } : key
  try {
    return verify(scheme.hash, data, anySalt, signature)
  } catch {
    return false
  }
}
