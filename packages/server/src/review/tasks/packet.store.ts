// What else has come in the same packet and passed validation.
import type { DocumentClass } from '@countersign/contract/extraction'
import type { Tx } from '../../db/sql.ts'

const passed = ['validated', 'approved', 'signing', 'sealed', 'completed'] as const

/** The document itself included. */
export const packetStates = (
  tx: Tx,
  accountId: string,
  documentId: string,
): Promise<{ id: string; class: DocumentClass | null }[]> =>
  tx
    .selectFrom('documents')
    .innerJoin('documents as own', (join) => join.onRef('own.accountId', '=', 'documents.accountId'))
    .select(['documents.id', 'documents.class'])
    .where('documents.accountId', '=', accountId)
    .where('own.id', '=', documentId)
    .where((eb) =>
      eb.or([eb('documents.id', '=', documentId), eb('documents.packetHash', '=', eb.ref('own.packetHash'))]),
    )
    .where('documents.state', 'in', passed)
    .execute()
