// Asks for a passkey and takes the answer: to show that it is the same person, and to bind what that person signs.
import { randomBytes } from 'node:crypto'
import type { PasskeyFact } from '@countersign/contract/envelope-facts'
import { generateAuthenticationOptions, generateRegistrationOptions } from '@simplewebauthn/server'
import type { Tx } from '../../db/sql.ts'
import { challengeOf, faultsOfAssertion } from '../../domain/proofs/passkey.ts'
import type { Ceremony, Seat, Visitor } from '../ceremony/link.ts'
import { latestOf } from '../holdings.ts'
import type { PasskeyAsked } from '../people/particulars.ts'
import { type Keyring, keepPasskey, keyringOf, notePasskey, type Passkey } from './keyring.ts'
import {
  type Answer,
  answerFrom,
  assertionFrom,
  type Expected,
  passkeyFrom,
  supportedAlgorithmIDs,
} from './passkey-answers.ts'

export type Purpose = PasskeyAsked['purpose']
export type Answering = { ceremony: Ceremony; seat: Seat; visitor: Visitor; now: Date }

const goodMs = 5 * 60_000
const timeout = goodMs
const rpIdOf = ({ origin }: Pick<Visitor, 'origin'>): string => new URL(origin).hostname

const ringOf = (tx: Tx, { ceremony, seat, visitor }: Answering): Promise<Keyring> =>
  keyringOf(tx, seat.opened.envelope.accountId, {
    ...{ kms: ceremony.archive.kms, email: seat.person.said.email, rpId: rpIdOf(visitor) },
  })

/** What the browser is asked, and what is to be remembered of it. Null where there is nothing to be asked. */
export async function passkeyQuestion(tx: Tx, answering: Answering, purpose: Purpose) {
  const { seat, visitor, now } = answering
  const { said } = seat.person
  const ring = await ringOf(tx, answering)
  const isNew = ring.passkeys.length === 0
  if (isNew && purpose === 'act') return null
  const [rpID, until] = [rpIdOf(visitor), new Date(now.getTime() + goodMs).toISOString()]
  const bound = purpose === 'act' ? boundTo(seat) : null
  const challenge = bound ? challengeOf(bound) : randomBytes(32)
  const asked: PasskeyAsked = {
    ...{ purpose, isNew, bound, until, challenge: challenge.toString('base64url') },
  }
  if (!isNew)
    return {
      asked,
      mode: 'get',
      publicKey: await generateAuthenticationOptions({
        ...{ rpID, challenge: new Uint8Array(challenge), timeout, userVerification: 'required' },
        allowCredentials: ring.passkeys.map(({ credentialId: id, transports }) => ({ id, transports })),
      }),
    }
  return {
    asked,
    mode: 'create',
    publicKey: await generateRegistrationOptions({
      ...{
        rpID,
        rpName: 'Countersign',
        challenge: new Uint8Array(challenge),
        timeout,
        supportedAlgorithmIDs,
      },
      ...{ userID: new Uint8Array(ring.handle), userName: said.email, userDisplayName: said.name },
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
    }),
  }
}

/** Everything that is signed, as it stands now, and what was agreed to. */
function boundTo({ opened, person }: Seat): NonNullable<PasskeyAsked['bound']> {
  const revisions = opened.documents.flatMap(({ documentId, ordinal }) => {
    const latest = latestOf(opened, ordinal)
    return latest ? [{ documentId, revision: latest.number, sha256: latest.sha256 }] : []
  })
  return {
    revisions,
    consentSha256: person.said.consent?.sha256 ?? '',
    nonce: randomBytes(32).toString('hex'),
  }
}

export type PasskeyProof = { passkey: Passkey; fact: PasskeyFact | null }

/** Null where the answer is not that of this person's passkey to what was asked. */
export async function passkeyAnswer(
  tx: Tx,
  answering: Answering,
  { purpose, answer }: { purpose: Purpose; answer: string },
): Promise<PasskeyProof | null> {
  const { seat, now } = answering
  const asked = seat.person.said.passkeyAsked
  if (asked?.purpose !== purpose || new Date(asked.until) <= now) return null
  const given = answerFrom(answer)
  if (!given) return null
  const ring = await ringOf(tx, answering)
  return (asked.isNew ? registered : asserted)(tx, { ...answering, asked, ring, given })
}

type Checking = Answering & { asked: PasskeyAsked; ring: Keyring; given: Answer }

const expectedOf = ({ asked, visitor }: Checking): Expected => ({
  ...{ challenge: asked.challenge, origin: visitor.origin, rpId: rpIdOf(visitor) },
})

/** Somebody else may have made one in another window: then that one is asked for. */
async function registered(tx: Tx, checking: Checking): Promise<PasskeyProof | null> {
  const { ceremony, seat, ring, given, now } = checking
  if (ring.passkeys.length > 0) return null
  const made = await passkeyFrom(given, expectedOf(checking))
  if (!made) return null
  const { accountId, id: envelopeId } = seat.opened.envelope
  const [id, { counter, ...credential }] = [ceremony.scribe.newId('psk'), made]
  const passkey = { ...credential, envelopeId }
  const rpId = rpIdOf(checking.visitor)
  await keepPasskey(tx, accountId, { keyring: ring, rpId, id, passkey, counter, at: now })
  return { passkey: { ...passkey, id, counter, createdAt: now }, fact: null }
}

async function asserted(tx: Tx, checking: Checking): Promise<PasskeyProof | null> {
  const { asked, ring, given, seat, now, visitor } = checking
  const passkey = ring.passkeys.find(({ credentialId }) => credentialId === given.id)
  const checked = passkey && (await assertionFrom(given, { ...expectedOf(checking), passkey }))
  if (!passkey || !checked) return null
  const { counter, ...assertion } = checked
  const { credentialId, publicKey, envelopeId: registeredIn, createdAt } = passkey
  const fact: PasskeyFact | null = asked.bound && {
    ...{ credentialId, publicKey, registeredIn, registeredAt: createdAt.toISOString() },
    ...{ rpId: rpIdOf(visitor), origin: visitor.origin, ...asked.bound, ...assertion, at: now.toISOString() },
  }
  // What others could not check later is no proof.
  if (fact && faultsOfAssertion(fact).length > 0) return null
  await notePasskey(tx, seat.opened.envelope.accountId, { id: passkey.id, counter, at: now })
  return { passkey, fact }
}
