// What browsers answer for a passkey, checked by a library: its errors are refusals here.
import { createPublicKey } from 'node:crypto'
import type { PasskeyFact } from '@countersign/contract/envelope-facts'
import {
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { cose, decodeCredentialPublicKey } from '@simplewebauthn/server/helpers'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import type { Passkey, PasskeyParticulars } from './keyring.ts'

/** EdDSA, ES256, RS256 (RFC 9053): those that `domain/proofs/passkey.ts` checks. */
export const supportedAlgorithmIDs = [-8, -7, -257]

const Base64url = Type.String({ pattern: '^[A-Za-z0-9_-]*$', maxLength: 12_000 })
const Answer = Type.Object({
  id: Base64url,
  rawId: Base64url,
  type: Type.Literal('public-key'),
  response: Type.Object({
    clientDataJSON: Base64url,
    attestationObject: Type.Optional(Base64url),
    authenticatorData: Type.Optional(Base64url),
    signature: Type.Optional(Base64url),
    transports: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 10 })),
  }),
})
export type Answer = Static<typeof Answer>
export type Expected = { challenge: string; origin: string; rpId: string }

const mostAnswerLength = 20_000

export function answerFrom(text: string): Answer | null {
  if (text.length > mostAnswerLength) return null
  try {
    const value: unknown = JSON.parse(text)
    return Value.Check(Answer, value) ? value : null
  } catch {
    return null
  }
}

const expecting = ({ challenge, origin, rpId }: Expected) => ({
  expectedChallenge: challenge,
  expectedOrigin: origin,
  expectedRPID: rpId,
  requireUserVerification: true,
})

/** A passkey that was just made, or null. No attestation is asked for: which device it is does not matter. */
export async function passkeyFrom(
  answer: Answer,
  expected: Expected,
): Promise<(Omit<PasskeyParticulars, 'envelopeId'> & { counter: number }) | null> {
  const { clientDataJSON, attestationObject, transports = [] } = answer.response
  if (attestationObject === undefined) return null
  const response: RegistrationResponseJSON = {
    ...{ id: answer.id, rawId: answer.rawId, type: answer.type, clientExtensionResults: {} },
    response: { clientDataJSON, attestationObject },
  }
  try {
    const { registrationInfo } = await verifyRegistrationResponse({
      ...{ response, supportedAlgorithmIDs, ...expecting(expected) },
    })
    if (!registrationInfo) return null
    const { id: credentialId, publicKey, counter } = registrationInfo.credential
    return {
      ...{ credentialId, counter, transports },
      cose: Buffer.from(publicKey).toString('base64url'),
      publicKey: publicKeyOf(publicKey),
    }
  } catch {
    return null
  }
}

type Assertion = Pick<PasskeyFact, 'authenticatorData' | 'clientData' | 'signature'> & { counter: number }

export async function assertionFrom(
  answer: Answer,
  { passkey, ...expected }: Expected & { passkey: Passkey },
): Promise<Assertion | null> {
  const { clientDataJSON, authenticatorData, signature } = answer.response
  if (authenticatorData === undefined || signature === undefined) return null
  const response: AuthenticationResponseJSON = {
    ...{ id: answer.id, rawId: answer.rawId, type: answer.type, clientExtensionResults: {} },
    response: { clientDataJSON, authenticatorData, signature },
  }
  const { credentialId: id, cose: key, counter } = passkey
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      ...{ response, ...expecting(expected) },
      credential: { id, publicKey: new Uint8Array(Buffer.from(key, 'base64url')), counter },
    })
    if (!verified) return null
    const { newCounter } = authenticationInfo
    return { authenticatorData, clientData: clientDataJSON, signature, counter: newCounter }
  } catch {
    return null
  }
}

/** SubjectPublicKeyInfo, which every other program reads. Throws for kinds that were not asked for. */
function publicKeyOf(bytes: Uint8Array<ArrayBuffer>): string {
  const key = decodeCredentialPublicKey(bytes)
  const text = (value: Uint8Array | undefined) => Buffer.from(value ?? []).toString('base64url')
  const jwk = cose.isCOSEPublicKeyEC2(key)
    ? { kty: 'EC', crv: 'P-256', x: text(key.get(cose.COSEKEYS.x)), y: text(key.get(cose.COSEKEYS.y)) }
    : cose.isCOSEPublicKeyRSA(key)
      ? { kty: 'RSA', n: text(key.get(cose.COSEKEYS.n)), e: text(key.get(cose.COSEKEYS.e)) }
      : { kty: 'OKP', crv: 'Ed25519', x: text((key as cose.COSEPublicKeyOKP).get(cose.COSEKEYS.x)) }
  return createPublicKey({ key: jwk, format: 'jwk' })
    .export({ format: 'der', type: 'spki' })
    .toString('base64url')
}
