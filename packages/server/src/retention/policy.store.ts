// The rules an account has set for itself.
import type { RetentionPolicy, RetentionRule } from '@countersign/contract/retention'
import type { Tx } from '../db/sql.ts'

export async function findPolicy(tx: Tx, accountId: string): Promise<RetentionPolicy> {
  const row = await tx
    .selectFrom('retentionPolicies')
    .select(['rules', 'updatedAt'])
    .where('accountId', '=', accountId)
    .executeTakeFirst()
  return row ? { rules: row.rules, updatedAt: row.updatedAt.toISOString() } : { rules: [], updatedAt: null }
}

/** Documents at rest are looked at anew by the job, a part at a time: an account may have millions. */
export async function savePolicy(
  tx: Tx,
  accountId: string,
  { rules, at }: { rules: readonly RetentionRule[]; at: Date },
): Promise<RetentionPolicy> {
  const set = { rules: JSON.stringify(rules), updatedAt: at, reconsidered: '' }
  await tx
    .insertInto('retentionPolicies')
    .values({ accountId, ...set })
    .onConflict((conflict) => conflict.column('accountId').doUpdateSet(set))
    .execute()
  return findPolicy(tx, accountId)
}
