import type { SignatureRequestState } from '@countersign/contract/signature-request'
import type { Tx } from '../../db/sql.ts'
import type { RequestRow } from './due.store.ts'

const longestList = 200

/** Newest first. */
export function listRequests(
  tx: Tx,
  accountId: string,
  { state }: { state?: SignatureRequestState | undefined },
): Promise<RequestRow[]> {
  const all = tx.selectFrom('signatureRequests').selectAll().where('accountId', '=', accountId)
  const wanted = state === undefined ? all : all.where('state', '=', state)
  return wanted.orderBy('id', 'desc').limit(longestList).execute()
}

export const findOwnRequest = (tx: Tx, accountId: string, id: string): Promise<RequestRow | undefined> =>
  tx
    .selectFrom('signatureRequests')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst()
