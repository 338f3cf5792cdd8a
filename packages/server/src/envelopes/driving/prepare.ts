// The first step: every field of every signer is made, and each file is certified, before anybody is asked.
import { signsFile } from '../../domain/envelope.ts'
import { Problem } from '../../platform/problem.ts'
import { setPageCount, updateEnvelope } from '../envelopes.store.ts'
import { type PlacedField, sealEnvelope } from '../people/particulars.ts'
import { recordEnvelope } from '../record.ts'
import { ask } from './asking.ts'
import { type Step, settle, worker } from './driving.ts'
import { holderOf, type Made, sourceOf } from './files.ts'
import { placeFields } from './placing.ts'

type Prepared = Made & { placed: PlacedField[]; pages: number }

export async function prepare(step: Step): Promise<void> {
  const { driving, opened } = step
  const { accountId, id } = opened.envelope
  const prepared: Prepared[] = []
  for (const document of opened.documents) prepared.push(await prepareOne(step, document.ordinal))
  assertPlaced(step, prepared)
  await settle(step, {
    made: prepared,
    async write(tx, now) {
      for (const { revision, pages } of prepared)
        await setPageCount(tx, accountId, { envelopeId: id, ordinal: revision.ordinal, pages })
      const placed = prepared.flatMap((one) => one.placed)
      const particulars = sealEnvelope(now.key, id, { ...now.particulars, placed })
      await updateEnvelope(tx, accountId, { id, set: { particulars } })
      const { scribe } = driving
      const sent = await recordEnvelope(tx, accountId, {
        envelope: now.envelope,
        event: 'envelope.sent',
        data: {
          revisions: prepared.map(({ holder, blob }) => ({
            documentId: holder.documentId,
            revision: 1,
            sha256: blob.sha256,
          })),
        },
        set: { sentAt: scribe.clock() },
        circumstances: worker,
        scribe,
      })
      const first = Math.min(...acting(now.people).map(({ row }) => row.step))
      const people = acting(now.people).filter(({ row }) => row.step === first)
      await ask(tx, { envelope: sent, people, driving })
    },
  })
}

const acting = <T extends { row: { role: string } }>(people: readonly T[]): T[] =>
  people.filter(({ row }) => row.role !== 'copy')

const signed = (documentId: string, how: string, why: string) =>
  new Problem(
    'envelope.document_signed',
    `Document ${documentId} ${how}. ${why}: send a copy that nobody signed.`,
  )

async function prepareOne({ driving, opened, signal }: Step, ordinal: number): Promise<Prepared> {
  const { archive, engine, scribe } = driving
  const { envelope, particulars, people } = opened
  const document = opened.documents.find((one) => one.ordinal === ordinal)
  if (!document) throw new Error(`envelope ${envelope.id} has no document ${ordinal}`)
  const holder = await holderOf(archive, envelope.accountId, document.documentId)
  const pdf = await sourceOf(archive, envelope.accountId, { document, holder })
  const wanted = particulars.wanted.filter((field) => (field.document ?? 1) === ordinal)
  const words = [...new Set(wanted.flatMap((field) => (field.at ? [field.at.text] : [])))]
  const survey = await engine.survey({ pdf, words, signal })
  if (survey.signed)
    throw signed(document.documentId, 'is signed already', 'New fields would break its signatures')
  // Several of whom one acts share a number, and its fields.
  const signers = [...new Set(people.flatMap(({ row }) => (signsFile(row.role) ? [row.ordinal] : [])))]
  const { fields, placed } = placeFields({
    ordinal,
    survey,
    wanted,
    signers,
    skipped: particulars.skipped ?? [],
  })
  const sealed = await engine.seal({
    pdf,
    at: scribe.clock(),
    reason: `Sent to be signed as ${envelope.id}`,
    level: envelope.level === 'B-B' ? 'B-B' : 'B-T',
    signer: await driving.sealSigner.signer(envelope.accountId),
    trust: driving.sealTrust,
    certify: 2,
    make: fields,
    signal,
  })
  if (sealed.kind === 'detached')
    throw signed(document.documentId, 'is certified by its author', 'Every change would break that')
  const blob = await archive.blobs.put(sealed.pdf, holder.key)
  const revision = {
    envelopeId: envelope.id,
    ordinal,
    number: 1,
    kind: 'certified' as const,
    recipientId: null,
  }
  return { holder, blob, revision, placed, pages: survey.pages.length }
}

/** A field that was asked for and found no file is a mistake that nobody would see before it is too late. */
function assertPlaced({ opened }: Step, prepared: readonly Prepared[]): void {
  const wanted = opened.particulars.wanted.length
  const placed = prepared.flatMap((one) => one.placed).filter(({ page }) => page !== null).length
  if (placed < wanted) throw new Error(`${wanted} fields were wanted and ${placed} are there`)
}
