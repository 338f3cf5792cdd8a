// Where a credential wants its owner's word in a browser (CSC API v2.0.0.2 §8.4.2, `oauth2code`): the way there, the way
// back, and what the answer is exchanged for. Nothing is remembered in between: state and verifier follow from the request.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { Problem } from '../../platform/problem.ts'
import type { CscAccess, Json } from './csc-client.ts'

/** `returnUrl` is empty where nobody could come back: the installation has no public address. */
export type ConsentSettings = CscAccess & { returnUrl: string }

type Asked = { id: string; credentialID: string; hashes: readonly string[]; hashAlgorithmOID: string }

const unusable = (why: string) =>
  new Problem(
    'key.unusable',
    `The signature service cannot be used: its owner must agree in a browser. ${why}`,
  )

function derived({ clientSecret, returnUrl }: ConsentSettings, what: string): string {
  if (clientSecret === '') throw unusable('Set COUNTERSIGN_CSC_CLIENT_SECRET.')
  if (returnUrl === '') throw unusable('Set COUNTERSIGN_PUBLIC_URL, where the browser comes back to.')
  return createHmac('sha256', clientSecret).update(what).digest('base64url')
}

const verifierOf = (settings: ConsentSettings, id: string): string => derived(settings, `verifier of ${id}`)
const stateOf = (settings: ConsentSettings, id: string): string =>
  `${id}.${derived(settings, `state of ${id}`)}`

export function consentUrl(
  settings: ConsentSettings,
  { id, credentialID, hashes, hashAlgorithmOID }: Asked,
): string {
  const url = new URL(settings.tokenUrl.replace(/token$/, 'authorize'))
  const asked = {
    ...{ response_type: 'code', client_id: settings.clientId, redirect_uri: settings.returnUrl },
    ...{ scope: 'credential', state: stateOf(settings, id), credentialID, numSignatures: '1' },
    // Here they are base64url, elsewhere base64.
    hashes: hashes.map((hash) => Buffer.from(hash, 'base64').toString('base64url')).join(','),
    hashAlgorithmOID,
    code_challenge: createHash('sha256').update(verifierOf(settings, id)).digest('base64url'),
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value)
  return url.href
}

/** Which request a browser comes back for, and with what. `code` is null where the owner did not agree. */
export function readReturn(
  settings: ConsentSettings,
  returned: URLSearchParams,
): { id: string; code: string | null } {
  const state = Buffer.from(returned.get('state') ?? '')
  const [id = ''] = state.toString().split('.')
  const expected = Buffer.from(stateOf(settings, id))
  if (state.length !== expected.length || !timingSafeEqual(state, expected))
    throw new Problem('signature.callback_refused', 'This address does not lead back to a signature request.')
  return { id, code: returned.get('code') }
}

/** Exchanged for the signature activation data (§8.4.3). */
export const exchangeForm = (
  settings: ConsentSettings,
  { id, code }: { id: string; code: string },
): Json => ({
  grant_type: 'authorization_code',
  ...{ code, redirect_uri: settings.returnUrl, code_verifier: verifierOf(settings, id) },
})
