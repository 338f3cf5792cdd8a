// Signed notes and the keys that check them (c2sp.org/signed-note), with Ed25519 (RFC 8032).
import { createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto'

/** 1: signs the text of a note. 4: a witness, which signs the text and the time (c2sp.org/tlog-cosignature). */
export type KeyType = 1 | 4

/** A public key as `name+id+key`. */
export type VerifierKey = { name: string; type: KeyType; id: Uint8Array; publicKey: Uint8Array }

/** A private key with the name that it signs under. */
export type Signer = { name: string; privateKey: KeyObject }

export type NoteSignature = { name: string; id: Uint8Array; signature: Uint8Array }
export type Note = {
  /** Ends with a line feed. */
  text: string
  signatures: NoteSignature[]
}

const longestNote = 64 * 1024
const mostSignatures = 64
/** The fixed beginning of the DER of an Ed25519 public key (RFC 8410 §4). */
const ed25519Head = Buffer.from('302a300506032b6570032100', 'hex')
const publicKeyBytes = 32

function checkName(name: string): string {
  if (name === '' || name.length > 255 || /[\s+\p{Cc}]/u.test(name))
    throw new Error('The name of a key has one to 255 characters, none of them a space or a plus.')
  return name
}

const keyId = (name: string, type: KeyType, publicKey: Uint8Array): Buffer =>
  hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(type), publicKey]), 'buffer').subarray(
    0,
    4,
  )

/** The public half of an Ed25519 key, under a name. */
export function verifierKey({ name, privateKey }: Signer, type: KeyType): VerifierKey {
  const der = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error('A log is signed with Ed25519.')
  const publicKey = der.subarray(-publicKeyBytes)
  return { name: checkName(name), type, id: keyId(name, type, publicKey), publicKey }
}

/** The same public key under another name. */
export const verifierKeyNamed = (name: string, { type, publicKey }: VerifierKey): VerifierKey => ({
  name: checkName(name),
  type,
  id: keyId(name, type, publicKey),
  publicKey,
})

export const formatVerifierKey = ({ name, type, id, publicKey }: VerifierKey): string =>
  `${name}+${Buffer.from(id).toString('hex')}+${Buffer.concat([Buffer.of(type), publicKey]).toString('base64')}`

/** Throws where the text is no key, or its id does not belong to it. */
export function parseVerifierKey(text: string): VerifierKey {
  const [, name = '', id = '', encoded = ''] =
    /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(text.trim()) ?? []
  const bytes = Buffer.from(encoded, 'base64')
  const type = bytes[0]
  if (bytes.length !== 1 + publicKeyBytes || (type !== 1 && type !== 4))
    throw new Error('This is no key of a log or witness. It should look like name+1a2b3c4d+AbC…')
  const publicKey = bytes.subarray(1)
  const key: VerifierKey = { name: checkName(name), type, id: keyId(name, type, publicKey), publicKey }
  if (Buffer.from(key.id).toString('hex') !== id)
    throw new Error(`The key of ${name} is damaged: its id does not belong to it.`)
  return key
}

/** A line that is added to a note, with its line feed. */
export const signatureLine = ({ name, id, signature }: NoteSignature): string =>
  `\u2014 ${name} ${Buffer.concat([id, signature]).toString('base64')}\n`

/** The note: the text, an empty line, the signature. */
export function signNote(text: string, signer: Signer): string {
  const { name, id } = verifierKey(signer, 1)
  const signature = sign(null, Buffer.from(text), signer.privateKey)
  return `${text}\n${signatureLine({ name, id, signature })}`
}

/** Throws where the text is no signed note; says nothing about who signed it. */
export function parseNote(note: string): Note {
  const malformed = (why: string) => new Error(`This is no signed note: ${why}.`)
  if (note.length > longestNote) throw malformed('it is too long')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what the format forbids
  if (/[\x00-\x09\x0b-\x1f]/.test(note)) throw malformed('it has control characters')
  const end = note.lastIndexOf('\n\n')
  if (end < 0 || !note.endsWith('\n')) throw malformed('its signatures are missing')
  const signatures = parseSignatures(note.slice(end + 2))
  if (signatures.length === 0) throw malformed('its signatures are missing')
  return { text: note.slice(0, end + 1), signatures }
}

/** Signature lines alone, as a witness answers. */
export function parseSignatures(lines: string): NoteSignature[] {
  const all = lines.split('\n').slice(0, -1)
  if (all.length > mostSignatures) throw new Error('There are too many signatures.')
  return all.map((line) => {
    const [, name = '', encoded = ''] = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? []
    const bytes = Buffer.from(encoded, 'base64')
    if (bytes.length < 5) throw new Error('A signature line of the note is malformed.')
    return { name, id: bytes.subarray(0, 4), signature: bytes.subarray(4) }
  })
}

/** Signatures that say they are by this key. */
export const signaturesOf = ({ signatures }: Note, key: VerifierKey): NoteSignature[] =>
  signatures.filter(({ name, id }) => name === key.name && Buffer.compare(id, key.id) === 0)

export function isSignature(key: VerifierKey, message: string, signature: Uint8Array): boolean {
  const der = Buffer.concat([ed25519Head, key.publicKey])
  const publicKey = createPublicKey({ key: der, format: 'der', type: 'spki' })
  return verify(null, Buffer.from(message), publicKey, signature)
}
