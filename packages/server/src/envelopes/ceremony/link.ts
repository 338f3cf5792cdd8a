// From the secret of a link to the envelope and the person it was made for, and whether that person has said who it is.
import { timingSafeEqual } from 'node:crypto'
import { type Tx, withAccount, withSystem } from '../../db/sql.ts'
import type { Archive } from '../../documents/holdings.ts'
import type { Circumstances } from '../../events/append.ts'
import { sha256 } from '../../platform/cipher.ts'
import { isProblem } from '../../platform/problem.ts'
import type { DocumentEngine } from '../../ports/document-engine.ts'
import type { SignInProvider } from '../../ports/sign-in.ts'
import { type Opened, openEnvelope, type Person, personOf } from '../holdings.ts'
import { linkHash, methodsOf } from '../people/particulars.ts'
import type { Scribe } from '../record.ts'
import { findByLink } from './link.store.ts'

export type Ceremony = {
  archive: Archive
  scribe: Scribe
  engine: Pick<DocumentEngine, 'picture'>
  /** Empty: the address that a browser asks is taken as ours. */
  publicUrl: string
  /** Where recipients sign in; null where no provider is set. */
  signIn: SignInProvider | null
}

/** Who is at the other end: the secret of the link, the cookie of the browser if it has one, and what is noted of it. */
export type Visitor = {
  secret: string
  session: string | null
  /** Where the page stands that the browser shows: `https://sign.example.com`. */
  origin: string
  ip: string
  agent: string
  traceparent: string | null
}

export type Seat = { opened: Opened; person: Person }

/** Null for a link that is none, or whose documents were erased. `work` is in the same transaction, with the envelope locked. */
export async function atSeat<T>(
  { archive }: Pick<Ceremony, 'archive'>,
  visitor: Visitor,
  work: (tx: Tx, seat: Seat) => Promise<T>,
): Promise<T | null> {
  const found = await withSystem(archive.db, (tx) => findByLink(tx, { linkHash: linkHash(visitor.secret) }))
  if (!found) return null
  const { accountId, envelopeId: id } = found
  try {
    return await withAccount(archive.db, accountId, async (tx) => {
      const opened = await openEnvelope(tx, accountId, { id, kms: archive.kms, lock: true })
      return work(tx, { opened, person: personOf(opened, found.id) })
    })
  } catch (error) {
    if (isProblem(error) && error.code === 'document.erased') return null
    throw error
  }
}

/** Without anything besides the link, who has the link is who it was sent to. */
export function isProven({ person }: Seat, { session }: Visitor, now: Date): boolean {
  const { row, said } = person
  if (methodsOf(said).length === 1) return true
  if (!session || !row.sessionHash || !row.sessionUntil || row.sessionUntil <= now) return false
  return timingSafeEqual(sha256(session), row.sessionHash)
}

export const circumstancesOf = ({ person }: Seat, { traceparent }: Visitor): Circumstances => ({
  actor: { kind: 'recipient', id: person.row.id },
  source: { channel: 'api' },
  traceparent,
})

/** Whether this person can act now, in words for a screen. */
export type Standing =
  | 'open'
  | 'early'
  | 'done'
  | 'delegated'
  | 'taken'
  | 'completed'
  | 'copy'
  | 'declined'
  | 'voided'
  | 'expired'
  | 'failed'

export function standingOf({ opened, person }: Seat, now: Date): Standing {
  const { envelope } = opened
  const { state, role } = person.row
  if (state === 'delegated') return 'delegated'
  if (state === 'released') return 'taken'
  if (envelope.state === 'completed') return 'completed'
  if (envelope.state === 'declined' || envelope.state === 'voided') return envelope.state
  if (envelope.state === 'expired' || envelope.state === 'failed') return envelope.state
  if (role === 'copy') return 'copy'
  if (person.row.actedAt) return 'done'
  if (envelope.expiresAt <= now) return 'expired'
  return state === 'waiting' ? 'early' : 'open'
}
