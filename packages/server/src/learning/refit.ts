// Fits classes and thresholds to what the account decided, and lets only what is better on held-back documents go live.
import type { ModelKind } from '@countersign/contract/extraction'
import { defaultConfidence } from '@countersign/understand/classes/classes'
import { type ClassRule, fitClasses } from '@countersign/understand/learn/classes'
import { fitThresholds, type Thresholds } from '@countersign/understand/learn/thresholds'
import { withAccount } from '../db/sql.ts'
import type { Archive } from '../documents/holdings.ts'
import type { Clock } from '../platform/clock.ts'
import { recentLessons } from './lessons.store.ts'
import { addVersion, findVersion, lifeIn, livesOf, saveLife } from './models.store.ts'
import { seenValues } from './outcomes.store.ts'

const mostLessons = 200
const mostSeen = 20_000

type Fitted = { kind: ModelKind; body: unknown; figures: Record<string, number>; better: boolean }

export async function refit(
  { archive, clock }: { archive: Pick<Archive, 'db' | 'kms'>; clock: Clock },
  accountId: string,
): Promise<void> {
  const { db, kms } = archive
  const given = await withAccount(db, accountId, async (tx) => {
    const lives = await livesOf(tx, accountId)
    const bodyOf = async (kind: 'classes' | 'thresholds') => {
      const { live: version } = lifeIn(lives, kind)
      return version === 0 ? null : ((await findVersion(tx, accountId, { kind, version }))?.body ?? null)
    }
    return {
      lessons: await recentLessons(tx, accountId, { limit: mostLessons, kms }),
      seen: await seenValues(tx, accountId, mostSeen),
      classes: (await bodyOf('classes')) as ClassRule | null,
      thresholds: (await bodyOf('thresholds')) as Thresholds | null,
    }
  })
  const fitted: Fitted[] = [
    { kind: 'classes', ...fitClasses(given.lessons, given.classes) },
    {
      kind: 'thresholds',
      ...fitThresholds(given.seen, { shipped: defaultConfidence, live: given.thresholds }),
    },
  ]
  for (const one of fitted) if (one.better) await goLive({ db }, accountId, { ...one, at: clock() })
}

const goLive = (
  { db }: Pick<Archive, 'db'>,
  accountId: string,
  { kind, body, figures, at }: Fitted & { at: Date },
): Promise<void> =>
  withAccount(db, accountId, async (tx) => {
    const life = lifeIn(await livesOf(tx, accountId), kind)
    const version = await addVersion(tx, accountId, { kind, body, figures, at })
    await saveLife(tx, accountId, { ...life, live: life.pinned ? life.live : version, at })
  })
