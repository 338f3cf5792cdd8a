import { mostSealCertificates } from '@countersign/contract/seal-certificate'
import { sql } from 'kysely'
import type { Tx } from '../../db/sql.ts'
import type { Tables } from '../../db/tables.ts'

export type CertificateRow = Tables['sealCertificates']

/** Two who change what the account seals with do so one after the other. */
export const lockCertificates = (tx: Tx, accountId: string) =>
  sql`select pg_advisory_xact_lock(hashtext('seal certificates'), hashtext(${accountId}))`.execute(tx)

export const listCertificates = (tx: Tx, accountId: string): Promise<CertificateRow[]> =>
  tx.selectFrom('sealCertificates').selectAll().where('accountId', '=', accountId).orderBy('id').execute()

export const findCertificate = (tx: Tx, accountId: string, id: string): Promise<CertificateRow | undefined> =>
  tx
    .selectFrom('sealCertificates')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst()

export const activeCertificate = (tx: Tx, accountId: string): Promise<CertificateRow | undefined> =>
  tx
    .selectFrom('sealCertificates')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('activatedAt', 'is not', null)
    .executeTakeFirst()

/** Of all accounts; the system's role only. */
export const activeCertificates = (tx: Tx) =>
  tx
    .selectFrom('sealCertificates')
    .select(['id', 'accountId', 'certificate'])
    .where('activatedAt', 'is not', null)
    .execute()

export async function insertCertificate(
  tx: Tx,
  accountId: string,
  row: Omit<CertificateRow, 'accountId'>,
): Promise<'added' | 'exists' | 'full'> {
  const { count } = await tx
    .selectFrom('sealCertificates')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('accountId', '=', accountId)
    .executeTakeFirstOrThrow()
  if (Number(count) >= mostSealCertificates) return 'full'
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('sealCertificates')
    .values({ ...row, accountId })
    .onConflict((conflict) => conflict.columns(['accountId', 'sha256']).doNothing())
    .executeTakeFirstOrThrow()
  return Number(numInsertedOrUpdatedRows) > 0 ? 'added' : 'exists'
}

/** From now on the account seals with this one, or, with null, as the installation does. */
export async function activate(
  tx: Tx,
  accountId: string,
  { id, at }: { id: string | null; at: Date },
): Promise<void> {
  await tx
    .updateTable('sealCertificates')
    .set({ activatedAt: null })
    .where('accountId', '=', accountId)
    .where('activatedAt', 'is not', null)
    .execute()
  if (id === null) return
  await tx
    .updateTable('sealCertificates')
    .set({ activatedAt: at })
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .execute()
}

/** The key is gone for good; the certificate stays, to be known again. */
export async function revoke(tx: Tx, accountId: string, { id, at }: { id: string; at: Date }): Promise<void> {
  await tx
    .updateTable('sealCertificates')
    .set({ revokedAt: at, activatedAt: null, privateKey: null, wrappedKey: null, kekId: null })
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .execute()
}

export async function remove(tx: Tx, accountId: string, id: string): Promise<void> {
  await tx.deleteFrom('sealCertificates').where('accountId', '=', accountId).where('id', '=', id).execute()
}
