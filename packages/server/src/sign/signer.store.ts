import { sql } from 'kysely'
import type { Tx } from '../db/sql.ts'
import type { Tables } from '../db/tables.ts'
import { lockFor } from '../platform/advisory-locks.ts'

export type SigningKeyRow = Tables['signingKeys']
export type SigningKeyKind = SigningKeyRow['kind']

const signingKeysLock = lockFor('making signing keys')

/** Until the transaction ends, nobody else makes or renews a key. System role only, as everything here. */
export async function lockSigningKeys(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${signingKeysLock})`.execute(tx)
}

export const findSigningKey = (tx: Tx, kind: SigningKeyKind): Promise<SigningKeyRow | undefined> =>
  tx.selectFrom('signingKeys').selectAll().where('kind', '=', kind).executeTakeFirst()

/** There is one key of a kind: a renewed one takes the place of the one before. */
export async function putSigningKey(tx: Tx, row: SigningKeyRow): Promise<void> {
  const { kind, ...rest } = row
  await tx
    .insertInto('signingKeys')
    .values(row)
    .onConflict((conflict) => conflict.column('kind').doUpdateSet(rest))
    .execute()
}

/** What an issuer took back, in the order of time. */
export const listRevoked = (tx: Tx, issuer: string): Promise<Tables['revokedCertificates'][]> =>
  tx.selectFrom('revokedCertificates').selectAll().where('issuer', '=', issuer).orderBy('revokedAt').execute()

/** Once revoked, a certificate stays so. */
export async function putRevoked(tx: Tx, row: Tables['revokedCertificates']): Promise<void> {
  await tx
    .insertInto('revokedCertificates')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
