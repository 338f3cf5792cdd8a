// Legal hold: while it stands nothing of the document may go, neither by request nor by the clock.
import type { LegalHold } from '@countersign/contract/retention'
import { type Tx, withAccount } from '../db/sql.ts'
import {
  type DocumentRow,
  documentErased,
  findDocumentRow,
  lockDocumentRow,
} from '../documents/documents.store.ts'
import type { Archive } from '../documents/holdings.ts'
import { keyOfRow } from '../documents/keys.ts'
import type { Asked } from '../documents/life.ts'
import { type Recorder, recordEvent } from '../documents/record.ts'
import { findPrivateValue, insertPrivateValue } from '../events/private-values.ts'
import { Problem } from '../platform/problem.ts'
import type { DataKey } from '../ports/blob-store.ts'
import { findPlacing } from './hold.store.ts'

type Asking = Asked & { onBehalfOf: string | null }

const reasonName = 'data.reason'

const living = (row: DocumentRow): DocumentRow => {
  if (row.state === 'erased') throw documentErased(row.id)
  return row
}

async function holdOf(tx: Tx, row: DocumentRow, key: DataKey): Promise<LegalHold | null> {
  if (!row.legalHold) return null
  const placed = await findPlacing(tx, row.accountId, row.id)
  if (!placed) return null
  const reason = await findPrivateValue(tx, row.accountId, { eventId: placed.id, key, name: reasonName })
  return { reason: reason ?? '', placedAt: placed.at, placedBy: placed.actor.id }
}

export const findHold = ({ db, kms }: Archive, accountId: string, documentId: string): Promise<LegalHold> =>
  withAccount(db, accountId, async (tx) => {
    const row = living(await findDocumentRow(tx, accountId, documentId))
    const hold = await holdOf(tx, row, await keyOfRow(row, kms))
    if (hold) return hold
    throw new Problem(
      'hold.not_found',
      `Document ${documentId} is not under legal hold. PUT a reason here to place one.`,
    )
  })

/** Who asked, as the log may say it. */
async function actorOf(tx: Tx, { accountId, documentId, circumstances, onBehalfOf }: Asking, hidden: Hidden) {
  if (onBehalfOf === null) return circumstances.actor
  const value = { ...hidden, documentId, name: 'actor.onBehalfOf', value: onBehalfOf }
  return { ...circumstances.actor, onBehalfOf: await insertPrivateValue(tx, accountId, value) }
}

type Hidden = { eventId: string; key: DataKey; newId: Recorder['newId'] }

/** Placing it again with another reason says the new one; with the same it changes nothing. */
export const placeHold = (
  { db, kms }: Archive,
  recorder: Recorder,
  asking: Asking & { reason: string },
): Promise<LegalHold> =>
  withAccount(db, asking.accountId, async (tx) => {
    const { accountId, documentId, circumstances, reason } = asking
    const row = living(await lockDocumentRow(tx, accountId, documentId))
    const key = await keyOfRow(row, kms)
    const standing = await holdOf(tx, row, key)
    if (standing?.reason === reason) return standing
    const hidden = { eventId: recorder.newId('evt'), key, newId: recorder.newId }
    const value = { ...hidden, documentId, name: reasonName, value: reason }
    await recordEvent(tx, accountId, {
      ...circumstances,
      actor: await actorOf(tx, asking, hidden),
      documentId,
      event: 'document.hold_placed',
      eventId: hidden.eventId,
      data: { reasonSha256: await insertPrivateValue(tx, accountId, value) },
      set: { legalHold: true },
      recorder,
    })
    const placed = await holdOf(tx, { ...row, legalHold: true }, key)
    if (!placed) throw new Error(`The hold on ${documentId} was written and is not there.`)
    return placed
  })

/** What was due meanwhile is looked at soon. Lifting what is not there changes nothing. */
export const liftHold = ({ db, kms }: Archive, recorder: Recorder, asking: Asking): Promise<void> =>
  withAccount(db, asking.accountId, async (tx) => {
    const { accountId, documentId, circumstances } = asking
    const row = living(await lockDocumentRow(tx, accountId, documentId))
    if (!row.legalHold) return
    const hidden = { eventId: recorder.newId('evt'), key: await keyOfRow(row, kms), newId: recorder.newId }
    await recordEvent(tx, accountId, {
      ...circumstances,
      actor: await actorOf(tx, asking, hidden),
      documentId,
      event: 'document.hold_lifted',
      eventId: hidden.eventId,
      data: {},
      set: { legalHold: false, retentionAt: row.settledAt ? recorder.clock() : row.expiresAt },
      recorder,
    })
  })
