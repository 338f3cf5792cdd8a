// The IETF draft's Idempotency-Key: the first request runs, others with the same key get its answer.
import type { ExpressionBuilder } from 'kysely'
import type { Tx } from '../db/sql.ts'
import type { Tables } from '../db/tables.ts'
import { sha256 } from '../platform/cipher.ts'

export type Claim = {
  accountId: string
  key: string
  route: string
  now: Date
  lockMs: number
  keepMs: number
}
export type Earlier = {
  fingerprint: Buffer | null
  documentId: string | null
  status: number | null
  body: Buffer | null
}
/** `key` as it is stored. A claim names itself by when it was made: whoever was too slow and lost it can no longer answer under the key. */
export type Held = { key: string; claimedAt: Date }
export type Claimed = { kind: 'first'; held: Held } | { kind: 'running' } | { kind: 'done'; earlier: Earlier }

/** Clients put names and numbers of their own into keys; we need only tell them apart. */
const stored = (accountId: string, key: string): string => sha256(`${accountId} ${key}`).toString('base64url')

const later = (now: Date, milliseconds: number) => new Date(now.getTime() + milliseconds)

/** Past its day, or of a request that gave no sign of life. */
const lapsed =
  ({ now, lockMs }: Pick<Claim, 'now' | 'lockMs'>) =>
  (eb: ExpressionBuilder<Tables, 'idempotencyKeys'>) =>
    eb.or([
      eb('idempotencyKeys.expiresAt', '<=', now),
      eb.and([
        eb('idempotencyKeys.status', 'is', null),
        eb.or([
          eb('idempotencyKeys.lockedUntil', '<=', now),
          // Locked for longer than anybody locks: the clock was set back since.
          eb('idempotencyKeys.lockedUntil', '>', later(now, 2 * lockMs)),
        ]),
      ]),
    ])

/** Claims the key for this request, or says what became of the request that has it. A dead request's claim lapses. */
export async function claimKey(tx: Tx, accountId: string, claim: Omit<Claim, 'accountId'>): Promise<Claimed> {
  const { route, now, lockMs, keepMs } = claim
  const key = stored(accountId, claim.key)
  const fresh = {
    route,
    fingerprint: null,
    documentId: null,
    status: null,
    body: null,
    createdAt: now,
    lockedUntil: later(now, lockMs),
    expiresAt: later(now, keepMs),
  }
  const inserted = await tx
    .insertInto('idempotencyKeys')
    .values({ accountId, key, ...fresh })
    .onConflict((conflict) => conflict.columns(['accountId', 'key']).doUpdateSet(fresh).where(lapsed(claim)))
    .returning('key')
    .executeTakeFirst()
  if (inserted) return { kind: 'first', held: { key, claimedAt: now } }
  const earlier = await tx
    .selectFrom('idempotencyKeys')
    .select(['fingerprint', 'documentId', 'status', 'body'])
    .where('accountId', '=', accountId)
    .where('key', '=', key)
    .executeTakeFirst()
  return earlier?.status ? { kind: 'done', earlier } : { kind: 'running' }
}

export async function extendClaim(
  tx: Tx,
  accountId: string,
  { key, claimedAt, until }: Held & { until: Date },
): Promise<void> {
  await tx
    .updateTable('idempotencyKeys')
    .set({ lockedUntil: until })
    .where('accountId', '=', accountId)
    .where('key', '=', key)
    .where('createdAt', '=', claimedAt)
    .where('status', 'is', null)
    .execute()
}

export type Answer = Held & { fingerprint: Buffer; documentId: string; status: number; body: Buffer }

/** False where the claim lapsed and somebody else has it: then this request must not come to anything. */
export async function storeAnswer(
  tx: Tx,
  accountId: string,
  { key, claimedAt, ...answer }: Answer,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('idempotencyKeys')
    .set(answer)
    .where('accountId', '=', accountId)
    .where('key', '=', key)
    .where('createdAt', '=', claimedAt)
    .where('status', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** A request that failed has no answer to repeat: the key may be used again. */
export async function releaseKey(tx: Tx, accountId: string, { key, claimedAt }: Held): Promise<void> {
  await tx
    .deleteFrom('idempotencyKeys')
    .where('accountId', '=', accountId)
    .where('key', '=', key)
    .where('createdAt', '=', claimedAt)
    .where('status', 'is', null)
    .execute()
}
