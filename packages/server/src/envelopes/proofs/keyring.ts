// The passkeys of a person at an account, by address: whoever has one uses it for every later envelope.
import type { Tx } from '../../db/sql.ts'
import { accountKey } from '../../documents/keys.ts'
import { keyedHash, sealJson, unsealJson } from '../../platform/cipher.ts'
import type { Kms } from '../../ports/kms.ts'
import { deletePasskeys, insertPasskey, listPasskeys, updatePasskey } from './passkeys.store.ts'

/** What stands under the account's key. `cose` as the authenticator gave it, `publicKey` for everybody else. */
export type PasskeyParticulars = {
  credentialId: string
  cose: string
  publicKey: string
  transports: string[]
  envelopeId: string
}
export type Passkey = PasskeyParticulars & { id: string; counter: number; createdAt: Date }

/** Of one person: `handle` is what authenticators know that person by, the same every time. */
export type Keyring = { accountKey: Uint8Array; emailHash: Buffer; handle: Buffer; passkeys: Passkey[] }

const contextOf = (id: string): string => `passkey ${id}`
const plainAddress = (email: string): string => email.trim().toLowerCase()

export async function keyringOf(
  tx: Tx,
  accountId: string,
  { kms, email, rpId }: { kms: Kms; email: string; rpId: string },
): Promise<Keyring> {
  const key = await accountKey(tx, accountId, kms)
  const emailHash = keyedHash(key, `passkeys of ${plainAddress(email)}`)
  const rows = await listPasskeys(tx, accountId, { emailHash, rpId })
  return {
    ...{ accountKey: key, emailHash, handle: keyedHash(key, `passkey handle of ${plainAddress(email)}`) },
    passkeys: rows.map(({ id, particulars, counter, createdAt }) => ({
      ...unsealJson<PasskeyParticulars>(key, particulars, contextOf(id)),
      ...{ id, counter, createdAt },
    })),
  }
}

type Keeping = {
  keyring: Keyring
  rpId: string
  id: string
  passkey: PasskeyParticulars
  counter: number
  at: Date
}

export const keepPasskey = (
  tx: Tx,
  accountId: string,
  { keyring, rpId, id, passkey, counter, at }: Keeping,
): Promise<void> =>
  insertPasskey(tx, accountId, {
    ...{ id, rpId, emailHash: keyring.emailHash, counter, createdAt: at, usedAt: null },
    particulars: sealJson(keyring.accountKey, passkey, contextOf(id)),
  })

export const notePasskey = (
  tx: Tx,
  accountId: string,
  { id, counter, at }: { id: string; counter: number; at: Date },
): Promise<void> => updatePasskey(tx, accountId, { id, set: { counter, usedAt: at } })

/** For who has lost it: the next envelope asks for a new one. */
export async function forgetPasskeys(
  tx: Tx,
  accountId: string,
  { kms, email }: { kms: Kms; email: string },
): Promise<number> {
  const { emailHash } = await keyringOf(tx, accountId, { kms, email, rpId: '' })
  return deletePasskeys(tx, accountId, { emailHash })
}
