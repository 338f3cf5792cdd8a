// Opens the door for a browser once somebody has proven who it is: a secret of its own, good for two hours.
import { randomBytes } from 'node:crypto'
import type { Tx } from '../../db/sql.ts'
import { sha256 } from '../../platform/cipher.ts'
import { type Ceremony, circumstancesOf, type Seat, standingOf, type Visitor } from '../ceremony/link.ts'
import { methodsOf, type RecipientParticulars, sealRecipient } from '../people/particulars.ts'
import { updateRecipient } from '../people/recipients.store.ts'
import { recordRecipient } from '../record.ts'

const sessionMs = 120 * 60_000
const mostProofs = 50

export type Session = { session: string; until: Date }
type Opening = { ceremony: Ceremony; seat: Seat; visitor: Visitor; now: Date }
/** `step` of the authenticator app that was used; `said` is what is remembered from now on. */
type Proven = { step: number | null; said: Partial<RecipientParticulars> }

export async function openSession(
  tx: Tx,
  { ceremony, seat, visitor, now }: Opening,
  { step, said: more }: Proven,
): Promise<Session> {
  const { row, said } = seat.person
  const session = randomBytes(32).toString('base64url')
  const until = new Date(now.getTime() + sessionMs)
  const methods = methodsOf(said).filter((method) => method !== 'link')
  const proofs = [...row.proofs, ...methods.map((method) => ({ method, at: now.toISOString() }))]
  const set = {
    ...{ sessionHash: sha256(session), sessionUntil: until, codeHash: null, codeUntil: null, wrongCodes: 0 },
    ...(step !== null && { totpStep: step }),
    proofs: JSON.stringify(proofs.slice(-mostProofs)),
    particulars: sealRecipient(seat.opened.key, row.id, { ...said, passkeyAsked: null, ...more }),
  }
  if (standingOf(seat, now) === 'open')
    await recordRecipient(tx, row.accountId, {
      envelope: seat.opened.envelope,
      recipient: row,
      event: 'recipient.identified',
      data: { methods },
      set,
      circumstances: circumstancesOf(seat, visitor),
      scribe: ceremony.scribe,
    })
  else await updateRecipient(tx, row.accountId, { id: row.id, set })
  return { session, until }
}
