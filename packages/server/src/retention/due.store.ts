// Over all accounts: which documents are to be looked at, and when again.
import type { RetentionRule } from '@countersign/contract/retention'
import { type Selectable, sql } from 'kysely'
import type { Tx } from '../db/sql.ts'
import type { Tables } from '../db/tables.ts'

const columns = [
  'id',
  'accountId',
  'workflow',
  'workflowVersion',
  'class',
  'state',
  'run',
  'version',
  'settledAt',
  'expiresAt',
  'removed',
] as const
export type DueDocument = Pick<Selectable<Tables['documents']>, (typeof columns)[number]>

/** Longest due first. A legal hold keeps a document out until it is lifted. */
export const listDue = (
  tx: Tx,
  { now, limit, except }: { now: Date; limit: number; except: readonly string[] },
): Promise<DueDocument[]> => {
  const query = tx
    .selectFrom('documents')
    .select(columns)
    .where('retentionAt', '<=', now)
    .where('legalHold', '=', false)
  const others = except.length === 0 ? query : query.where('id', 'not in', except)
  return others.orderBy('retentionAt').limit(limit).execute()
}

/** One statement for many documents; one that has moved meanwhile has a new time already and keeps it. */
export async function lookAgain(
  tx: Tx,
  documents: readonly { id: string; version: number; next: Date | null }[],
): Promise<void> {
  if (documents.length === 0) return
  const ids = documents.map(({ id }) => id)
  const versions = documents.map(({ version }) => version)
  const times = documents.map(({ next }) => next?.toISOString() ?? null)
  await sql`
    update documents d set retention_at = n.at
    from unnest(${ids}::text[], ${versions}::int[], ${times}::timestamptz[]) as n (id, version, at)
    where d.id = n.id and d.version = n.version`.execute(tx)
}

export async function rulesOf(tx: Tx, accountIds: readonly string[]): Promise<Map<string, RetentionRule[]>> {
  if (accountIds.length === 0) return new Map()
  const rows = await tx
    .selectFrom('retentionPolicies')
    .select(['accountId', 'rules'])
    .where('accountId', 'in', accountIds)
    .execute()
  return new Map(rows.map(({ accountId, rules }) => [accountId, rules]))
}

/** Has a part of the documents of an account whose rules changed looked at anew; false once none is left. */
export async function reconsiderSome(tx: Tx, { now, limit }: { now: Date; limit: number }): Promise<boolean> {
  const policy = await tx
    .selectFrom('retentionPolicies')
    .select(['accountId', 'reconsidered'])
    .where('reconsidered', 'is not', null)
    .limit(1)
    .forUpdate()
    .executeTakeFirst()
  if (!policy) return false
  const { accountId, reconsidered } = policy
  const rows = await tx
    .selectFrom('documents')
    .select('id')
    .where('accountId', '=', accountId)
    .where('id', '>', reconsidered ?? '')
    .orderBy('id')
    .limit(limit)
    .execute()
  const last = rows.at(-1)?.id ?? null
  if (last !== null)
    await tx
      .updateTable('documents')
      .set({ retentionAt: now })
      .where('accountId', '=', accountId)
      .where('id', '>', reconsidered ?? '')
      .where('id', '<=', last)
      .where('settledAt', 'is not', null)
      .execute()
  await tx
    .updateTable('retentionPolicies')
    .set({ reconsidered: last })
    .where('accountId', '=', accountId)
    .execute()
  return true
}

/** An account some of whose documents say in the clear what belongs under their key, or undefined. */
export const accountWithUnsealed = async (tx: Tx): Promise<string | undefined> =>
  (
    await tx
      .selectFrom('documents')
      .select('accountId')
      .where('particulars', 'is', null)
      .where('wrappedKey', 'is not', null)
      .limit(1)
      .executeTakeFirst()
  )?.accountId
