// Keys that others issued: PKCS#12 files (RFC 7292) and PEM.
import { createDecipheriv, createHash, createPrivateKey, type KeyObject, pbkdf2Sync } from 'node:crypto'
import * as asn1js from 'asn1js'
import { buffer } from '../cms.ts'
import { failure } from '../failure.ts'
import type { Issued } from '../pki.ts'
import { type Certificate, chainOf, readCertificate } from '../trust/certificates.ts'

const oids = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  keyBag: '1.2.840.113549.1.12.10.1.1',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certificateBag: '1.2.840.113549.1.12.10.1.3',
  tripleDes: '1.2.840.113549.1.12.1.3',
  pbes2: '1.2.840.113549.1.5.13',
} as const

/** Derivation and ciphers of PBES2 (RFC 8018 §6.2). */
const prfs: Record<string, string> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
}
const ciphers: Record<string, { name: string; keyBytes: number }> = {
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', keyBytes: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', keyBytes: 24 },
  '2.16.840.1.101.3.4.1.42': { name: 'aes-256-cbc', keyBytes: 32 },
  '1.2.840.113549.3.7': { name: 'des-ede3-cbc', keyBytes: 24 },
}
const mostIterations = 5_000_000

const unreadable = (cause?: unknown) =>
  failure(
    'key.unreadable',
    'The file is no PKCS#12 file (.p12, .pfx) that can be read. Export it again.',
    cause,
  )
const wrongPassword = (cause?: unknown) =>
  failure('key.password_wrong', 'The password does not open the key file. Check it.', cause)
const unsupported = () =>
  failure(
    'key.unsupported',
    'The key file uses an old cipher. Convert it: openssl pkcs12 -legacy -in OLD.p12 -nodes | openssl pkcs12 -export -out NEW.p12',
  )

/**
 * The key and its certificates out of a PKCS#12 file. The certificate is the one of the key, the chain goes from its
 * issuer as far as the file reaches. Throws `key.unreadable`, `key.password_wrong`, `key.unsupported`, `key.missing`.
 */
export function readPkcs12(bytes: Uint8Array, password: string): Issued {
  const keys: KeyObject[] = []
  const certificates: Certificate[] = []
  for (const bag of bagsOf(bytes, password)) {
    const [id, tagged] = bag
    const value = childrenOf(tagged)[0]
    if (id === oids.keyBag || id === oids.shroudedKeyBag) keys.push(keyOf(derOf(value), password))
    if (id === oids.certificateBag) certificates.push(certificateOf(value))
  }
  return pair(keys, certificates)
}

/** The same out of PEM texts: a key, encrypted or not, and certificates in any order. */
export function readPem(text: string, password?: string): Issued {
  const blocks = text.match(/-----BEGIN ([A-Z ]+)-----[\s\S]+?-----END \1-----/g) ?? []
  const keys: KeyObject[] = []
  const certificates: Certificate[] = []
  for (const block of blocks) {
    if (/BEGIN [A-Z ]*PRIVATE KEY/.test(block)) keys.push(pemKey(block, password))
    if (block.includes('BEGIN CERTIFICATE'))
      certificates.push(
        readCertificate(new Uint8Array(Buffer.from(block.replace(/-----[^-]+-----/g, ''), 'base64'))),
      )
  }
  return pair(keys, certificates)
}

function pemKey(key: string, passphrase: string | undefined): KeyObject {
  try {
    return createPrivateKey({ key, ...(passphrase !== undefined && { passphrase }) })
  } catch (error) {
    throw wrongPassword(error)
  }
}

function pair(keys: readonly KeyObject[], certificates: readonly Certificate[]): Issued {
  for (const key of keys)
    for (const certificate of certificates) {
      if (!certificate.x509.checkPrivateKey(key)) continue
      const [, ...chain] = chainOf(certificate, certificates)
      return {
        certificate: certificate.der,
        chain: chain.map(({ der }) => der),
        privateKey: new Uint8Array(key.export({ format: 'der', type: 'pkcs8' })),
      }
    }
  throw failure(
    'key.missing',
    'The file has no key with its certificate. Export both together, with the chain of the certificate.',
  )
}

type Bag = [id: string, value: asn1js.BaseBlock]

function bagsOf(bytes: Uint8Array, password: string): Bag[] {
  const [, authSafe] = childrenOf(parse(bytes))
  const contents = childrenOf(parse(octetsOf(childrenOf(childrenOf(authSafe)[1])[0])))
  return contents.flatMap((content) => {
    const [type, tagged] = childrenOf(content)
    const inner = childrenOf(tagged)[0]
    const kind = oidOf(type)
    if (kind === oids.data) return safeBags(octetsOf(inner))
    return kind === oids.encryptedData ? safeBags(decrypted(inner, password)) : []
  })
}

const safeBags = (bytes: Uint8Array): Bag[] =>
  childrenOf(parse(bytes)).flatMap((bag) => {
    const [id, value] = childrenOf(bag)
    return value ? [[oidOf(id), value]] : []
  })

function certificateOf(bag: asn1js.BaseBlock | undefined): Certificate {
  const [, tagged] = childrenOf(bag)
  return readCertificate(octetsOf(childrenOf(tagged)[0]))
}

function keyOf(der: Uint8Array, passphrase: string): KeyObject {
  try {
    return createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8', passphrase })
  } catch (error) {
    throw wrongPassword(error)
  }
}

/** EncryptedData (RFC 5652 §8): the certificates, as most programs write them. */
function decrypted(data: asn1js.BaseBlock | undefined, password: string): Uint8Array {
  const [, info] = childrenOf(data)
  const [, algorithm, content] = childrenOf(info)
  const [id, parameters] = childrenOf(algorithm)
  const { name, key, iv } = cipherFor(oidOf(id), { parameters, password })
  const decipher = createDecipheriv(name, key, iv)
  try {
    return new Uint8Array(Buffer.concat([decipher.update(octetsOf(content)), decipher.final()]))
  } catch (error) {
    throw wrongPassword(error)
  }
}

type Secret = { parameters: asn1js.BaseBlock | undefined; password: string }

function cipherFor(id: string, secret: Secret): { name: string; key: Uint8Array; iv: Uint8Array } {
  if (id === oids.pbes2) return pbes2(secret)
  if (id !== oids.tripleDes) throw unsupported()
  const [salt, count] = childrenOf(secret.parameters)
  const derive = (purpose: 1 | 2, size: number) =>
    derived({
      password: secret.password,
      salt: octetsOf(salt),
      iterations: iterationsOf(count),
      purpose,
    }).subarray(0, size)
  return { name: 'des-ede3-cbc', key: derive(1, 24), iv: derive(2, 8) }
}

function pbes2({ parameters, password }: Secret) {
  const [derivation, encryption] = childrenOf(parameters)
  const [salt, count, ...rest] = childrenOf(childrenOf(derivation)[1])
  const prf = rest.find((block) => block instanceof asn1js.Sequence)
  const digest = prf ? prfs[oidOf(childrenOf(prf)[0])] : 'sha1'
  const [cipherId, iv] = childrenOf(encryption)
  const cipher = ciphers[oidOf(cipherId)]
  if (!digest || !cipher) throw unsupported()
  const key = pbkdf2Sync(password, octetsOf(salt), iterationsOf(count), cipher.keyBytes, digest)
  return { name: cipher.name, key, iv: octetsOf(iv) }
}

/** RFC 7292 appendix B.2 with SHA-1: 40 octets, of which a key takes 24 and an IV 8. */
function derived(input: {
  password: string
  salt: Uint8Array
  iterations: number
  purpose: 1 | 2
}): Uint8Array {
  const block = 64
  const fill = (bytes: Uint8Array) => {
    const size = block * Math.ceil(bytes.length / block)
    return Buffer.from(Array.from({ length: size }, (_, index) => bytes[index % bytes.length] ?? 0))
  }
  const text = Buffer.from(`${input.password}\0`, 'utf16le').swap16()
  let source = Buffer.concat([fill(input.salt), fill(text)])
  const parts: Buffer[] = []
  for (let round = 0; round < 2; round += 1) {
    let hash = Buffer.concat([Buffer.alloc(block, input.purpose), source])
    for (let count = 0; count < input.iterations; count += 1) hash = createHash('sha1').update(hash).digest()
    parts.push(hash)
    source = added(source, fill(hash).subarray(0, block))
  }
  return Buffer.concat(parts)
}

/** Each block plus `addend` plus one, modulo 2^512. */
function added(source: Buffer, addend: Buffer): Buffer<ArrayBuffer> {
  const modulus = 1n << 512n
  const one = BigInt(`0x${addend.toString('hex')}`) + 1n
  const blocks = Array.from({ length: source.length / 64 }, (_, index) => {
    const value = (BigInt(`0x${source.toString('hex', index * 64, index * 64 + 64)}`) + one) % modulus
    return Buffer.from(value.toString(16).padStart(128, '0'), 'hex')
  })
  return Buffer.concat(blocks)
}

function iterationsOf(block: asn1js.BaseBlock | undefined): number {
  const count = block instanceof asn1js.Integer ? block.valueBlock.valueDec : 0
  if (count < 1 || count > mostIterations) throw unsupported()
  return count
}

function parse(bytes: Uint8Array): asn1js.BaseBlock {
  const { offset, result } = asn1js.fromBER(buffer(bytes))
  if (offset === -1) throw unreadable()
  return result
}

const childrenOf = (block: asn1js.BaseBlock | undefined): asn1js.BaseBlock[] => {
  if (block && 'value' in block.valueBlock && Array.isArray(block.valueBlock.value))
    return block.valueBlock.value
  throw unreadable()
}
const oidOf = (block: asn1js.BaseBlock | undefined): string =>
  block instanceof asn1js.ObjectIdentifier ? block.valueBlock.toString() : ''
const derOf = (block: asn1js.BaseBlock | undefined): Uint8Array => {
  if (!block) throw unreadable()
  return new Uint8Array(block.toBER(false))
}

/** Octets in one piece or in several (BER), also behind an implicit tag. */
function octetsOf(block: asn1js.BaseBlock | undefined): Uint8Array {
  if (!block) throw unreadable()
  const { value, valueHexView } = block.valueBlock as { value?: unknown; valueHexView?: Uint8Array }
  const parts = Array.isArray(value) ? value.filter((part) => part instanceof asn1js.OctetString) : []
  return parts.length > 0 ? Buffer.concat(parts.map(octetsOf)) : (valueHexView ?? new Uint8Array())
}
