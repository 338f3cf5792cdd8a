// Learning, out of the account's own database; which version a document goes by is a flag.
import { openFeatureFlags } from '../../adapters/flags/openfeature.ts'
import type { App } from '../../app.ts'
import { listenAt } from '../../db/listen.ts'
import { learningOf as learningWith } from '../../learning/known.ts'
import { startLearner } from '../../learning/learner.ts'

export const learningOf = ({ archive }: Pick<App, 'archive'>) =>
  learningWith({ db: archive.db, kms: archive.kms, flags: openFeatureFlags() })

export const learnerOf = ({ archive, clock, newId, log, databaseUrl }: App) =>
  startLearner({ archive, clock, newId, log, listen: listenAt(databaseUrl) })
