// What the system does with requests, over all accounts.
import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { Tx } from '../../db/sql.ts'
import type { Tables } from '../../db/tables.ts'
import { openStates } from '../../domain/signature-request.ts'

export type RequestRow = Selectable<Tables['signatureRequests']>
export type NewRequest = Insertable<Tables['signatureRequests']>

/** False where that run of the document has one already. */
export async function insertRequest(tx: Tx, row: NewRequest): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('signatureRequests')
    .values(row)
    .onConflict((conflict) => conflict.columns(['documentId', 'run']).doNothing())
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

export const findRequestOf = (
  tx: Tx,
  of: { documentId: string; run: number },
): Promise<RequestRow | undefined> =>
  tx
    .selectFrom('signatureRequests')
    .selectAll()
    .where('documentId', '=', of.documentId)
    .where('run', '=', of.run)
    .executeTakeFirst()

export const findRequest = (tx: Tx, id: string): Promise<RequestRow | undefined> =>
  tx.selectFrom('signatureRequests').selectAll().where('id', '=', id).executeTakeFirst()

export const lockRequest = (tx: Tx, id: string): Promise<RequestRow | undefined> =>
  tx.selectFrom('signatureRequests').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()

export async function updateRequest(
  tx: Tx,
  id: string,
  change: Updateable<Tables['signatureRequests']>,
): Promise<void> {
  await tx.updateTable('signatureRequests').set(change).where('id', '=', id).execute()
}

/** Those that are to be asked about now; nobody else takes them until `until`. */
export const claimDue = (
  tx: Tx,
  { now, until, most }: { now: Date; until: Date; most: number },
): Promise<RequestRow[]> =>
  tx
    .updateTable('signatureRequests')
    .set({ dueAt: until, attempts: sql<number>`attempts + 1` })
    .where('id', 'in', (of) =>
      of
        .selectFrom('signatureRequests')
        .select('id')
        .where('dueAt', '<=', now)
        .where('state', 'in', ['requested', 'waiting'])
        .orderBy('dueAt')
        .limit(most)
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .execute()

export const listOverdue = (tx: Tx, now: Date, most: number): Promise<{ id: string }[]> =>
  tx
    .selectFrom('signatureRequests')
    .select('id')
    .where('expiresAt', '<=', now)
    .where('state', 'in', openStates)
    .limit(most)
    .execute()

/** Prepared files that nobody needs any more: their documents were sealed, or are past that run. */
export const listLeftOver = (tx: Tx, most: number): Promise<{ id: string }[]> =>
  tx
    .selectFrom('blobs')
    .innerJoin('documents', 'documents.id', 'blobs.documentId')
    .select('blobs.id')
    .where('blobs.role', '=', 'prepared')
    .where((of) =>
      of.or([of('documents.state', '<>', 'approved'), of('documents.run', '<>', of.ref('blobs.run'))]),
    )
    .limit(most)
    .execute()

export async function deleteBlobRow(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('blobs').where('id', '=', id).execute()
}

type Standing = Pick<
  Selectable<Tables['documents']>,
  'accountId' | 'kekId' | 'state' | 'run' | 'version' | 'tier'
>

export const findStanding = (tx: Tx, documentId: string): Promise<Standing> =>
  tx
    .selectFrom('documents')
    .select(['accountId', 'kekId', 'state', 'run', 'version', 'tier'])
    .where('id', '=', documentId)
    .executeTakeFirstOrThrow()
