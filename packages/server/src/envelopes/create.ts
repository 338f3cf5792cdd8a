// Takes an envelope in: everything that can be said at once is said now, the rest by the worker that prepares the files.
import type { Envelope, NewEnvelope } from '@countersign/contract/envelope'
import { type Tx, withAccount } from '../db/sql.ts'
import { type DocumentRow, findDocumentRow } from '../documents/documents.store.ts'
import type { Archive } from '../documents/holdings.ts'
import { accountKey, keyOfRow } from '../documents/keys.ts'
import { openParticulars } from '../documents/particulars.ts'
import { findExtraction } from '../documents/results.store.ts'
import { asksAnybody, fillPlan, type GivenPerson, type Plan, sayGap } from '../domain/plan/envelope-plan.ts'
import { planFaults } from '../domain/plan/plan-faults.ts'
import { type Circumstances, canonical } from '../events/append.ts'
import { keyedHash } from '../platform/cipher.ts'
import { Problem } from '../platform/problem.ts'
import type { DataKey } from '../ports/blob-store.ts'
import { type EnvelopeRow, findEnvelopeByRequest } from './envelopes.store.ts'
import { openEnvelope } from './holdings.ts'
import { daysFrom, insertNewEnvelope, type NewlyMade, type Terms } from './insert.ts'
import { refuseUnknownWays, type Ways } from './proofs/ways.ts'
import type { Scribe } from './record.ts'
import { everyFieldType } from './routing/field-types.ts'
import { toEnvelope } from './view.ts'

/** What is to be sent to whom; `plan` may leave open what the documents and the request say. */
export type Asked = {
  plan: Plan
  documents: readonly { documentId: string }[]
  terms: Omit<Terms, 'expiresAt'> & { expiresAt?: string; expiresAfterDays?: number }
  given: Readonly<Record<string, string>>
  people: Readonly<Record<string, GivenPerson>>
}

export type Creating = {
  accountId: string
  asked: Asked
  requestKey: string | null
  /** What the request said: under the same key it must say the same. */
  said: unknown
  circumstances: Circumstances
}

type Office = { archive: Archive; scribe: Scribe; ways: Ways }

export const askedOf = (wanted: NewEnvelope): Asked => {
  const { documents, level, remindAfterDays, expiresAt, ...plan } = wanted
  const terms = {
    ...(level && { level }),
    ...(remindAfterDays && { remindAfterDays }),
    ...(expiresAt && { expiresAt }),
  }
  return { plan, documents, terms, given: {}, people: {} }
}

/** The same request again gives the same envelope. */
export function createEnvelope(office: Office, creating: Creating): Promise<Envelope> {
  const { archive, scribe } = office
  const { accountId, asked } = creating
  refuseNonsense(asked, scribe.clock())
  return withAccount(archive.db, accountId, async (tx) => {
    const account = await accountKey(tx, accountId, archive.kms)
    const request = requestOf(account, creating)
    const before = () => request.requestHash && findEnvelopeByRequest(tx, accountId, request.requestHash)
    const known = await before()
    const id = known?.id ?? scribe.newId('env')
    const there =
      known ?? ((await insertAsked(tx, { ...office, creating, id, request })) ? null : await before())
    if (there) assertSame(there, request.fingerprint)
    return toEnvelope(await openEnvelope(tx, accountId, { id: there?.id ?? id, kms: archive.kms }))
  })
}

type Request = { requestHash: Buffer | null; fingerprint: Buffer }

const requestOf = (account: DataKey, { requestKey, said }: Creating): Request => ({
  requestHash: requestKey === null ? null : keyedHash(account, `envelope request ${requestKey}`),
  fingerprint: keyedHash(account, canonical(said)),
})

function assertSame(before: EnvelopeRow, fingerprint: Buffer): void {
  if (before.fingerprint?.equals(fingerprint)) return
  throw new Problem(
    'idempotency.mismatch',
    'This Idempotency-Key was used for another envelope. Take a new key for a new envelope.',
  )
}

const invalid = (detail: string, errors?: { path: string; message: string }[]) =>
  new Problem('envelope.invalid', detail, errors && { errors })

/** What a schema cannot say. */
function refuseNonsense({ plan, documents, terms }: Asked, now: Date): void {
  const ids = documents.map(({ documentId }) => documentId)
  if (new Set(ids).size < ids.length) throw invalid('A document stands in the envelope twice. Name it once.')
  if (terms.expiresAt !== undefined && new Date(terms.expiresAt) <= now)
    throw invalid('The envelope would have expired already. Give a later `expiresAt`, or leave it out.')
  const faults = planFaults(plan, { types: everyFieldType(), kind: 'request', documents: documents.length })
  const [first] = faults
  if (first) throw invalid(first.message, faults)
}

type Asking = Office & { creating: Creating; id: string; request: Request }

/** False where the same request was answered meanwhile. */
async function insertAsked(tx: Tx, { creating, request, ...made }: Asking): Promise<boolean> {
  const { accountId, asked, circumstances } = creating
  const documents: DocumentRow[] = []
  for (const { documentId } of asked.documents) {
    const row = await findDocumentRow(tx, accountId, documentId)
    refuseUnready(row)
    documents.push(row)
  }
  const terms = termsOf(asked, made.scribe.clock())
  const wanted = await wantedOf(tx, accountId, { asked, first: documents[0], archive: made.archive })
  const people = wanted.recipients.flatMap((recipient) => recipient.people)
  refuseUnknownWays(people, made.ways)
  return insertNewEnvelope(tx, accountId, {
    ...{ ...made, documents, wanted, terms, request, awaitedRun: null, circumstances },
  })
}

function refuseUnready({ id, state }: DocumentRow): void {
  if (state === 'completed') return
  if (state === 'erased') throw new Problem('document.erased', `Document ${id} has been erased.`)
  throw new Problem(
    'document.not_ready',
    `Document ${id} is ${state}. Only what was read, checked and completed is sent to be signed.`,
  )
}

function termsOf({ terms }: Asked, now: Date): Terms {
  const { expiresAt, expiresAfterDays, ...rest } = terms
  const at = expiresAt ? new Date(expiresAt) : expiresAfterDays && daysFrom(now, expiresAfterDays)
  return { ...rest, ...(at && { expiresAt: at }) }
}

type Filling = { asked: Asked; first: DocumentRow | undefined; archive: Archive }

/** With the values of the first document. */
async function wantedOf(
  tx: Tx,
  accountId: string,
  { asked, first, archive }: Filling,
): Promise<NewlyMade['wanted']> {
  if (!first) throw invalid('An envelope needs a document.')
  const key = await keyOfRow(first, archive.kms)
  const values = await findExtraction(tx, accountId, { documentId: first.id, run: first.run, key })
  const given = { ...openParticulars(key, first).metadata, ...asked.given }
  const { wanted, gaps } = fillPlan(asked.plan, { values, given, people: asked.people })
  const [gap] = gaps
  if (gap)
    throw invalid(
      sayGap(gap),
      gaps.map((one) => ({ path: `/recipients/${one.recipient - 1}`, message: sayGap(one) })),
    )
  if (asksAnybody(wanted)) return wanted
  throw invalid('By its conditions the envelope asks nobody. Nothing has to be signed.')
}
