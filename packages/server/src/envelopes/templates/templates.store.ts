// Templates of envelopes, as rows.
import type { Selectable } from 'kysely'
import type { Tx } from '../../db/sql.ts'
import type { Tables } from '../../db/tables.ts'

export type TemplateRow = Selectable<Tables['envelopeTemplates']>

/** That version, or the newest. */
export function findTemplate(
  tx: Tx,
  accountId: string,
  { name, version }: { name: string; version?: number | undefined },
): Promise<TemplateRow | undefined> {
  let query = tx
    .selectFrom('envelopeTemplates')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('name', '=', name)
  if (version !== undefined) query = query.where('version', '=', version)
  return query.orderBy('version', 'desc').limit(1).executeTakeFirst()
}

/** The newest version of each. */
export const listTemplates = (tx: Tx, accountId: string): Promise<TemplateRow[]> =>
  tx
    .selectFrom('envelopeTemplates')
    .selectAll()
    .distinctOn('name')
    .where('accountId', '=', accountId)
    .orderBy('name')
    .orderBy('version', 'desc')
    .execute()

/** False where somebody else saved that version meanwhile. */
export async function insertTemplate(
  tx: Tx,
  accountId: string,
  row: Omit<TemplateRow, 'accountId'>,
): Promise<boolean> {
  const made = await tx
    .insertInto('envelopeTemplates')
    .values({ ...row, accountId })
    .onConflict((conflict) => conflict.doNothing())
    .returning('version')
    .executeTakeFirst()
  return made !== undefined
}

export async function deleteTemplate(tx: Tx, accountId: string, name: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('envelopeTemplates')
    .where('accountId', '=', accountId)
    .where('name', '=', name)
    .executeTakeFirst()
  return numDeletedRows > 0n
}
