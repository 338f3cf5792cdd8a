import type { ModelKind } from '@countersign/contract/extraction'
import { modelKinds } from '@countersign/contract/extraction'
import {
  FigureQuery,
  LearnedModel,
  LearningFigure,
  LessonHead,
  LessonParams,
  ModelChoice,
  ModelParams,
  ModelReport,
  ReportQuery,
} from '@countersign/contract/learning'
import { Type } from 'typebox'
import { type Tx, withAccount } from '../db/sql.ts'
import { cursorAfter, readCursor } from '../documents/cursor.ts'
import type { Archive } from '../documents/holdings.ts'
import type { Clock } from '../platform/clock.ts'
import type { Http } from '../platform/http.ts'
import type { NewId } from '../platform/ids.ts'
import { Problem } from '../platform/problem.ts'
import { deleteLesson, listLessons } from './lessons.store.ts'
import { fieldRoutes, markRoutes } from './marks.routes.ts'
import {
  findVersion,
  type Life,
  latestVersion,
  lifeIn,
  listVersions,
  livesOf,
  saveLife,
} from './models.store.ts'
import { noveltyRoute } from './novelty/novelty.routes.ts'
import { figuresOver, sidesOf } from './outcomes.store.ts'

export type LearningRouteParts = { archive: Archive; clock: Clock; newId: NewId }

const tags = ['Learning']
const reads = { needs: 'documents:read' } as const
const manages = { needs: 'workflows:manage' } as const
const usualDays = 90

export function learningRoutes(http: Http, parts: LearningRouteParts): void {
  fieldRoutes(http, parts)
  markRoutes(http, parts)
  lessonRoutes(http, parts)
  listModelsRoute(http, parts)
  chooseModelRoute(http, parts)
  reportRoute(http, parts)
  figuresRoute(http, parts)
  noveltyRoute(http, { db: parts.archive.db, clock: parts.clock })
}

function lessonRoutes(http: Http, { archive: { db } }: LearningRouteParts): void {
  http.get(
    '/v1/lessons',
    {
      schema: {
        operationId: 'lessons.list',
        problems: ['cursor.invalid'],
        tags,
        summary: 'Documents whose decisions are learned from',
        querystring: Type.Object(
          {
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
            cursor: Type.Optional(Type.String({ maxLength: 200 })),
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({
            items: Type.Array(LessonHead),
            nextCursor: Type.Union([Type.String(), Type.Null()]),
          }),
        },
      },
      config: reads,
    },
    async ({ caller: { accountId }, query: { limit = 50, cursor } }) => {
      const after = cursor === undefined ? null : readCursor(cursor, 'lsn')
      const { items, more } = await withAccount(db, accountId, (tx) =>
        listLessons(tx, accountId, { limit, after }),
      )
      return {
        items: items.map(({ createdAt, ...head }) => ({ ...head, createdAt: createdAt.toISOString() })),
        nextCursor: more ? cursorAfter(items.at(-1)?.id ?? '') : null,
      }
    },
  )
  http.delete(
    '/v1/lessons/:id',
    {
      schema: {
        operationId: 'lessons.delete',
        problems: ['lesson.not_found'],
        tags,
        summary: 'Forget what a document taught',
        params: LessonParams,
        response: { 204: Type.Null() },
      },
      config: manages,
    },
    async ({ caller: { accountId }, params: { id } }, reply) => {
      const gone = await withAccount(db, accountId, (tx) => deleteLesson(tx, accountId, id))
      if (!gone)
        throw new Problem('lesson.not_found', `There is no lesson ${id}. It may have gone with its document.`)
      return reply.code(204).send(null)
    },
  )
}

async function shownModel(tx: Tx, accountId: string, kind: ModelKind) {
  const life = lifeIn(await livesOf(tx, accountId), kind)
  const versions = await listVersions(tx, accountId, kind)
  return {
    ...{ kind, live: life.live, pinned: life.pinned },
    trial: life.trial === null ? null : { version: life.trial, share: life.share / 100 },
    versions: versions.map(({ version, figures, createdAt }) => ({
      ...{ version, figures },
      createdAt: createdAt.toISOString(),
    })),
  }
}

function listModelsRoute(http: Http, { archive: { db } }: LearningRouteParts): void {
  http.get(
    '/v1/models',
    {
      schema: {
        operationId: 'models.list',
        tags,
        summary: 'What was learned: versions, and which of them count',
        response: { 200: Type.Object({ items: Type.Array(LearnedModel) }) },
      },
      config: reads,
    },
    ({ caller: { accountId } }) =>
      withAccount(db, accountId, async (tx) => {
        const items = []
        for (const kind of modelKinds) items.push(await shownModel(tx, accountId, kind))
        return { items }
      }),
  )
}

function chooseModelRoute(http: Http, { archive: { db }, clock }: LearningRouteParts): void {
  http.put(
    '/v1/models/:kind',
    {
      schema: {
        operationId: 'models.choose',
        problems: ['model.not_found'],
        tags,
        summary: 'Go back to a version, or try one on a share of the documents',
        description:
          'Documents that are understood from now on go by it; those that were understood stay as they are. A version that was chosen stays until `newest` is asked for.',
        params: ModelParams,
        body: ModelChoice,
        response: { 200: LearnedModel },
      },
      config: manages,
    },
    ({ caller: { accountId }, params: { kind }, body }) =>
      withAccount(db, accountId, async (tx) => {
        const life = lifeIn(await livesOf(tx, accountId), kind)
        await saveLife(tx, accountId, {
          ...(await chosen(tx, accountId, { life, choice: body })),
          at: clock(),
        })
        return shownModel(tx, accountId, kind)
      }),
  )
}

async function chosen(
  tx: Tx,
  accountId: string,
  { life, choice: { live, trial } }: { life: Life; choice: ModelChoice },
): Promise<Life> {
  const { kind } = life
  const newest = await latestVersion(tx, accountId, kind)
  if (newest === 0)
    throw new Problem(
      'model.not_found',
      `Nothing of the kind "${kind}" has been learned yet. Review some documents first.`,
    )
  const known = async (version: number): Promise<number> => {
    if (version === 0 || (await findVersion(tx, accountId, { kind, version }))) return version
    throw new Problem(
      'model.not_found',
      `There is no version ${version} of "${kind}". The newest is ${newest}.`,
    )
  }
  const tried =
    trial === undefined
      ? {}
      : { trial: trial && (await known(trial.version)), share: Math.round((trial?.share ?? 0) * 100) }
  if (live === undefined) return { ...life, ...tried }
  if (live === 'newest') return { ...life, ...tried, live: newest, pinned: false }
  const version = live === 'previous' ? Math.max(0, life.live - 1) : live
  return { ...life, ...tried, live: await known(version), pinned: true }
}

const sinceOf = (clock: Clock, since: string | undefined): Date =>
  since ? new Date(since) : new Date(clock().getTime() - usualDays * 86_400_000)

const rateOf = (corrected: number, seen: number): number | null =>
  seen === 0 ? null : Math.round((1000 * corrected) / seen) / 1000

function reportRoute(http: Http, { archive: { db }, clock }: LearningRouteParts): void {
  http.get(
    '/v1/models/:kind/report',
    {
      schema: {
        operationId: 'models.report',
        problems: ['model.not_found'],
        tags,
        summary: 'Versions side by side: which was corrected less',
        params: ModelParams,
        querystring: ReportQuery,
        response: { 200: ModelReport },
      },
      config: reads,
    },
    ({ caller: { accountId }, params: { kind }, query }) =>
      withAccount(db, accountId, async (tx) => {
        if ((await latestVersion(tx, accountId, kind)) === 0)
          throw new Problem('model.not_found', `Nothing of the kind "${kind}" has been learned yet.`)
        const since = sinceOf(clock, query.since)
        const sides = await sidesOf(tx, accountId, { kind, since })
        return {
          ...{ kind, since: since.toISOString() },
          sides: sides.map((side) => ({ ...side, correctionRate: rateOf(side.corrected, side.seen) })),
        }
      }),
  )
}

function figuresRoute(http: Http, { archive: { db }, clock }: LearningRouteParts): void {
  http.get(
    '/v1/learning-figures',
    {
      schema: {
        operationId: 'learningFigures.list',
        tags,
        summary: 'Corrections and confidence per field over time',
        querystring: FigureQuery,
        response: { 200: Type.Object({ items: Type.Array(LearningFigure) }) },
      },
      config: reads,
    },
    async ({ caller: { accountId }, query: { by = 'week', since, ...of } }) => {
      const rows = await withAccount(db, accountId, (tx) =>
        figuresOver(tx, accountId, { ...of, period: by, since: sinceOf(clock, since) }),
      )
      return {
        items: rows.map(({ from, confidence, ...row }) => ({
          ...row,
          from: from.toISOString(),
          correctionRate: rateOf(row.corrected, row.seen),
          confidence: confidence === null ? null : Math.round(Number(confidence) * 1000) / 1000,
        })),
      }
    },
  )
}
