// What people did becomes signatures in the files, one after the other; once all are in, the files are sealed.
import type { Tx } from '../../db/sql.ts'
import { isReplaced, signsFile } from '../../domain/envelope.ts'
import type { SealEntry, SealMark } from '../../ports/document-engine.ts'
import type { RevisionRow } from '../envelopes.store.ts'
import { latestOf, type Opened, type Person, personOf } from '../holdings.ts'
import type { PlacedField } from '../people/particulars.ts'
import { updateRecipient } from '../people/recipients.store.ts'
import { recordEnvelope } from '../record.ts'
import { writeLetter } from './asking.ts'
import { type Step, settle, worker } from './driving.ts'
import { holderOf, type Made, pdfFrom } from './files.ts'

/** One file at a time, so that a worker that is killed loses one; the last one notes that all are done. */
export async function embed(step: Step, recipientId: string): Promise<void> {
  const { driving, opened } = step
  const person = personOf(opened, recipientId)
  const { row } = person
  const missing = signsFile(row.role)
    ? opened.documents.filter(
        ({ ordinal }) =>
          !opened.revisions.some((one) => one.ordinal === ordinal && one.recipientId === row.id),
      )
    : []
  const [document] = missing
  const made = document ? await signOne(step, { person, ordinal: document.ordinal }) : null
  await settle(step, {
    made: made ? [made] : [],
    async write(tx, now) {
      const { scribe } = driving
      if (made) await noteRevision(tx, step, { now, made })
      if (missing.length <= 1)
        await updateRecipient(tx, row.accountId, { id: row.id, set: { embeddedAt: scribe.clock() } })
    },
  })
}

const noteRevision = (tx: Tx, { driving }: Step, { now, made }: { now: Opened; made: Made }) =>
  recordEnvelope(tx, now.envelope.accountId, {
    envelope: now.envelope,
    event: 'envelope.revised',
    data: {
      documentId: made.holder.documentId,
      revision: made.revision.number,
      kind: made.revision.kind,
      recipientId: made.revision.recipientId,
      sha256: made.blob.sha256,
    },
    circumstances: worker,
    scribe: driving.scribe,
  })

function latest(opened: Opened, ordinal: number): RevisionRow {
  const found = latestOf(opened, ordinal)
  if (found) return found
  throw new Error(`envelope ${opened.envelope.id} was sent without a revision of document ${ordinal}`)
}

type Signing = { person: Person; ordinal: number }

async function signOne({ driving, opened, signal }: Step, { person, ordinal }: Signing): Promise<Made> {
  const { archive, engine } = driving
  const { envelope, documents, particulars } = opened
  const { row, said } = person
  const before = latest(opened, ordinal)
  const documentId = documents.find((one) => one.ordinal === ordinal)?.documentId ?? ''
  const holder = await holderOf(archive, envelope.accountId, documentId)
  const own = particulars.placed.filter((one) => one.ordinal === ordinal && one.recipient === row.ordinal)
  const mark = markOf(person)
  const visible = own.find(({ name }) => name === `sign_${row.ordinal}`)?.page !== null
  const sealed = await engine.seal({
    pdf: pdfFrom(archive, { id: before.blobId, bytes: before.bytes }, holder.key),
    at: row.actedAt ?? driving.scribe.clock(),
    name: said.name,
    reason: 'Agreed and signed',
    level: envelope.level === 'B-B' ? 'B-B' : 'B-T',
    signer: await driving.sealSigner.signer(envelope.accountId),
    trust: driving.sealTrust,
    field: `sign_${row.ordinal}`,
    fill: entriesOf(own, person),
    ...(visible && { look: { ...mark, link: envelope.id, opaque: true } }),
    signal,
  })
  if (sealed.kind === 'detached') throw new Error('a file that we certified ourselves forbids signing')
  const blob = await archive.blobs.put(sealed.pdf, holder.key)
  const number = before.number + 1
  const revision = { envelopeId: envelope.id, ordinal, number, kind: 'signed' as const, recipientId: row.id }
  return { holder, blob, revision }
}

function markOf({ said }: Person): SealMark {
  const { mark, name } = said
  if (mark?.kind === 'drawn' && mark.picture)
    return { picture: new Uint8Array(Buffer.from(mark.picture, 'base64')) }
  return { typed: mark?.typed ?? name }
}

const initialsOf = (name: string): string =>
  name
    .split(/[\s-]+/)
    .map((part) => [...part][0] ?? '')
    .join('')
    .slice(0, 4)

function entriesOf(fields: readonly PlacedField[], person: Person): SealEntry[] {
  const { row, said } = person
  const values = new Map(said.values.map((one) => [`${one.ordinal} ${one.name}`, one.value]))
  return fields
    .filter(({ name }) => name !== `sign_${row.ordinal}`)
    .map(({ kind, name, ordinal, value }) => {
      const given = values.get(`${ordinal} ${name}`) ?? value
      switch (kind) {
        case 'signature':
          return { name, value: said.name, mark: markOf(person) }
        case 'initials':
          return { name, value: initialsOf(said.name), mark: { typed: initialsOf(said.name) } }
        case 'date':
          return { name, value: (row.actedAt ?? new Date(0)).toISOString().slice(0, 10) }
        case 'name':
          return { name, value: said.name }
        case 'check':
          return { name, value: given === 'true' }
        default:
          return { name, value: given }
      }
    })
}

/** Everybody has acted, and all of it stands in the files. */
export async function finish(step: Step): Promise<void> {
  await settle(step, {
    made: [],
    async write(tx, now) {
      await recordEnvelope(tx, now.envelope.accountId, {
        ...{ envelope: now.envelope, event: 'envelope.signed', data: {}, circumstances: worker },
        scribe: step.driving.scribe,
      })
    },
  })
}

/** What validators need in later years goes in, one file at a time; then the envelope is complete, and all are told. */
export async function seal(step: Step): Promise<void> {
  const { opened } = step
  const { level } = opened.envelope
  const proven = level === 'B-LT' || level === 'B-LTA'
  const document = opened.documents.find(({ ordinal }) => latest(opened, ordinal).kind !== 'sealed')
  if (!proven || !document) return complete(step)
  const made = await sealOne(step, { ordinal: document.ordinal, documentId: document.documentId, level })
  await settle(step, {
    made: [made],
    write: async (tx, now) => void (await noteRevision(tx, step, { now, made })),
  })
}

type Sealing = { ordinal: number; documentId: string; level: 'B-LT' | 'B-LTA' }

async function sealOne({ driving, opened, signal }: Step, sealing: Sealing): Promise<Made> {
  const { archive, engine, sealTrust, scribe } = driving
  const { ordinal, documentId, level } = sealing
  const { envelope } = opened
  const before = latest(opened, ordinal)
  const holder = await holderOf(archive, envelope.accountId, documentId)
  const pdf = pdfFrom(archive, { id: before.blobId, bytes: before.bytes }, holder.key)
  const bytes = await engine.prolong({ pdf, at: scribe.clock(), level, trust: sealTrust, signal })
  const blob = await archive.blobs.put(bytes, holder.key)
  const number = before.number + 1
  return {
    holder,
    blob,
    revision: { envelopeId: envelope.id, ordinal, number, kind: 'sealed', recipientId: null },
  }
}

async function complete(step: Step): Promise<void> {
  const { scribe } = step.driving
  await settle(step, {
    made: [],
    async write(tx, now) {
      const envelope = await recordEnvelope(tx, now.envelope.accountId, {
        envelope: now.envelope,
        event: 'envelope.completed',
        data: {
          documents: now.documents.map(({ documentId, ordinal }) => {
            const { number, sha256 } = latest(now, ordinal)
            return { documentId, revision: number, sha256 }
          }),
        },
        circumstances: worker,
        scribe,
      })
      for (const { row } of now.people)
        if (!isReplaced(row.state))
          await writeLetter(tx, scribe, { envelope, recipientId: row.id, kind: 'completed', number: 1 })
    },
  })
}
