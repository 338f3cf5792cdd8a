// Envelopes, their documents and revisions, as rows.
import type { Insertable, Selectable, Updateable } from 'kysely'
import type { Tx } from '../db/sql.ts'
import type { Tables } from '../db/tables.ts'
import { Problem } from '../platform/problem.ts'

export type EnvelopeRow = Selectable<Tables['envelopes']>
export type RecipientRow = Selectable<Tables['envelopeRecipients']>
export type EnvelopeDocumentRow = Selectable<Tables['envelopeDocuments']>
export type RevisionRow = Selectable<Tables['envelopeRevisions']>
export type MailRow = Selectable<Tables['envelopeMails']>

export const envelopeNotFound = (id: string) =>
  new Problem(
    'envelope.not_found',
    `There is no envelope ${id}. Check the id, and that the key belongs to the same account.`,
  )

export async function findEnvelopeRow(
  tx: Tx,
  accountId: string,
  { id, lock = false }: { id: string; lock?: boolean },
): Promise<EnvelopeRow> {
  const query = tx.selectFrom('envelopes').selectAll().where('accountId', '=', accountId).where('id', '=', id)
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst()
  if (!row) throw envelopeNotFound(id)
  return row
}

export const findEnvelopeByRequest = (
  tx: Tx,
  accountId: string,
  requestHash: Buffer,
): Promise<EnvelopeRow | undefined> =>
  tx
    .selectFrom('envelopes')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('requestHash', '=', requestHash)
    .executeTakeFirst()

/** The one that a run of a document waits for; the table allows no second. */
export const findAwaited = (
  tx: Tx,
  accountId: string,
  of: { documentId: string; run: number },
): Promise<EnvelopeRow | undefined> =>
  tx
    .selectFrom('envelopes')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('documentId', '=', of.documentId)
    .where('awaitedRun', '=', of.run)
    .executeTakeFirst()

/** False where one was made for the same request meanwhile. */
export async function insertEnvelope(
  tx: Tx,
  accountId: string,
  row: Omit<Insertable<Tables['envelopes']>, 'accountId'>,
): Promise<boolean> {
  const made = await tx
    .insertInto('envelopes')
    .values({ ...row, accountId })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return made !== undefined
}

export async function insertEnvelopeDocuments(
  tx: Tx,
  accountId: string,
  rows: readonly Omit<Insertable<Tables['envelopeDocuments']>, 'accountId'>[],
): Promise<void> {
  await tx
    .insertInto('envelopeDocuments')
    .values(rows.map((row) => ({ ...row, accountId })))
    .execute()
}

export async function updateEnvelope(
  tx: Tx,
  accountId: string,
  { id, set }: { id: string; set: Updateable<Tables['envelopes']> },
): Promise<void> {
  await tx.updateTable('envelopes').set(set).where('accountId', '=', accountId).where('id', '=', id).execute()
}

export async function setPageCount(
  tx: Tx,
  accountId: string,
  { envelopeId, ordinal, pages }: { envelopeId: string; ordinal: number; pages: number },
): Promise<void> {
  await tx
    .updateTable('envelopeDocuments')
    .set({ pages })
    .where('accountId', '=', accountId)
    .where('envelopeId', '=', envelopeId)
    .where('ordinal', '=', ordinal)
    .execute()
}

/** Those of several envelopes at once, in order. */
export const listEnvelopeDocuments = (
  tx: Tx,
  accountId: string,
  envelopeIds: readonly string[],
): Promise<EnvelopeDocumentRow[]> =>
  tx
    .selectFrom('envelopeDocuments')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('envelopeId', 'in', envelopeIds)
    .orderBy('ordinal')
    .execute()

export const listRevisions = (
  tx: Tx,
  accountId: string,
  envelopeIds: readonly string[],
): Promise<RevisionRow[]> =>
  tx
    .selectFrom('envelopeRevisions')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('envelopeId', 'in', envelopeIds)
    .orderBy('ordinal')
    .orderBy('number')
    .execute()

/** False where this step was written before: by a worker whose time was over. */
export async function insertRevision(
  tx: Tx,
  accountId: string,
  row: Omit<Insertable<Tables['envelopeRevisions']>, 'accountId'>,
): Promise<boolean> {
  const made = await tx
    .insertInto('envelopeRevisions')
    .values({ ...row, accountId })
    .onConflict((conflict) => conflict.doNothing())
    .returning('number')
    .executeTakeFirst()
  return made !== undefined
}

type Listing = {
  state?: EnvelopeRow['state'] | undefined
  document?: string | undefined
  before?: string | undefined
  limit: number
}

export function listEnvelopes(
  tx: Tx,
  accountId: string,
  { state, document, before, limit }: Listing,
): Promise<EnvelopeRow[]> {
  let query = tx.selectFrom('envelopes').selectAll().where('accountId', '=', accountId)
  if (state !== undefined) query = query.where('state', '=', state)
  if (document !== undefined)
    query = query.where('id', 'in', (of) =>
      of
        .selectFrom('envelopeDocuments')
        .select('envelopeId')
        .where('accountId', '=', accountId)
        .where('documentId', '=', document),
    )
  if (before !== undefined) query = query.where('id', '<', before)
  return query.orderBy('id', 'desc').limit(limit).execute()
}
