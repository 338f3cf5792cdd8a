// Past documents that a workflow may be tried on.
import type { Tx } from '../db/sql.ts'
import type { DocumentRow } from '../documents/documents.store.ts'

/** `before`: only those older than this document. */
type Past = { workflow: string | undefined; limit: number; before: string | undefined }

/** Newest first; only those whose values were judged once. */
export function listPast(
  tx: Tx,
  accountId: string,
  { workflow, limit, before }: Past,
): Promise<DocumentRow[]> {
  let query = tx
    .selectFrom('documents')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('state', 'not in', ['received', 'read', 'understood', 'split', 'failed', 'erased'])
    .where('class', 'is not', null)
  if (workflow !== undefined) query = query.where('workflow', '=', workflow)
  if (before !== undefined) query = query.where('id', '<', before)
  return query.orderBy('id', 'desc').limit(limit).execute()
}
