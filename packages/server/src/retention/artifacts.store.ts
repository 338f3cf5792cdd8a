// Which artifacts of a document there are, and their removal, over all its runs.
import type { ArtifactKind } from '@countersign/contract/retention'
import type { Tx } from '../db/sql.ts'
import type { BlobRole } from '../ports/stage.ts'

const roles: Record<Exclude<ArtifactKind, 'extraction'>, readonly BlobRole[]> = {
  original: ['original'],
  layout: ['layout', 'preview'],
  searchable: ['searchable'],
  sealed: ['sealed', 'cades'],
  evidence: ['evidence', 'certificate'],
}

const rolesOf = (kind: ArtifactKind): readonly BlobRole[] => (kind === 'extraction' ? [] : roles[kind])

export async function presentKinds(
  tx: Tx,
  accountId: string,
  { documentId, kinds }: { documentId: string; kinds: readonly ArtifactKind[] },
): Promise<ArtifactKind[]> {
  const stored = await tx
    .selectFrom('blobs')
    .select('role')
    .distinct()
    .where('accountId', '=', accountId)
    .where('documentId', '=', documentId)
    .execute()
  const extraction = await tx
    .selectFrom('extractions')
    .select('run')
    .where('accountId', '=', accountId)
    .where('documentId', '=', documentId)
    .limit(1)
    .executeTakeFirst()
  const present = new Set(stored.map(({ role }) => role))
  return kinds.filter((kind) =>
    kind === 'extraction' ? extraction !== undefined : rolesOf(kind).some((role) => present.has(role)),
  )
}

/** The ids of the stored files, to be deleted once this is committed. */
export async function deleteKinds(
  tx: Tx,
  accountId: string,
  { documentId, kinds }: { documentId: string; kinds: readonly ArtifactKind[] },
): Promise<string[]> {
  const tables = [
    ...(kinds.includes('layout') ? (['pages'] as const) : []),
    ...(kinds.includes('extraction')
      ? (['extractions', 'corrections', 'learningLessons', 'learningMarks'] as const)
      : []),
  ]
  for (const table of tables)
    await tx
      .deleteFrom(table)
      .where('accountId', '=', accountId)
      .where('documentId', '=', documentId)
      .execute()
  // What the files were called and their hashes stay: the tombstone is made of them.
  if (kinds.includes('original'))
    await tx
      .updateTable('documentFiles')
      .set({ blobId: null })
      .where('accountId', '=', accountId)
      .where('documentId', '=', documentId)
      .execute()
  const gone = kinds.flatMap(rolesOf)
  if (gone.length === 0) return []
  const rows = await tx
    .deleteFrom('blobs')
    .where('accountId', '=', accountId)
    .where('documentId', '=', documentId)
    .where('role', 'in', gone)
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}
