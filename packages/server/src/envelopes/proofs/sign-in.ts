// Sends a browser to sign in elsewhere, and takes it back: who signed in there must have the recipient's address.
import { timingSafeEqual } from 'node:crypto'
import { sha256 } from '../../platform/cipher.ts'
import { isProblem } from '../../platform/problem.ts'
import type { SignedIn, SignInStart } from '../../ports/sign-in.ts'
import { atSeat, type Ceremony, type Seat, type Visitor } from '../ceremony/link.ts'
import { type RecipientParticulars, type SignInAsked, sealRecipient } from '../people/particulars.ts'
import { updateRecipient } from '../people/recipients.store.ts'
import { openSession, type Session } from './session.ts'

const goodMs = 10 * 60_000
export const signInPath = '/sign-in/callback'
const redirectUriOf = ({ origin }: Visitor): string => `${origin}${signInPath}`

export type Returned =
  | ({ outcome: 'proven' } & Session)
  | { outcome: 'unknown' | 'refused' | 'stranger' | 'away' }

/** Null where it is not asked for; `away` where the provider does not answer. */
export async function beginSignIn(
  ceremony: Ceremony,
  visitor: Visitor,
): Promise<SignInStart | 'away' | null> {
  const isAsked = await atSeat(ceremony, visitor, async (_tx, seat) => seat.person.said.signIn === true)
  if (!isAsked) return null
  // The operator may have taken the provider away since the envelope was sent.
  return (await quietly(ceremony.signIn?.start(redirectUriOf(visitor)))) ?? 'away'
}

/** Undefined where the provider is not there: that is no fault of ours, and time mends it. */
async function quietly<T>(asking: Promise<T> | undefined): Promise<T | undefined> {
  try {
    return await asking
  } catch (error) {
    if (isProblem(error)) return undefined
    throw error
  }
}

export const rememberSignIn = (
  said: RecipientParticulars,
  { state, nonce, verifier }: SignInStart,
  now: Date,
): RecipientParticulars => ({
  ...{ ...said, passkeyAsked: null },
  signInAsked: {
    stateHash: sha256(state).toString('hex'),
    until: new Date(now.getTime() + goodMs).toISOString(),
    ...{ nonce, verifier },
  },
})

/** The browser is back. What was remembered is used up, whatever comes of it. */
export async function endSignIn(
  ceremony: Ceremony,
  visitor: Visitor,
  returned: URLSearchParams,
): Promise<Returned> {
  const state = returned.get('state') ?? ''
  const asked = await takeAsked(ceremony, visitor, state)
  const { signIn } = ceremony
  if (!asked || !signIn) return { outcome: 'unknown' }
  const { nonce, verifier } = asked
  const back = { state, nonce, verifier, returned, redirectUri: redirectUriOf(visitor) }
  const person = await quietly(signIn.finish(back))
  if (person === undefined) return { outcome: 'away' }
  if (person === null) return { outcome: 'refused' }
  const now = ceremony.scribe.clock()
  const done = await atSeat(ceremony, visitor, async (tx, seat): Promise<Returned> => {
    if (!isSame(seat, person)) return { outcome: 'stranger' }
    const { email, issuer, subject } = person
    const signInFact = { issuer, subject, email: email ?? '', at: now.toISOString() }
    const session = await openSession(
      ...([tx, { ceremony, seat, visitor, now }, { step: null, said: { signInFact } }] as const),
    )
    return { outcome: 'proven', ...session }
  })
  return done ?? { outcome: 'unknown' }
}

const takeAsked = (ceremony: Ceremony, visitor: Visitor, state: string): Promise<SignInAsked | null> =>
  atSeat(ceremony, visitor, async (tx, { opened, person: { row, said } }) => {
    const asked = said.signInAsked
    const given = Buffer.from(sha256(state).toString('hex'))
    if (!asked || !timingSafeEqual(given, Buffer.from(asked.stateHash))) return null
    const particulars = sealRecipient(opened.key, row.id, { ...said, signInAsked: null })
    await updateRecipient(tx, row.accountId, { id: row.id, set: { particulars } })
    return new Date(asked.until) > ceremony.scribe.clock() ? asked : null
  })

const plain = (address: string): string => address.trim().toLowerCase()

const isSame = ({ person }: Seat, { email }: SignedIn): boolean =>
  email !== null && plain(email) === plain(person.said.email)
