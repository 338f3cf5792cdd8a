// What else has come in the same packet, and what of it has passed validation.
import type { DocumentState } from '@countersign/contract/document'
import type { DocumentClass } from '@countersign/contract/extraction'
import type { Workflow } from '@countersign/contract/workflow'
import type { Tx } from '../../db/sql.ts'

const passed = new Set<DocumentState>(['validated', 'approved', 'signing', 'sealed', 'completed'])
const mostMembers = 1000

type Member = { id: string; class: DocumentClass | null; state: DocumentState; passed: boolean }

/** Files that were split count as their parts; the document itself is included. */
export async function packetMembers(tx: Tx, accountId: string, documentId: string): Promise<Member[]> {
  const rows = await tx
    .selectFrom('documents')
    .innerJoin('documents as own', (join) => join.onRef('own.accountId', '=', 'documents.accountId'))
    .select(['documents.id', 'documents.class', 'documents.state'])
    .where('documents.accountId', '=', accountId)
    .where('own.id', '=', documentId)
    .where((eb) =>
      eb.or([eb('documents.id', '=', documentId), eb('documents.packetHash', '=', eb.ref('own.packetHash'))]),
    )
    .where('documents.state', 'not in', ['erased', 'split'])
    .orderBy('documents.id')
    .limit(mostMembers)
    .execute()
  return rows.map((row) => ({ ...row, passed: passed.has(row.state) }))
}

/** How many of what the workflow asks for have come and passed. */
export const needsOf = (
  { packet }: Pick<Workflow, 'packet'>,
  members: readonly Member[],
): { classes: DocumentClass[]; count: number; found: number }[] =>
  (packet?.needs ?? []).map(({ classes, count = 1 }) => ({
    classes: [...classes],
    count,
    found: members.filter((one) => one.passed && one.class !== null && classes.includes(one.class)).length,
  }))
