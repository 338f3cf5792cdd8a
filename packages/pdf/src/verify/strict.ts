// A SignedData as its bytes are (RFC 5652 §5, X.690): parsers forgive tags and lengths that no signer writes, and what
// they forgive can be changed without anybody noticing.

/** One value: its tag byte, its bytes with tag and length, and what is in it. */
export type Value = { tag: number; bytes: Uint8Array; content: Uint8Array; parts: Value[] }

const deepest = 40

/** All of `bytes` as values one after the other; null where lengths do not fit, or are left open (BER). */
export function valuesIn(bytes: Uint8Array, depth = 0): Value[] | null {
  const values: Value[] = []
  for (let at = 0; at < bytes.length; ) {
    const value = valueAt(bytes, at, depth)
    if (!value) return null
    values.push(value)
    at += value.bytes.length
  }
  return values
}

function valueAt(bytes: Uint8Array, at: number, depth: number): Value | null {
  const [tag = 0, first = 0x80] = bytes.subarray(at, at + 2)
  if (depth > deepest || (tag & 0x1f) === 0x1f || first === 0x80) return null
  const count = first < 0x80 ? 0 : first & 0x7f
  if (count > 4) return null
  let length = first < 0x80 ? first : 0
  for (const byte of bytes.subarray(at + 2, at + 2 + count)) length = length * 256 + byte
  const start = at + 2 + count
  const content = bytes.subarray(start, start + length)
  if (content.length !== length) return null
  const parts = (tag & 0x20) === 0 ? [] : valuesIn(content, depth + 1)
  return parts && { tag, bytes: bytes.subarray(at, start + length), content, parts }
}

const [integer, octets, identifier, sequence, set] = [0x02, 0x04, 0x06, 0x30, 0x31]
const [zero, one, keyIdentifier] = [0xa0, 0xa1, 0x80]

/** What a SignedData is made of; `certificates` as they stand there. */
export type Parts = { certificates: Uint8Array[] }

/** Takes a ContentInfo apart by the grammar; null where a tag is not the one that belongs there. */
export function partsOf(der: Uint8Array): Parts | null {
  const [info, ...rest] = valuesIn(der) ?? []
  const [type, wrapped, ...more] = info?.parts ?? []
  const [data] = wrapped?.parts ?? []
  if (info?.tag !== sequence || type?.tag !== identifier || wrapped?.tag !== zero || data?.tag !== sequence)
    return null
  if (rest.length + more.length > 0 || wrapped.parts.length !== 1) return null
  const [version, digests, content, ...others] = data.parts
  const signers = others.at(-1)
  const optional = others.slice(0, -1)
  const signer = signers?.parts[0]
  const right =
    versionOf(version) === expectedVersion(content, signer, optional) &&
    digests?.tag === set &&
    digests.parts.every(isAlgorithm) &&
    content?.tag === sequence &&
    content.parts[0]?.tag === identifier &&
    optional.every(({ tag }, index) => tag === one || (tag === zero && index === 0)) &&
    signers?.tag === set &&
    signer !== undefined &&
    isSigner(signer) &&
    digests.parts.some(({ parts }) => same(parts[0], signer.parts[2]?.parts[0]))
  if (!right) return null
  const held = optional.find(({ tag }) => tag === zero)?.parts ?? []
  return { certificates: held.filter(({ tag }) => tag === sequence).map(({ bytes }) => bytes) }
}

const same = (a: Value | undefined, b: Value | undefined) =>
  a !== undefined && b !== undefined && Buffer.compare(a.bytes, b.bytes) === 0

const versionOf = (value: Value | undefined) =>
  value?.tag === integer && value.content.length === 1 ? value.content[0] : undefined

const idData = Buffer.from('06092a864886f70d010701', 'hex')

/** RFC 5652 §5.1: it follows from what is inside. */
function expectedVersion(
  content: Value | undefined,
  signer: Value | undefined,
  optional: readonly Value[],
): number {
  const held = new Set(optional.flatMap(({ parts }) => parts.map(({ tag }) => tag)))
  if (held.has(0xa3)) return 5
  if (held.has(0xa2)) return 4
  const type = content?.parts[0]?.bytes
  const plain = type !== undefined && idData.equals(type) && versionOf(signer?.parts[0]) === 1
  return plain && !held.has(0xa1) ? 1 : 3
}

const isAlgorithm = ({ tag, parts }: Value) =>
  tag === sequence &&
  parts[0]?.tag === identifier &&
  parts.length <= 2 &&
  (parts[1]?.tag !== 0x05 || parts[1].content.length === 0)

/** SignerInfo: version, sid, digestAlgorithm, [0] signedAttrs, signatureAlgorithm, signature, [1] unsignedAttrs. */
function isSigner({ tag, parts }: Value): boolean {
  const [version, sid, digest, ...rest] = parts
  const attributes = rest[0]?.tag === zero ? rest.shift() : undefined
  const [algorithm, signature, unsigned, ...more] = rest
  return (
    tag === sequence &&
    sid !== undefined &&
    (isIssuerAndSerial(sid)
      ? versionOf(version) === 1
      : versionOf(version) === 3 && sid.tag === keyIdentifier) &&
    digest !== undefined &&
    isAlgorithm(digest) &&
    (attributes === undefined || attributes.parts.every(isAttribute)) &&
    algorithm !== undefined &&
    isAlgorithm(algorithm) &&
    signature?.tag === octets &&
    (unsigned === undefined || (unsigned.tag === one && unsigned.parts.every(isAttribute))) &&
    more.length === 0
  )
}

const isAttribute = ({ tag, parts }: Value) =>
  tag === sequence && parts.length === 2 && parts[0]?.tag === identifier && parts[1]?.tag === set

function isIssuerAndSerial({ tag, parts }: Value): boolean {
  const [name, serial, ...more] = parts
  return (
    tag === sequence &&
    name?.tag === sequence &&
    name.parts.every(isRelativeName) &&
    serial?.tag === integer &&
    more.length === 0
  )
}

const isRelativeName = ({ tag, parts }: Value) =>
  tag === set &&
  parts.every((part) => part.tag === sequence && part.parts.length === 2 && part.parts[0]?.tag === identifier)

/** Whether values are written with open lengths somewhere, as BER allows: then only lenient parsers can judge. */
export const isOpenEnded = (der: Uint8Array): boolean => der[1] === 0x80
