// An authenticator in software: what a browser would answer, with one key for one domain.
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'

type Question = { challenge: string }

const sha256 = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest()

export function softAuthenticator(origin: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const id = sha256(x).subarray(0, 16)
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'))
  const rpHash = sha256(new URL(origin).hostname)
  let used = 0
  const dataWith = (flags: number, more = Buffer.alloc(0)): Buffer => {
    const counter = Buffer.alloc(4)
    used += 1
    counter.writeUInt32BE(used)
    return Buffer.concat([rpHash, Buffer.from([flags]), counter, more])
  }
  const clientData = (type: string, { challenge }: Question, at = origin) =>
    Buffer.from(JSON.stringify({ type, challenge, origin: at, crossOrigin: false }))
  const answer = (response: object) => {
    const credentialId = id.toString('base64url')
    return JSON.stringify({ id: credentialId, rawId: credentialId, type: 'public-key', response })
  }
  return {
    create(question: Question): string {
      const cose = isoCBOR.encode(
        new Map<number, number | Uint8Array<ArrayBuffer>>([
          ...([
            [1, 2],
            [3, -7],
            [-1, 1],
          ] as const),
          [-2, bytes(x)],
          [-3, bytes(y)],
        ]),
      )
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, cose])
      const attestation = isoCBOR.encode(
        new Map<string, string | Uint8Array<ArrayBuffer> | Map<string, string>>([
          ['fmt', 'none'],
          ['attStmt', new Map<string, string>()],
          ['authData', new Uint8Array(dataWith(0x45, attested))],
        ]),
      )
      return answer({
        clientDataJSON: clientData('webauthn.create', question).toString('base64url'),
        attestationObject: Buffer.from(attestation).toString('base64url'),
      })
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
