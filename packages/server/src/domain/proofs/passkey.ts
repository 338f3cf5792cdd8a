// What a passkey signed when somebody acted, checked with nothing but itself (W3C Web Authentication Level 3, §7.2).
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { PasskeyFact } from '@countersign/contract/envelope-facts'

type Bound = Pick<PasskeyFact, 'revisions' | 'consentSha256' | 'nonce'>

const sha256 = (...parts: Uint8Array[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** All parts have 32 bytes, so that nothing can pass for something else. */
export const challengeOf = ({ revisions, consentSha256, nonce }: Bound): Buffer =>
  sha256(
    ...[...revisions.map((one) => one.sha256), consentSha256, nonce].map((hex) => Buffer.from(hex, 'hex')),
  )

const userVerified = 0x05 // §6.1: present (bit 0) and verified (bit 2)

/** Empty where the assertion is good. */
export function faultsOfAssertion(fact: PasskeyFact): string[] {
  const clientData = Buffer.from(fact.clientData, 'base64url')
  const authenticatorData = Buffer.from(fact.authenticatorData, 'base64url')
  const said = clientDataOf(clientData)
  const signed = Buffer.concat([authenticatorData, sha256(clientData)])
  const flags = authenticatorData[32] ?? 0
  const checks: [boolean, string][] = [
    [said.type === 'webauthn.get', 'it is no assertion'],
    [
      said.challenge === challengeOf(fact).toString('base64url'),
      'its challenge is not made of these revisions, this consent and this nonce',
    ],
    [said.origin === fact.origin, 'it was given to another address'],
    [belongs(fact), `${fact.origin} is not of the domain ${fact.rpId}`],
    [
      authenticatorData.subarray(0, 32).equals(sha256(Buffer.from(fact.rpId))),
      'it was made for another domain',
    ],
    [(flags & userVerified) === userVerified, 'the authenticator did not verify its user'],
    [isSigned(fact, signed), 'its signature is not good'],
  ]
  return checks.flatMap(([holds, fault]) => (holds ? [] : [fault]))
}

type ClientData = { type?: unknown; challenge?: unknown; origin?: unknown }

function clientDataOf(bytes: Buffer): ClientData {
  try {
    return (JSON.parse(bytes.toString('utf8')) ?? {}) as ClientData
  } catch {
    return {}
  }
}

function belongs({ origin, rpId }: PasskeyFact): boolean {
  const host = URL.canParse(origin) ? new URL(origin).hostname : ''
  return host === rpId || host.endsWith(`.${rpId}`)
}

function isSigned({ publicKey, signature }: PasskeyFact, signed: Buffer): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64url'), format: 'der', type: 'spki' })
    return verify(hashOf(key), signed, key, Buffer.from(signature, 'base64url'))
  } catch {
    return false
  }
}

/** ES256, RS256 and EdDSA, the three that are taken. */
const hashOf = ({ asymmetricKeyType }: KeyObject): string | null =>
  asymmetricKeyType === 'ed25519' ? null : 'sha256'
