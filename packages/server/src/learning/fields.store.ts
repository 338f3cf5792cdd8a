// An account's own fields, and where people marked them on samples.
import type { Field, FieldValue } from '@countersign/contract/extraction'
import type { Box } from '@countersign/contract/layout'
import { type Selectable, sql } from 'kysely'
import type { Tx } from '../db/sql.ts'
import type { Tables } from '../db/tables.ts'
import { sealJson, unsealJson } from '../platform/cipher.ts'
import type { DataKey } from '../ports/blob-store.ts'

export type TaughtField = Selectable<Tables['learningFields']>

export const listFields = (tx: Tx, accountId: string): Promise<TaughtField[]> =>
  tx.selectFrom('learningFields').selectAll().where('accountId', '=', accountId).orderBy('id').execute()

/** Null where the class has a field of that name; `most` where there are too many. */
export async function addField(
  tx: Tx,
  accountId: string,
  { most, ...field }: Omit<TaughtField, 'accountId'> & { most: number },
): Promise<'added' | 'exists' | 'full'> {
  await sql`select pg_advisory_xact_lock(hashtext('taught fields'), hashtext(${accountId}))`.execute(tx)
  const known = await listFields(tx, accountId)
  if (known.some((one) => one.class === field.class && one.name === field.name)) return 'exists'
  if (known.length >= most) return 'full'
  await tx
    .insertInto('learningFields')
    .values({ ...field, accountId })
    .execute()
  return 'added'
}

/** False where there is none. Lessons keep what was marked; it is read no more. */
export async function deleteField(tx: Tx, accountId: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('learningFields')
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** Null value: the document does not have the field. */
export type Marked = {
  field: string
  type: Field['type']
  value: FieldValue | null
  page: number | null
  box: Box | null
}
type MarkOf = { documentId: string; key: DataKey }

const contextOf = (documentId: string, field: string): string => `mark ${documentId} ${field}`

export async function saveMark(
  tx: Tx,
  accountId: string,
  { documentId, key, mark, run, at }: MarkOf & { mark: Marked; run: number; at: Date },
): Promise<void> {
  const body = sealJson(key, mark, contextOf(documentId, mark.field))
  await tx
    .insertInto('learningMarks')
    .values({ documentId, field: mark.field, accountId, run, body, createdAt: at })
    .onConflict((conflict) =>
      conflict.columns(['documentId', 'field']).doUpdateSet({ body, run, createdAt: at }),
    )
    .execute()
}

export async function listMarks(tx: Tx, accountId: string, { documentId, key }: MarkOf): Promise<Marked[]> {
  const rows = await tx
    .selectFrom('learningMarks')
    .select(['field', 'body'])
    .where('accountId', '=', accountId)
    .where('documentId', '=', documentId)
    .orderBy('field')
    .execute()
  return rows.map(({ field, body }) => unsealJson<Marked>(key, body, contextOf(documentId, field)))
}

export async function deleteMark(
  tx: Tx,
  accountId: string,
  { documentId, field }: { documentId: string; field: string },
): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('learningMarks')
    .where('accountId', '=', accountId)
    .where('documentId', '=', documentId)
    .where('field', '=', field)
    .executeTakeFirst()
  return numDeletedRows > 0n
}
