import type { Scope } from '@countersign/contract/access'
import { sql } from 'kysely'
import type { Tx } from '../db/sql.ts'
import type { Tables } from '../db/tables.ts'
import { lockFor } from '../platform/advisory-locks.ts'

export type Account = Pick<Tables['accounts'], 'id' | 'name' | 'kind' | 'region'>
export type KeyRow = Omit<Tables['apiKeys'], 'hash' | 'scopes'> & { scopes: Scope[] }

const keyColumns = [
  'id',
  'accountId',
  'name',
  'prefix',
  'scopes',
  'createdAt',
  'expiresAt',
  'revokedAt',
  'lastUsedAt',
] as const
const accountColumns = ['id', 'name', 'kind', 'region'] as const
const accountLock = lockFor('making accounts')
const mostKeysListed = 1000

// The column holds what `insertKey` wrote, and that takes scopes only.
const typed = (row: Omit<KeyRow, 'scopes'> & { scopes: string[] }): KeyRow => ({
  ...row,
  scopes: row.scopes as Scope[],
})

export async function insertKey(tx: Tx, accountId: string, key: KeyRow & { hash: Buffer }): Promise<void> {
  await tx
    .insertInto('apiKeys')
    .values({ ...key, accountId })
    .execute()
}

export async function listKeyRows(tx: Tx, accountId: string): Promise<KeyRow[]> {
  const rows = await tx
    .selectFrom('apiKeys')
    .select(keyColumns)
    .where('accountId', '=', accountId)
    .orderBy('id', 'desc')
    .limit(mostKeysListed)
    .execute()
  return rows.map(typed)
}

/** False when the account has no such key; a key that was revoked before keeps its first time. */
export async function markRevoked(
  tx: Tx,
  accountId: string,
  { id, at }: { id: string; at: Date },
): Promise<boolean> {
  const result = await tx
    .updateTable('apiKeys')
    .set({ revokedAt: sql`coalesce(revoked_at, ${at})` })
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

export const findAccount = (tx: Tx, accountId: string): Promise<Account | undefined> =>
  tx.selectFrom('accounts').select(accountColumns).where('id', '=', accountId).executeTakeFirst()

/** Signing in: which key this is, before anybody knows whose. System role only. */
export async function findKeyByHash(tx: Tx, hash: Buffer): Promise<KeyRow | undefined> {
  const row = await tx.selectFrom('apiKeys').select(keyColumns).where('hash', '=', hash).executeTakeFirst()
  return row && typed(row)
}

export async function markUsed(tx: Tx, accountId: string, { id, at }: { id: string; at: Date }) {
  await tx
    .updateTable('apiKeys')
    .set({ lastUsedAt: at })
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .execute()
}

/** Until the transaction ends, nobody else looks for an account in order to make it. System role only. */
export async function lockAccounts(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${accountLock})`.execute(tx)
}

export const findFirstAccount = (tx: Tx): Promise<Account | undefined> =>
  tx
    .selectFrom('accounts')
    .select(accountColumns)
    .where('kind', '=', 'live')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()

export const findSandbox = (tx: Tx, accountId: string): Promise<Account | undefined> =>
  tx.selectFrom('accounts').select(accountColumns).where('sandboxOf', '=', accountId).executeTakeFirst()

export async function insertAccount(tx: Tx, account: Tables['accounts']): Promise<void> {
  await tx.insertInto('accounts').values(account).execute()
}
