// Workflows of an account: every version stays, for the documents that started with it; one at most is active.
import type { NewWorkflow } from '@countersign/contract/workflow'
import type { Tx } from '../db/sql.ts'

const versionColumns = ['name', 'version', 'definition', 'createdAt'] as const

export type VersionRow = { name: string; version: number; definition: NewWorkflow; createdAt: Date }
export type NameRow = {
  name: string
  activeVersion: number | null
  latestVersion: number
  definition: NewWorkflow
}

export async function findVersion(
  tx: Tx,
  accountId: string,
  { name, version }: { name: string; version: number },
): Promise<VersionRow | undefined> {
  return tx
    .selectFrom('workflowVersions')
    .select(versionColumns)
    .where('accountId', '=', accountId)
    .where('name', '=', name)
    .where('version', '=', version)
    .executeTakeFirst()
}

export async function findName(
  tx: Tx,
  accountId: string,
  { name, lock = false }: { name: string; lock?: boolean },
): Promise<{ activeVersion: number | null } | undefined> {
  const query = tx
    .selectFrom('workflows')
    .select('activeVersion')
    .where('accountId', '=', accountId)
    .where('name', '=', name)
  return (lock ? query.forUpdate() : query).executeTakeFirst()
}

/** Newest first. */
export const listVersions = (tx: Tx, accountId: string, name: string): Promise<VersionRow[]> =>
  tx
    .selectFrom('workflowVersions')
    .select(versionColumns)
    .where('accountId', '=', accountId)
    .where('name', '=', name)
    .orderBy('version', 'desc')
    .execute()

/** By name, each with its newest definition. */
export async function listNames(tx: Tx, accountId: string): Promise<NameRow[]> {
  const rows = await tx
    .selectFrom('workflows')
    .innerJoin('workflowVersions as newest', (join) =>
      join.onRef('newest.name', '=', 'workflows.name').onRef('newest.accountId', '=', 'workflows.accountId'),
    )
    .distinctOn('workflows.name')
    .select(['workflows.name', 'workflows.activeVersion', 'newest.version', 'newest.definition'])
    .where('workflows.accountId', '=', accountId)
    .orderBy('workflows.name')
    .orderBy('newest.version', 'desc')
    .execute()
  return rows.map(({ version, ...row }) => ({ ...row, latestVersion: version }))
}

export type NewVersion = {
  definition: NewWorkflow
  sha256: Buffer
  createdBy: string
  at: Date
}

/** Makes the name known, and holds it until the transaction ends, so that versions are given one after another. */
export async function holdName(
  tx: Tx,
  accountId: string,
  { name, at }: { name: string; at: Date },
): Promise<void> {
  await tx
    .insertInto('workflows')
    .values({ accountId, name, activeVersion: null, createdAt: at })
    .onConflict((conflict) => conflict.columns(['accountId', 'name']).doNothing())
    .execute()
  await findName(tx, accountId, { name, lock: true })
}

export const findSameDefinition = (
  tx: Tx,
  accountId: string,
  { name, sha256 }: { name: string; sha256: Buffer },
): Promise<{ version: number } | undefined> =>
  tx
    .selectFrom('workflowVersions')
    .select('version')
    .where('accountId', '=', accountId)
    .where('name', '=', name)
    .where('sha256', '=', sha256)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()

export async function insertVersion(
  tx: Tx,
  accountId: string,
  { definition, at, ...rest }: NewVersion & { version: number },
): Promise<void> {
  await tx
    .insertInto('workflowVersions')
    .values({
      ...rest,
      accountId,
      name: definition.name,
      definition: JSON.stringify(definition),
      createdAt: at,
    })
    .execute()
}

export async function setActive(
  tx: Tx,
  accountId: string,
  { name, version }: { name: string; version: number },
): Promise<void> {
  await tx
    .updateTable('workflows')
    .set({ activeVersion: version })
    .where('accountId', '=', accountId)
    .where('name', '=', name)
    .execute()
}
