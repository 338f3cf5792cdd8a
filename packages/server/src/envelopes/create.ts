// Takes an envelope in: everything that can be said at once is said now, the rest by the worker that prepares the files.
import type { Envelope, NewEnvelope } from '@countersign/contract/envelope'
import { type Tx, withAccount } from '../db/sql.ts'
import { type DocumentRow, findDocumentRow } from '../documents/documents.store.ts'
import type { Archive } from '../documents/holdings.ts'
import { accountKey, keyOfRow } from '../documents/keys.ts'
import { openParticulars } from '../documents/particulars.ts'
import { listArtifacts, listFiles } from '../documents/results.store.ts'
import { signsFile } from '../domain/envelope.ts'
import { type Circumstances, canonical } from '../events/append.ts'
import { insertPrivateValue } from '../events/private-values.ts'
import { keyedHash } from '../platform/cipher.ts'
import { Problem } from '../platform/problem.ts'
import type { DataKey } from '../ports/blob-store.ts'
import {
  type EnvelopeRow,
  findEnvelopeByRequest,
  insertEnvelope,
  insertEnvelopeDocuments,
} from './envelopes.store.ts'
import { openEnvelope } from './holdings.ts'
import {
  linkHash,
  linkSecret,
  methodsOf,
  recipientFrom,
  sealEnvelope,
  sealRecipient,
} from './people/particulars.ts'
import { insertRecipients } from './people/recipients.store.ts'
import { refuseUnknownWays, type Ways } from './proofs/ways.ts'
import { recordEnvelope, type Scribe } from './record.ts'
import { toEnvelope } from './view.ts'

export type Creating = {
  accountId: string
  wanted: NewEnvelope
  requestKey: string | null
  circumstances: Circumstances
}

const usualDays = { expiry: 30, reminder: 3 }
const dayMs = 24 * 3600 * 1000

/** The same request again gives the same envelope. */
export function createEnvelope(
  { archive, scribe, ways }: { archive: Archive; scribe: Scribe; ways: Ways },
  creating: Creating,
): Promise<Envelope> {
  const { accountId, wanted } = creating
  refuseNonsense(wanted, scribe.clock())
  refuseUnknownWays(wanted.recipients, ways)
  return withAccount(archive.db, accountId, async (tx) => {
    const account = await accountKey(tx, accountId, archive.kms)
    const request = requestOf(account, creating)
    const before = () => request.requestHash && findEnvelopeByRequest(tx, accountId, request.requestHash)
    const known = await before()
    const made = { archive, scribe, creating, id: known?.id ?? scribe.newId('env'), request }
    const there = known ?? ((await insertNew(tx, made)) ? null : await before())
    if (there) assertSame(there, request.fingerprint)
    const id = there?.id ?? made.id
    return toEnvelope(await openEnvelope(tx, accountId, { id, kms: archive.kms }))
  })
}

type Request = { requestHash: Buffer | null; fingerprint: Buffer }

const requestOf = (account: DataKey, { requestKey, wanted }: Creating): Request => ({
  requestHash: requestKey === null ? null : keyedHash(account, `envelope request ${requestKey}`),
  fingerprint: keyedHash(account, canonical(wanted)),
})

function assertSame(before: EnvelopeRow, fingerprint: Buffer): void {
  if (before.fingerprint?.equals(fingerprint)) return
  throw new Problem(
    'idempotency.mismatch',
    'This Idempotency-Key was used for another envelope. Take a new key for a new envelope.',
  )
}

const invalid = (detail: string) => new Problem('envelope.invalid', detail)

/** What a schema cannot say. */
function refuseNonsense({ documents, recipients, fields = [], expiresAt }: NewEnvelope, now: Date): void {
  const ids = documents.map(({ documentId }) => documentId)
  if (new Set(ids).size < ids.length) throw invalid('A document stands in the envelope twice. Name it once.')
  if (recipients.every(({ role }) => role === 'copy'))
    throw invalid('Nobody is to act: all recipients get a copy. Add a signer or an approver.')
  if (expiresAt !== undefined && new Date(expiresAt) <= now)
    throw invalid('The envelope would have expired already. Give a later `expiresAt`, or leave it out.')
  for (const [index, field] of fields.entries()) {
    const where = `Field ${index + 1}`
    const who = recipients[field.recipient - 1]
    if (!who)
      throw invalid(`${where} is for recipient ${field.recipient}, and there are ${recipients.length}.`)
    if (!signsFile(who.role ?? 'signer'))
      throw invalid(`${where} is for ${who.role} ${who.name}, who signs nothing. Name a signer.`)
    if ((field.document ?? 1) > documents.length)
      throw invalid(`${where} is in document ${field.document}, and there are ${documents.length}.`)
    if (!field.at === !(field.page && field.box))
      throw invalid(`${where} needs a place: either \`at\` (words on the page) or \`page\` and \`box\`.`)
  }
}

type New = { archive: Archive; scribe: Scribe; creating: Creating; id: string; request: Request }
type Source = {
  documentId: string
  source: 'original' | 'searchable'
  sourceSha256: string
  name: string
}

/** False where the same request was answered meanwhile. */
async function insertNew(tx: Tx, made: New): Promise<boolean> {
  const { archive, creating, id, request } = made
  const { accountId, wanted } = creating
  const sources: Source[] = []
  const rows: DocumentRow[] = []
  for (const { documentId } of wanted.documents) {
    const row = await findDocumentRow(tx, accountId, documentId)
    sources.push(await sourceOf(tx, accountId, { row, archive }))
    rows.push(row)
  }
  const [first] = rows
  if (!first) throw invalid('An envelope needs a document.')
  const key = await keyOfRow(first, archive.kms)
  const row = envelopeRow(made, { first, key, sources })
  if (!(await insertEnvelope(tx, accountId, { ...row, ...request }))) return false
  await insertEnvelopeDocuments(
    tx,
    accountId,
    sources.map(({ name: _, ...source }, index) => ({
      ...source,
      envelopeId: id,
      ordinal: index + 1,
      pages: null,
    })),
  )
  await insertPeople(tx, { ...made, key, row, sources })
  return true
}

function envelopeRow(
  { scribe, creating, id }: New,
  { first, key, sources }: { first: DocumentRow; key: DataKey; sources: readonly Source[] },
) {
  const { wanted, circumstances } = creating
  const now = scribe.clock()
  return {
    id,
    documentId: first.id,
    state: 'created' as const,
    version: 0,
    level: wanted.level ?? ('B-LTA' as const),
    particulars: sealEnvelope(key, id, {
      title: wanted.title,
      message: wanted.message ?? null,
      names: sources.map(({ name }) => name),
      wanted: wanted.fields ?? [],
      placed: [],
      voidReason: null,
    }),
    createdBy: circumstances.actor.id,
    remindDays: wanted.remindAfterDays ?? usualDays.reminder,
    waitingFor: null,
    failureCode: null,
    failureDetail: null,
    attempts: 0,
    certificateBlob: null,
    evidenceBlob: null,
    createdAt: now,
    sentAt: null,
    settledAt: null,
    expiresAt: wanted.expiresAt
      ? new Date(wanted.expiresAt)
      : new Date(now.getTime() + usualDays.expiry * dayMs),
    nextAt: now,
    lockedUntil: null,
  }
}

/** What will be signed: the searchable copy, or the file itself where that is a PDF. */
async function sourceOf(
  tx: Tx,
  accountId: string,
  { row, archive }: { row: DocumentRow; archive: Archive },
): Promise<Source> {
  const key = await keyOfRow(row, archive.kms)
  if (row.state !== 'completed')
    throw new Problem(
      'document.not_ready',
      `Document ${row.id} is ${row.state}. Only what was read, checked and completed is sent to be signed.`,
    )
  const files = await listFiles(tx, accountId, row.id)
  const name = openParticulars(key, row).names[0] ?? row.id
  const searchable = (await listArtifacts(tx, accountId, { documentId: row.id, run: row.run })).get(
    'searchable',
  )
  if (searchable) return { documentId: row.id, source: 'searchable', sourceSha256: searchable.sha256, name }
  const [file] = files
  if (files.length === 1 && file?.contentType === 'application/pdf' && file.blobId)
    return { documentId: row.id, source: 'original', sourceSha256: file.sha256, name }
  throw invalid(
    `Document ${row.id} has no PDF that can be signed. Upload it with a workflow that makes a searchable copy.`,
  )
}

type People = New & { key: DataKey; row: ReturnType<typeof envelopeRow>; sources: readonly Source[] }

/** The log names people by salted hashes. */
async function insertPeople(tx: Tx, people: People): Promise<void> {
  const { scribe, creating, id, key, row, sources } = people
  const { accountId, wanted, circumstances } = creating
  const eventId = scribe.newId('evt')
  const rows = wanted.recipients.map((given, index) => {
    const recipientId = scribe.newId('rcp')
    const said = recipientFrom(given)
    return { given, recipientId, said, ordinal: index + 1 }
  })
  await insertRecipients(
    tx,
    accountId,
    rows.map(({ given, recipientId, said, ordinal }) => ({
      ...{ id: recipientId, envelopeId: id, ordinal, step: given.step ?? 1, role: given.role ?? 'signer' },
      ...{ state: 'waiting' as const, proofs: '[]', wrongCodes: 0 },
      particulars: sealRecipient(key, recipientId, said),
      linkHash: linkHash(linkSecret(key, recipientId)),
    })),
  )
  const named = []
  for (const { recipientId, said, given } of rows) {
    const person = await insertPrivateValue(tx, accountId, {
      ...{ documentId: row.documentId, eventId, key, newId: scribe.newId },
      name: `data.recipients.${recipientId}`,
      value: `${said.name} <${said.email}>`,
    })
    named.push({
      recipientId,
      role: given.role ?? 'signer',
      step: given.step ?? 1,
      methods: methodsOf(said),
      person,
    })
  }
  await recordEnvelope(tx, accountId, {
    envelope: { ...row, ...people.request, accountId },
    event: 'envelope.created',
    data: {
      level: row.level,
      documents: sources.map(({ documentId, source }) => ({ documentId, source })),
      recipients: named,
    },
    eventId,
    circumstances,
    scribe,
  })
}
