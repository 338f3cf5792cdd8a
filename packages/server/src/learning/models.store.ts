// Versions of what was learned, and which of them count. Their bodies are numbers; words stay with the lessons.
import type { ModelKind } from '@countersign/contract/extraction'
import type { Tx } from '../db/sql.ts'

export type Version = {
  kind: ModelKind
  version: number
  body: unknown
  figures: Record<string, number>
  createdAt: Date
}
export type Life = {
  kind: ModelKind
  live: number
  trial: number | null
  share: number
  pinned: boolean
}

const unborn = (kind: ModelKind): Life => ({ kind, live: 0, trial: null, share: 0, pinned: false })

export async function livesOf(tx: Tx, accountId: string): Promise<Life[]> {
  return tx
    .selectFrom('learningLives')
    .select(['kind', 'live', 'trial', 'share', 'pinned'])
    .where('accountId', '=', accountId)
    .execute()
}

export const lifeIn = (lives: readonly Life[], kind: ModelKind): Life =>
  lives.find((one) => one.kind === kind) ?? unborn(kind)

export async function findVersion(
  tx: Tx,
  accountId: string,
  { kind, version }: { kind: ModelKind; version: number },
): Promise<Version | null> {
  const row = await tx
    .selectFrom('learningModels')
    .select(['kind', 'version', 'body', 'figures', 'createdAt'])
    .where('accountId', '=', accountId)
    .where('kind', '=', kind)
    .where('version', '=', version)
    .executeTakeFirst()
  return row ?? null
}

const mostListed = 50

/** The newest first. */
export const listVersions = (tx: Tx, accountId: string, kind: ModelKind): Promise<Version[]> =>
  tx
    .selectFrom('learningModels')
    .select(['kind', 'version', 'body', 'figures', 'createdAt'])
    .where('accountId', '=', accountId)
    .where('kind', '=', kind)
    .orderBy('version', 'desc')
    .limit(mostListed)
    .execute()

export async function latestVersion(tx: Tx, accountId: string, kind: ModelKind): Promise<number> {
  const [row] = await tx
    .selectFrom('learningModels')
    .select('version')
    .where('accountId', '=', accountId)
    .where('kind', '=', kind)
    .orderBy('version', 'desc')
    .limit(1)
    .execute()
  return row?.version ?? 0
}

export type NewVersion = { kind: ModelKind; body: unknown; figures: Record<string, number>; at: Date }

/** The number of the new version. It counts once somebody, or being better, makes it live. */
export async function addVersion(
  tx: Tx,
  accountId: string,
  { kind, body, figures, at }: NewVersion,
): Promise<number> {
  const version = (await latestVersion(tx, accountId, kind)) + 1
  await tx
    .insertInto('learningModels')
    .values({
      ...{ accountId, kind, version, createdAt: at },
      body: JSON.stringify(body),
      figures: JSON.stringify(figures),
    })
    .execute()
  return version
}

export async function saveLife(
  tx: Tx,
  accountId: string,
  { at, ...life }: Life & { at: Date },
): Promise<void> {
  const { kind, ...changed } = { ...life, updatedAt: at }
  await tx
    .insertInto('learningLives')
    .values({ accountId, kind, ...changed })
    .onConflict((conflict) => conflict.columns(['accountId', 'kind']).doUpdateSet(changed))
    .execute()
}
