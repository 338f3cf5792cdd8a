// Lists of people who get an envelope each, and what became of every row.
import type { BatchRowState } from '@countersign/contract/envelope-template'
import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { Tx } from '../../db/sql.ts'
import type { Tables } from '../../db/tables.ts'
import { Problem } from '../../platform/problem.ts'

export type BatchRow = Selectable<Tables['envelopeBatches']>
export type LineRow = Selectable<Tables['envelopeBatchRows']>
export type Counts = { waiting: number; made: number; failed: number }

const insertedAtOnce = 500

/** False where the same request was answered before. */
export async function insertBatch(
  tx: Tx,
  accountId: string,
  {
    batch,
    bodies,
  }: { batch: Omit<Insertable<Tables['envelopeBatches']>, 'accountId'>; bodies: readonly Buffer[] },
): Promise<boolean> {
  const made = await tx
    .insertInto('envelopeBatches')
    .values({ ...batch, accountId })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!made) return false
  const rows = bodies.map((body, index) => ({
    ...{ batchId: batch.id, accountId, number: index + 1, state: 'waiting' as const, body },
    ...{ envelopeId: null, failureCode: null, failureDetail: null },
  }))
  for (let at = 0; at < rows.length; at += insertedAtOnce)
    await tx
      .insertInto('envelopeBatchRows')
      .values(rows.slice(at, at + insertedAtOnce))
      .execute()
  return true
}

export const findBatchByRequest = (
  tx: Tx,
  accountId: string,
  requestHash: Buffer,
): Promise<BatchRow | undefined> =>
  tx
    .selectFrom('envelopeBatches')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('requestHash', '=', requestHash)
    .executeTakeFirst()

export async function findBatch(tx: Tx, accountId: string, id: string): Promise<BatchRow> {
  const row = await tx
    .selectFrom('envelopeBatches')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (row) return row
  throw new Problem(
    'envelope.batch_not_found',
    `There is no batch ${id}. Check the id, and that the key belongs to the same account.`,
  )
}

export function listBatches(
  tx: Tx,
  accountId: string,
  { before, limit }: { before: string | undefined; limit: number },
): Promise<BatchRow[]> {
  let query = tx.selectFrom('envelopeBatches').selectAll().where('accountId', '=', accountId)
  if (before !== undefined) query = query.where('id', '<', before)
  return query.orderBy('id', 'desc').limit(limit).execute()
}

/** Rows of each batch by their state. */
export async function countRows(
  tx: Tx,
  accountId: string,
  batchIds: readonly string[],
): Promise<Map<string, Counts>> {
  const counts = new Map(batchIds.map((id) => [id, { waiting: 0, made: 0, failed: 0 }]))
  if (batchIds.length === 0) return counts
  const rows = await tx
    .selectFrom('envelopeBatchRows')
    .select(['batchId', 'state', sql<number>`count(*)::int`.as('rows')])
    .where('accountId', '=', accountId)
    .where('batchId', 'in', batchIds)
    .groupBy(['batchId', 'state'])
    .execute()
  for (const { batchId, state, rows: count } of rows) {
    const own = counts.get(batchId)
    if (own) own[state] = count
  }
  return counts
}

type Listing = { batchId: string; state: BatchRowState | undefined; after: number; limit: number }

export function listRows(
  tx: Tx,
  accountId: string,
  { batchId, state, after, limit }: Listing,
): Promise<LineRow[]> {
  let query = tx
    .selectFrom('envelopeBatchRows')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('batchId', '=', batchId)
    .where('number', '>', after)
  if (state !== undefined) query = query.where('state', '=', state)
  return query.orderBy('number').limit(limit).execute()
}

/** Envelopes of the batch that no worker has prepared yet. */
export async function countUnprepared(tx: Tx, accountId: string, batchId: string): Promise<number> {
  const { rows } = await tx
    .selectFrom('envelopeBatchRows')
    .innerJoin('envelopes', 'envelopes.id', 'envelopeBatchRows.envelopeId')
    .select(sql<number>`count(*)::int`.as('rows'))
    .where('envelopeBatchRows.accountId', '=', accountId)
    .where('envelopeBatchRows.batchId', '=', batchId)
    .where('envelopes.state', '=', 'created')
    .executeTakeFirstOrThrow()
  return rows
}

export async function updateRow(
  tx: Tx,
  accountId: string,
  { batchId, number, set }: { batchId: string; number: number; set: Updateable<Tables['envelopeBatchRows']> },
): Promise<void> {
  await tx
    .updateTable('envelopeBatchRows')
    .set(set)
    .where('accountId', '=', accountId)
    .where('batchId', '=', batchId)
    .where('number', '=', number)
    .where('state', '=', 'waiting')
    .execute()
}

export async function updateBatch(
  tx: Tx,
  accountId: string,
  { id, set }: { id: string; set: Updateable<Tables['envelopeBatches']> },
): Promise<void> {
  await tx
    .updateTable('envelopeBatches')
    .set(set)
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .execute()
}
