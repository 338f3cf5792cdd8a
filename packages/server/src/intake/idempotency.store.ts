// The IETF draft's Idempotency-Key: the first request runs, others with the same key get its answer.
import type { Tx } from '../db/sql.ts'
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
export type Claimed = { kind: 'first' } | { kind: 'running' } | { kind: 'done'; earlier: Earlier }

/** Clients put names and numbers of their own into keys; we need only tell them apart. */
const stored = (accountId: string, key: string): string => sha256(`${accountId} ${key}`).toString('base64url')

const later = (now: Date, milliseconds: number) => new Date(now.getTime() + milliseconds)

/** Claims the key for this request, or says what became of the request that has it. A dead request's claim lapses. */
export async function claimKey(
  tx: Tx,
  accountId: string,
  { key, route, now, lockMs, keepMs }: Omit<Claim, 'accountId'>,
): Promise<Claimed> {
  const values = {
    accountId,
    key: stored(accountId, key),
    route,
    createdAt: now,
    lockedUntil: later(now, lockMs),
    expiresAt: later(now, keepMs),
  }
  const fresh = {
    route,
    fingerprint: null,
    documentId: null,
    status: null,
    body: null,
    createdAt: now,
    lockedUntil: values.lockedUntil,
    expiresAt: values.expiresAt,
  }
  const inserted = await tx
    .insertInto('idempotencyKeys')
    .values(values)
    .onConflict((conflict) =>
      conflict
        .columns(['accountId', 'key'])
        .doUpdateSet(fresh)
        .where((eb) =>
          eb.or([
            eb('idempotencyKeys.expiresAt', '<=', now),
            eb.and([eb('idempotencyKeys.status', 'is', null), eb('idempotencyKeys.lockedUntil', '<=', now)]),
          ]),
        ),
    )
    .returning('key')
    .executeTakeFirst()
  if (inserted) return { kind: 'first' }
  const earlier = await tx
    .selectFrom('idempotencyKeys')
    .select(['fingerprint', 'documentId', 'status', 'body'])
    .where('accountId', '=', accountId)
    .where('key', '=', stored(accountId, key))
    .executeTakeFirst()
  return earlier?.status ? { kind: 'done', earlier } : { kind: 'running' }
}

export async function extendClaim(
  tx: Tx,
  accountId: string,
  { key, until }: { key: string; until: Date },
): Promise<void> {
  await tx
    .updateTable('idempotencyKeys')
    .set({ lockedUntil: until })
    .where('accountId', '=', accountId)
    .where('key', '=', stored(accountId, key))
    .where('status', 'is', null)
    .execute()
}

export type Answer = { key: string; fingerprint: Buffer; documentId: string; status: number; body: Buffer }

export async function storeAnswer(tx: Tx, accountId: string, { key, ...answer }: Answer): Promise<void> {
  await tx
    .updateTable('idempotencyKeys')
    .set(answer)
    .where('accountId', '=', accountId)
    .where('key', '=', stored(accountId, key))
    .execute()
}

/** A request that failed has no answer to repeat: the key may be used again. */
export async function releaseKey(tx: Tx, accountId: string, key: string): Promise<void> {
  await tx
    .deleteFrom('idempotencyKeys')
    .where('accountId', '=', accountId)
    .where('key', '=', stored(accountId, key))
    .where('status', 'is', null)
    .execute()
}
