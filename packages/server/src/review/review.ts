// A person's decision on a held document: corrections, then approve or reject, in one transaction.

import type { Document } from '@countersign/contract/document'
import type { Correction, Extraction, Finding } from '@countersign/contract/extraction'
import { type Tx, withAccount } from '../db/sql.ts'
import { insertCorrections } from '../documents/corrections.store.ts'
import { findDocument } from '../documents/documents.store.ts'
import type { Archive } from '../documents/holdings.ts'
import { documentKey } from '../documents/keys.ts'
import { type Recorder, recordEvent } from '../documents/record.ts'
import { findExtraction, saveExtraction } from '../documents/results.store.ts'
import type { Circumstances } from '../events/append.ts'
import { insertPrivateValue } from '../events/private-values.ts'
import { Problem } from '../platform/problem.ts'
import type { DataKey } from '../ports/blob-store.ts'
import { afterReview, type FieldCorrection, standingAfterReview } from './corrections.ts'

export type Desk = {
  archive: Archive
  recorder: Recorder
  /** Everything the workflow objects to in these values. */
  judge(extraction: Extraction, document: Document): Finding[]
}

export type Decision = {
  decision: 'approve' | 'reject'
  corrections: readonly FieldCorrection[]
  reason?: string | undefined
  /** Approve although findings about the values still stand; needs a reason. */
  override?: boolean | undefined
}

export type Reviewing = Decision & {
  accountId: string
  documentId: string
  ifMatch: string
  onBehalfOf: string | null
  circumstances: Circumstances
}

export function reviewDocument(desk: Desk, reviewing: Reviewing): Promise<Document> {
  const { accountId, documentId } = reviewing
  return withAccount(desk.archive.db, accountId, async (tx) => {
    const wanted = { id: documentId, kms: desk.archive.kms }
    const document = await findDocument(tx, accountId, wanted)
    if (reviewing.ifMatch !== `"v${document.version}"`)
      throw new Problem(
        'document.changed',
        `The document is at version "v${document.version}" now. Fetch it again, look at the changes, and decide anew.`,
      )
    if (document.state !== 'in_review')
      throw new Problem('document.invalid_transition', `The document is ${document.state}, not in review.`)
    const key = await documentKey(tx, accountId, { documentId, kms: desk.archive.kms })
    const before = await findExtraction(tx, accountId, { documentId, run: document.run, key })
    if (!before)
      throw new Problem('extraction.not_found', 'There is nothing to review: the document has no extraction.')
    await write(tx, {
      desk,
      reviewing,
      document,
      key,
      before,
      after: decide(desk, { reviewing, document, before }),
    })
    return findDocument(tx, accountId, wanted)
  })
}

type Deciding = { reviewing: Reviewing; document: Document; before: Extraction }

/** The extraction as the person leaves it; throws `review.unresolved` where values still contradict each other. */
function decide(desk: Desk, { reviewing, document, before }: Deciding): Extraction {
  if (reviewing.decision === 'reject')
    return { ...before, fields: afterReview(before, reviewing.corrections).fields }
  const after = afterReview(before, reviewing.corrections)
  const reading = standingAfterReview(before.findings).filter((finding) => finding.severity !== 'error')
  const findings = [...reading, ...desk.judge(after, document)]
  const unresolved = findings.filter((finding) => finding.severity === 'error')
  if (unresolved.length > 0 && !(reviewing.override && reviewing.reason))
    throw new Problem(
      'review.unresolved',
      `The values still do not pass: ${unresolved[0]?.message ?? ''} Correct them, or approve with "override": true and a "reason".`,
      {
        errors: unresolved.map((finding) => ({
          path: finding.field ?? '',
          message: `${finding.rule}: ${finding.message}`,
        })),
      },
    )
  return { ...after, findings }
}

type Writing = Deciding & { desk: Desk; key: DataKey; after: Extraction }

async function write(tx: Tx, writing: Writing): Promise<void> {
  const { desk, reviewing, document, key, after } = writing
  const { accountId, documentId, corrections, decision, onBehalfOf: person } = reviewing
  const { recorder } = desk
  const eventId = recorder.newId('evt')
  const at = recorder.clock()
  const hidden = { documentId, eventId, key, newId: recorder.newId }
  const hash = (name: string, value: string) => insertPrivateValue(tx, accountId, { ...hidden, name, value })
  await insertCorrections(tx, accountId, { ...hidden, run: document.run, at, bodies: bodiesOf(writing) })
  await saveExtraction(tx, accountId, { documentId, run: document.run, key, extraction: after, at })
  await recordEvent(tx, accountId, {
    ...reviewing.circumstances,
    actor: {
      ...reviewing.circumstances.actor,
      ...(person === null ? {} : { onBehalfOf: await hash('actor.onBehalfOf', person) }),
    },
    documentId,
    event: decision === 'approve' ? 'document.validated' : 'document.rejected',
    eventId,
    data: {
      by: 'review',
      corrected: corrections.map((correction) => correction.field),
      overridden: decision === 'approve' ? errorsIn(after).map(({ rule }) => rule) : [],
      ...(reviewing.reason ? { reasonSha256: await hash('data.reason', reviewing.reason) } : {}),
    },
    recorder,
  })
}

const errorsIn = ({ findings }: Extraction): Finding[] =>
  findings.filter(({ severity }) => severity === 'error')

/** The decision first, then each field it changed. */
function bodiesOf({ reviewing, before }: Writing): Omit<Correction, 'eventId' | 'at'>[] {
  const who = reviewing.onBehalfOf ?? reviewing.circumstances.actor.id
  const decision = {
    who,
    field: null,
    before: null,
    after: reviewing.decision,
    why: reviewing.reason ?? null,
  }
  const changes = reviewing.corrections.map(({ field, value, reason }) => ({
    who,
    field,
    before: before.fields.find(({ name }) => name === field) ?? null,
    after: value,
    why: reason ?? null,
  }))
  return [decision, ...changes]
}
