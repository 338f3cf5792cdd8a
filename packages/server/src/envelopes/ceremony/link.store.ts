// Finds who a link belongs to, over all accounts: whoever has the secret is a stranger until then.
import type { Tx } from '../../db/sql.ts'
import type { RecipientRow } from '../envelopes.store.ts'

/** `row` names its account. */
export const findByLink = (
  tx: Tx,
  row: Pick<RecipientRow, 'linkHash'>,
): Promise<Pick<RecipientRow, 'id' | 'accountId' | 'envelopeId'> | undefined> =>
  tx
    .selectFrom('envelopeRecipients')
    .select(['id', 'accountId', 'envelopeId'])
    .where('linkHash', '=', row.linkHash)
    .executeTakeFirst()
