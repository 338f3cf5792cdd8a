// An authenticator in software: what a browser would answer, with one key for one domain.
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'

type Question = { challenge: string }
type Bytes = Uint8Array<ArrayBuffer>

const sha256 = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest()

/** As COSE has it (RFC 9053 §2.1): ES256. */
function coseOf(publicKey: KeyObject): Uint8Array {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const bytes = (text: string): Bytes => new Uint8Array(Buffer.from(text, 'base64url'))
  const parts: [number, number | Bytes][] = [
    ...([
      [1, 2],
      [3, -7],
      [-1, 1],
    ] satisfies [number, number][]),
    ...([
      [-2, bytes(x)],
      [-3, bytes(y)],
    ] satisfies [number, Bytes][]),
  ]
  return isoCBOR.encode(new Map(parts))
}

function attestationOf(authData: Uint8Array): string {
  const parts: [string, string | Bytes | Map<string, string>][] = [
    ['fmt', 'none'],
    ['attStmt', new Map<string, string>()],
    ['authData', new Uint8Array(authData)],
  ]
  return Buffer.from(isoCBOR.encode(new Map(parts))).toString('base64url')
}

export function softAuthenticator(origin: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const cose = coseOf(publicKey)
  const id = sha256(cose).subarray(0, 16)
  let used = 0
  function dataWith(flags: number, more = Buffer.alloc(0)): Buffer {
    const counter = Buffer.alloc(4)
    used += 1
    counter.writeUInt32BE(used)
    return Buffer.concat([sha256(new URL(origin).hostname), Buffer.from([flags]), counter, more])
  }
  const clientData = (type: string, { challenge }: Question, at = origin) =>
    Buffer.from(JSON.stringify({ type, challenge, origin: at, crossOrigin: false }))
  const answer = (response: object) => {
    const credentialId = id.toString('base64url')
    return JSON.stringify({ id: credentialId, rawId: credentialId, type: 'public-key', response })
  }
  return {
    create(question: Question): string {
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, cose])
      const clientDataJSON = clientData('webauthn.create', question).toString('base64url')
      return answer({ clientDataJSON, attestationObject: attestationOf(dataWith(0x45, attested)) })
    },
    /** `flags`: present and verified, unless said otherwise. */
    get(question: Question, { flags = 0x05, at = origin }: { flags?: number; at?: string } = {}): string {
      const client = clientData('webauthn.get', question, at)
      const data = dataWith(flags)
      const signature = sign('sha256', Buffer.concat([data, sha256(client)]), privateKey)
      return answer({
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: signature.toString('base64url'),
      })
    },
  }
}
