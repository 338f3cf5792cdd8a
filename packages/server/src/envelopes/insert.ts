// Writes an envelope with its people, in the transaction of whoever decided that it is sent.
import type { EnvelopeTemplatePlan } from '@countersign/contract/envelope-plan'
import type { Tx } from '../db/sql.ts'
import type { DocumentRow } from '../documents/documents.store.ts'
import type { Archive } from '../documents/holdings.ts'
import { keyOfRow } from '../documents/keys.ts'
import { openParticulars } from '../documents/particulars.ts'
import { listArtifacts, listFiles } from '../documents/results.store.ts'
import type { Wanted } from '../domain/plan/envelope-plan.ts'
import type { Circumstances } from '../events/append.ts'
import { insertPrivateValue } from '../events/private-values.ts'
import { Problem } from '../platform/problem.ts'
import type { DataKey } from '../ports/blob-store.ts'
import { type EnvelopeRow, insertEnvelope, insertEnvelopeDocuments } from './envelopes.store.ts'
import {
  linkHash,
  linkSecret,
  methodsOf,
  recipientFrom,
  sealEnvelope,
  sealRecipient,
} from './people/particulars.ts'
import { insertRecipients } from './people/recipients.store.ts'
import { recordEnvelope, type Scribe } from './record.ts'

export type Terms = {
  level?: EnvelopeTemplatePlan['level']
  remindAfterDays?: number
  expiresAt?: Date
}

export type NewlyMade = {
  archive: Archive
  scribe: Scribe
  id: string
  documents: readonly DocumentRow[]
  wanted: Wanted
  terms: Terms
  /** By which the same request is known again. */
  request: { requestHash: Buffer | null; fingerprint: Buffer | null }
  /** The run of the first document that goes on when it is over; null: nobody waits. */
  awaitedRun: number | null
  circumstances: Circumstances
}

type Source = {
  documentId: string
  source: 'original' | 'searchable'
  sourceSha256: string
  name: string
}

const usualDays = { expiry: 30, reminder: 3 }
const dayMs = 24 * 3600 * 1000

export const daysFrom = (now: Date, days: number): Date => new Date(now.getTime() + days * dayMs)

/** False where the same request was answered meanwhile. */
export async function insertNewEnvelope(tx: Tx, accountId: string, made: NewlyMade): Promise<boolean> {
  const { archive, id, request, documents } = made
  const [first] = documents
  if (!first) throw new Problem('envelope.invalid', 'An envelope needs a document.')
  const sources: Source[] = []
  for (const row of documents) sources.push(await sourceOf(tx, accountId, { row, archive }))
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
  await insertPeople(tx, { ...made, accountId, key, row: { ...row, ...request, accountId }, sources })
  return true
}

type Opened = { first: DocumentRow; key: DataKey; sources: readonly Source[] }

function envelopeRow(made: NewlyMade, { first, key, sources }: Opened) {
  const { scribe, id, wanted, terms, awaitedRun, circumstances } = made
  const now = scribe.clock()
  const { title, message, fields, skipped } = wanted
  const names = sources.map(({ name }) => name)
  return {
    id,
    documentId: first.id,
    state: 'created' as const,
    version: 0,
    level: terms.level ?? ('B-LTA' as const),
    particulars: sealEnvelope(key, id, {
      ...{ title, message, names, wanted: fields, skipped, placed: [], voidReason: null },
    }),
    createdBy: circumstances.actor.id,
    remindDays: terms.remindAfterDays ?? usualDays.reminder,
    waitingFor: null,
    failureCode: null,
    failureDetail: null,
    attempts: 0,
    certificateBlob: null,
    evidenceBlob: null,
    createdAt: now,
    sentAt: null,
    settledAt: null,
    expiresAt: terms.expiresAt ?? daysFrom(now, usualDays.expiry),
    nextAt: now,
    lockedUntil: null,
    awaitedRun,
  }
}

/** What will be signed: the searchable copy, or the file itself where that is a PDF. */
async function sourceOf(
  tx: Tx,
  accountId: string,
  { row, archive }: { row: DocumentRow; archive: Archive },
): Promise<Source> {
  const key = await keyOfRow(row, archive.kms)
  const files = await listFiles(tx, accountId, row.id)
  const name = openParticulars(key, row).names[0] ?? row.id
  const searchable = (await listArtifacts(tx, accountId, { documentId: row.id, run: row.run })).get(
    'searchable',
  )
  if (searchable) return { documentId: row.id, source: 'searchable', sourceSha256: searchable.sha256, name }
  const [file] = files
  if (files.length === 1 && file?.contentType === 'application/pdf' && file.blobId)
    return { documentId: row.id, source: 'original', sourceSha256: file.sha256, name }
  throw new Problem(
    'envelope.invalid',
    `Document ${row.id} has no PDF that can be signed. Upload it with a workflow that makes a searchable copy.`,
  )
}

type People = NewlyMade & { accountId: string; key: DataKey; row: EnvelopeRow; sources: readonly Source[] }

/** The log names people by salted hashes. */
async function insertPeople(tx: Tx, people: People): Promise<void> {
  const { scribe, id, accountId, key, row, sources, wanted, circumstances } = people
  const eventId = scribe.newId('evt')
  const rows = wanted.recipients.flatMap(({ people: several, ...part }) =>
    several.map((given) => ({ part, recipientId: scribe.newId('rcp'), said: recipientFrom(given) })),
  )
  await insertRecipients(
    tx,
    accountId,
    rows.map(({ part, recipientId, said }) => ({
      ...{ id: recipientId, envelopeId: id, ...part },
      ...{ state: 'waiting' as const, proofs: '[]', wrongCodes: 0 },
      particulars: sealRecipient(key, recipientId, said),
      linkHash: linkHash(linkSecret(key, recipientId)),
    })),
  )
  const named = []
  for (const { recipientId, said, part } of rows) {
    const person = await insertPrivateValue(tx, accountId, {
      ...{ documentId: row.documentId, eventId, key, newId: scribe.newId },
      name: `data.recipients.${recipientId}`,
      value: `${said.name} <${said.email}>`,
    })
    const { role, step, ordinal: number } = part
    named.push({ recipientId, number, role, step, methods: methodsOf(said), person })
  }
  await recordEnvelope(tx, accountId, {
    envelope: row,
    event: 'envelope.created',
    data: {
      level: row.level,
      documents: sources.map(({ documentId, source }) => ({ documentId, source })),
      recipients: named,
      ...(wanted.skipped.length > 0 && { skipped: wanted.skipped }),
    },
    eventId,
    circumstances,
    scribe,
  })
}
