// Recipients of envelopes, what they were shown, and the letters to them, as rows.
import type { Insertable, Updateable } from 'kysely'
import type { Tx } from '../../db/sql.ts'
import type { Tables } from '../../db/tables.ts'
import type { MailRow, RecipientRow } from '../envelopes.store.ts'

export async function insertRecipients(
  tx: Tx,
  accountId: string,
  rows: readonly Omit<Insertable<Tables['envelopeRecipients']>, 'accountId'>[],
): Promise<void> {
  await tx
    .insertInto('envelopeRecipients')
    .values(rows.map((row) => ({ ...row, accountId })))
    .execute()
}

export const listRecipients = (
  tx: Tx,
  accountId: string,
  envelopeIds: readonly string[],
): Promise<RecipientRow[]> =>
  tx
    .selectFrom('envelopeRecipients')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('envelopeId', 'in', envelopeIds)
    .orderBy('step')
    .orderBy('ordinal')
    .orderBy('id')
    .execute()

export async function updateRecipient(
  tx: Tx,
  accountId: string,
  { id, set }: { id: string; set: Updateable<Tables['envelopeRecipients']> },
): Promise<void> {
  await tx
    .updateTable('envelopeRecipients')
    .set(set)
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .execute()
}

/** A page is noted when it is shown for the first time. */
export async function insertShown(
  tx: Tx,
  accountId: string,
  row: Omit<Insertable<Tables['envelopePagesShown']>, 'accountId'>,
): Promise<void> {
  await tx
    .insertInto('envelopePagesShown')
    .values({ ...row, accountId })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export const listShown = (tx: Tx, accountId: string, recipientIds: readonly string[]) =>
  tx
    .selectFrom('envelopePagesShown')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('recipientId', 'in', recipientIds)
    .orderBy('at')
    .orderBy('ordinal')
    .orderBy('page')
    .execute()

export const listMails = (tx: Tx, accountId: string, envelopeIds: readonly string[]): Promise<MailRow[]> =>
  tx
    .selectFrom('envelopeMails')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('envelopeId', 'in', envelopeIds)
    .orderBy('id')
    .execute()

/** Nothing where there is such a letter already: a repeated step writes none twice. */
export async function insertMail(
  tx: Tx,
  accountId: string,
  row: Omit<Insertable<Tables['envelopeMails']>, 'accountId'>,
): Promise<void> {
  await tx
    .insertInto('envelopeMails')
    .values({ ...row, accountId })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function updateMail(
  tx: Tx,
  accountId: string,
  { id, set }: { id: string; set: Updateable<Tables['envelopeMails']> },
): Promise<void> {
  await tx
    .updateTable('envelopeMails')
    .set(set)
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .where('state', '=', 'pending')
    .execute()
}

/** What was to ask somebody is of no use once there is nothing to be done. */
export async function cancelMails(
  tx: Tx,
  accountId: string,
  { recipientIds, kinds }: { recipientIds: readonly string[]; kinds: readonly string[] },
): Promise<void> {
  if (recipientIds.length === 0) return
  await tx
    .updateTable('envelopeMails')
    .set({ state: 'cancelled', nextAttemptAt: null, said: null })
    .where('accountId', '=', accountId)
    .where('recipientId', 'in', recipientIds)
    .where('kind', 'in', kinds)
    .where('state', '=', 'pending')
    .execute()
}
