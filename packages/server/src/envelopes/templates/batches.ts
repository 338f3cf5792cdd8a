// Takes a list of people in, and says what became of each.
import type {
  EnvelopeBatch,
  EnvelopeBatchRow,
  EnvelopeTemplate,
  NewEnvelopeBatch,
} from '@countersign/contract/envelope-template'
import { type Tx, withAccount } from '../../db/sql.ts'
import { accountKey } from '../../documents/keys.ts'
import { canonical } from '../../events/append.ts'
import { keyedHash, sealJson, unsealJson } from '../../platform/cipher.ts'
import { Problem } from '../../platform/problem.ts'
import type { DataKey } from '../../ports/blob-store.ts'
import type { Office } from '../life.ts'
import { type BatchRow, type Counts, countRows, findBatchByRequest, insertBatch } from './batches.store.ts'
import { askedFrom, getTemplate } from './templates.ts'

export type NewBatch = {
  accountId: string
  template: string
  wanted: NewEnvelopeBatch
  keyId: string
  requestKey: string | null
}

export const toBatch = (row: BatchRow, counts: Counts | undefined): EnvelopeBatch => ({
  ...{ id: row.id, template: row.template, version: row.version, total: row.total },
  ...(counts ?? { waiting: 0, made: 0, failed: 0 }),
  createdAt: row.createdAt.toISOString(),
  settledAt: row.settledAt?.toISOString() ?? null,
})

const contextOf = (batchId: string, number: number): string => `envelope batch ${batchId} ${number}`

export const openRow = (
  key: DataKey,
  { batchId, number, body }: { batchId: string; number: number; body: Buffer },
) => unsealJson<EnvelopeBatchRow>(key, body, contextOf(batchId, number))

/** The version is fixed now: rows that come later are no other letter. The same request again gives the same batch. */
export function createBatch({ archive, scribe }: Office, creating: NewBatch): Promise<EnvelopeBatch> {
  const { accountId, template: name, wanted, keyId, requestKey } = creating
  return withAccount(archive.db, accountId, async (tx) => {
    const { version: asked } = wanted
    const template = await getTemplate(tx, accountId, { name, version: asked, kms: archive.kms })
    const key = await accountKey(tx, accountId, archive.kms)
    const requestHash = requestKey === null ? null : keyedHash(key, `envelope batch ${requestKey}`)
    const fingerprint = keyedHash(key, canonical({ name, wanted }))
    const known = requestHash && (await findBatchByRequest(tx, accountId, requestHash))
    if (known) return same(tx, known, fingerprint)
    const rows = wanted.rows.map((row) => ({
      ...(wanted.documents && { documents: wanted.documents }),
      ...row,
    }))
    refuseUnfit(template, rows)
    const [id, now] = [scribe.newId('bat'), scribe.clock()]
    const batch = {
      ...{ id, template: name, version: template.version, total: rows.length, createdBy: keyId },
      ...{ requestHash, fingerprint, nextAt: now, lockedUntil: null, createdAt: now, settledAt: null },
    }
    const bodies = rows.map((row, index) => sealJson(key, row, contextOf(id, index + 1)))
    if (await insertBatch(tx, accountId, { batch, bodies }))
      return toBatch({ ...batch, accountId }, { waiting: rows.length, made: 0, failed: 0 })
    const there = requestHash && (await findBatchByRequest(tx, accountId, requestHash))
    if (there) return same(tx, there, fingerprint)
    throw new Error(`batch ${id} could not be kept`)
  })
}

async function same(tx: Tx, row: BatchRow, fingerprint: Buffer): Promise<EnvelopeBatch> {
  if (row.fingerprint.equals(fingerprint))
    return toBatch(row, (await countRows(tx, row.accountId, [row.id])).get(row.id))
  throw new Problem(
    'idempotency.mismatch',
    'This Idempotency-Key was used for another list. Take a new key for a new list.',
  )
}

/** What would fail for every row, or for one by a slip of the pen, is said before any letter is written. */
function refuseUnfit(template: EnvelopeTemplate, rows: readonly EnvelopeBatchRow[]): void {
  const errors = rows.flatMap((row, index) => {
    const path = `/rows/${index}`
    if (!row.documents) return [{ path, message: 'It names no document, and neither does the list.' }]
    try {
      askedFrom(template, row)
      return []
    } catch (error) {
      return [{ path, message: error instanceof Problem ? error.message : String(error) }]
    }
  })
  const [first] = errors
  if (first)
    throw new Problem('envelope.batch_invalid', `${first.path}: ${first.message}`, {
      errors: errors.slice(0, 50),
    })
}
