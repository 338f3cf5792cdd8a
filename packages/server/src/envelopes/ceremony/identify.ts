// Proves who somebody is, where more was asked for than the link: access code, code by mail, authenticator app,
// passkey.
import { timingSafeEqual } from 'node:crypto'
import type { Tx } from '../../db/sql.ts'
import { sha256 } from '../../platform/cipher.ts'
import type { SignInStart } from '../../ports/sign-in.ts'
import { newCode, sealCode, writeLetter } from '../driving/asking.ts'
import { isAccessCode, sealRecipient } from '../people/particulars.ts'
import { cancelMails, updateRecipient } from '../people/recipients.store.ts'
import { type Answering, type Purpose, passkeyAnswer, passkeyQuestion } from '../proofs/passkey.ts'
import { openSession, type Session } from '../proofs/session.ts'
import { beginSignIn, rememberSignIn } from '../proofs/sign-in.ts'
import { wake } from '../record.ts'
import type { Language } from './consent.ts'
import { atSeat, type Ceremony, isProven, type Seat, standingOf, type Visitor } from './link.ts'
import { totpStep } from './totp.ts'

const minuteMs = 60_000
const codeMs = 10 * minuteMs
const mostWrong = 5
const restMs = 15 * minuteMs
/** Nobody's mailbox is filled by pressing a button. */
const betweenCodesMs = 30_000

/** `passkey` is what the browser answered, JSON. */
export type Codes = { access: string; mail: string; totp: string; passkey: string }
export type Identified =
  | ({ outcome: 'proven' } & Session)
  | { outcome: 'leaving'; url: string; language: Language }
  | { outcome: 'wrong' | 'resting' | 'nothing' | 'away' }

const isClosed = (seat: Seat, now: Date): boolean => {
  const standing = standingOf(seat, now)
  return standing !== 'open' && standing !== 'done' && standing !== 'completed'
}

/** Sends a new code, unless one was sent just now. */
export async function sendCode(ceremony: Ceremony, visitor: Visitor): Promise<void> {
  const { scribe } = ceremony
  await atSeat(ceremony, visitor, async (tx, seat) => {
    const { opened, person } = seat
    const { row, said } = person
    const now = scribe.clock()
    const fresh = row.codeUntil && row.codeUntil.getTime() - codeMs > now.getTime() - betweenCodesMs
    if (!said.emailCode || fresh || isClosed(seat, now) || isResting(seat, now)) return
    const code = newCode()
    const { envelope, key, mails } = opened
    const set = { codeHash: hashOf(row.id, code), codeUntil: new Date(now.getTime() + codeMs) }
    await updateRecipient(tx, envelope.accountId, { id: row.id, set })
    await cancelMails(tx, envelope.accountId, { recipientIds: [row.id], kinds: ['code'] })
    const number = mails.filter((mail) => mail.recipientId === row.id && mail.kind === 'code').length + 1
    const said2 = sealCode(key, row.id, code)
    await writeLetter(tx, scribe, { envelope, recipientId: row.id, kind: 'code', number, said: said2 })
    await wake(tx, envelope.accountId, { id: envelope.id, at: now })
  })
}

const hashOf = (recipientId: string, code: string): Buffer => sha256(`${recipientId} ${code}`)

const isResting = ({ person }: Seat, now: Date): boolean =>
  person.row.codesAfter !== null && person.row.codesAfter > now

/** What a browser gives to its passkeys; null where none is asked for, not now or not for this. */
export const askPasskey = (ceremony: Ceremony, visitor: Visitor, purpose: Purpose) =>
  atSeat(ceremony, visitor, async (tx, seat) => {
    const now = ceremony.scribe.clock()
    const { row, said } = seat.person
    const acts = purpose === 'act'
    const closed = acts ? !isProven(seat, visitor, now) || row.state !== 'consented' : isClosed(seat, now)
    if (!said.passkey || closed || isResting(seat, now)) return null
    const question = await passkeyQuestion(tx, { ceremony, seat, visitor, now }, purpose)
    if (!question) return null
    const { asked: passkeyAsked, mode, publicKey } = question
    const particulars = sealRecipient(seat.opened.key, row.id, { ...said, passkeyAsked })
    await updateRecipient(tx, row.accountId, { id: row.id, set: { particulars } })
    return { mode, publicKey }
  })

/** All that was asked for, at once; one wrong code says nothing about the others. */
export async function identify(ceremony: Ceremony, visitor: Visitor, codes: Codes): Promise<Identified> {
  const { scribe } = ceremony
  const away = await beginSignIn(ceremony, visitor)
  if (away === 'away') return { outcome: 'away' }
  const done = await atSeat(ceremony, visitor, async (tx, seat): Promise<Identified> => {
    const now = scribe.clock()
    if (isClosed(seat, now)) return { outcome: 'nothing' }
    if (isResting(seat, now)) return { outcome: 'resting' }
    const proof = proofOf(seat, codes, now)
    const { passkey } = seat.person.said
    const given = { purpose: 'identify', answer: codes.passkey } as const
    const answering = { ceremony, seat, visitor, now }
    const held = proof && passkey ? await passkeyAnswer(tx, answering, given) : !passkey
    if (!proof || !held) return wrong(tx, seat, now)
    if (!away) return { outcome: 'proven', ...(await openSession(tx, answering, { ...proof, said: {} })) }
    await leave(tx, answering, { ...proof, away })
    return { outcome: 'leaving', url: away.url, language: seat.person.said.language }
  })
  return done ?? { outcome: 'nothing' }
}

/** To the provider: what was proven here is used up, and the rest is proven there. */
async function leave(
  tx: Tx,
  { seat, now }: Answering,
  { away, step }: { away: SignInStart; step: number | null },
): Promise<void> {
  const { row, said } = seat.person
  const particulars = sealRecipient(seat.opened.key, row.id, rememberSignIn(said, away, now))
  const used = { codeHash: null, codeUntil: null, wrongCodes: 0, ...(step !== null && { totpStep: step }) }
  await updateRecipient(tx, row.accountId, { id: row.id, set: { ...used, particulars } })
}

/** Null where any code is wrong. */
function proofOf({ person }: Seat, codes: Codes, now: Date): { step: number | null } | null {
  const { row, said } = person
  if (said.accessCode && !isAccessCode(said, codes.access)) return null
  const mailed = row.codeHash && row.codeUntil && row.codeUntil > now ? row.codeHash : null
  const given = hashOf(row.id, codes.mail.replace(/\s/g, ''))
  if (said.emailCode && !(mailed && timingSafeEqual(mailed, given))) return null
  if (!said.totp) return { step: null }
  const step = totpStep(said.totp, codes.totp.replace(/\s/g, ''), { now, after: row.totpStep })
  return step === null ? null : { step }
}

async function wrong(tx: Tx, { person: { row } }: Seat, now: Date): Promise<Identified> {
  const count = row.wrongCodes + 1
  const rest = count >= mostWrong
  const set = rest
    ? { wrongCodes: 0, codesAfter: new Date(now.getTime() + restMs), codeHash: null, codeUntil: null }
    : { wrongCodes: count }
  await updateRecipient(tx, row.accountId, { id: row.id, set })
  return { outcome: rest ? 'resting' : 'wrong' }
}
