// A person's decision on a held document: corrections, then approve or reject, in one transaction.

import type { Document } from '@countersign/contract/document'
import type { Extraction, Finding } from '@countersign/contract/extraction'
import { type Tx, withAccount } from '../db/sql.ts'
import { findDocument, findLivingDocument } from '../documents/documents.store.ts'
import type { Archive } from '../documents/holdings.ts'
import { documentKey } from '../documents/keys.ts'
import { type Recorder, recordEvent } from '../documents/record.ts'
import { findExtraction, saveExtraction } from '../documents/results.store.ts'
import type { Circumstances } from '../events/append.ts'
import { insertPerson } from '../events/private-values.ts'
import { Problem } from '../platform/problem.ts'
import type { DataKey } from '../ports/blob-store.ts'
import { afterReview, type Correction, standingAfterReview } from './corrections.ts'
import { insertCorrections } from './review.store.ts'

export type Desk = {
  archive: Archive
  recorder: Recorder
  /** Everything the workflow objects to in these values. */
  judge(extraction: Extraction, document: Document): Finding[]
}

export type Decision = {
  decision: 'approve' | 'reject'
  corrections: readonly Correction[]
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
    const document = await findLivingDocument(tx, accountId, documentId)
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
    return findDocument(tx, accountId, documentId)
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

async function write(tx: Tx, { desk, reviewing, document, key, after, before }: Writing): Promise<void> {
  const { accountId, documentId, corrections, decision } = reviewing
  const { recorder } = desk
  const eventId = recorder.newId('evt')
  const at = recorder.clock()
  const person = reviewing.onBehalfOf
  const onBehalfOf =
    person === null
      ? {}
      : {
          onBehalfOf: await insertPerson(tx, accountId, {
            documentId,
            eventId,
            key,
            newId: recorder.newId,
            person,
          }),
        }
  await insertCorrections(tx, accountId, {
    documentId,
    run: document.run,
    eventId,
    key,
    at,
    newId: recorder.newId,
    who: person ?? reviewing.circumstances.actor.id,
    before,
    corrections,
  })
  await saveExtraction(tx, accountId, { documentId, run: document.run, key, extraction: after, at })
  await recordEvent(tx, accountId, {
    ...reviewing.circumstances,
    actor: { ...reviewing.circumstances.actor, ...onBehalfOf },
    documentId,
    event: decision === 'approve' ? 'document.validated' : 'document.rejected',
    eventId,
    data: {
      by: 'review',
      corrected: corrections.map((correction) => correction.field),
      overridden:
        decision === 'approve'
          ? after.findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule)
          : [],
    },
    recorder,
  })
}
