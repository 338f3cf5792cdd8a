import { NoveltyFigure, NoveltyQuery } from '@countersign/contract/learning'
import { Type } from 'typebox'
import { type Db, withAccount } from '../../db/sql.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Http } from '../../platform/http.ts'
import { noveltyOver } from './novelty.store.ts'

const usualDays = 90
const round = (value: number): number => Math.round(1000 * value) / 1000

export function noveltyRoute(http: Http, { db, clock }: { db: Db; clock: Clock }): void {
  http.get(
    '/v1/novelty-figures',
    {
      schema: {
        operationId: 'noveltyFigures.list',
        tags: ['Learning'],
        summary: 'How many documents were unlike all that was decided before, over time',
        querystring: NoveltyQuery,
        response: { 200: Type.Object({ items: Type.Array(NoveltyFigure) }) },
      },
      config: { needs: 'documents:read' },
    },
    async ({ caller: { accountId }, query: { by = 'week', since, class: name } }) => {
      const from = since ? new Date(since) : new Date(clock().getTime() - usualDays * 86_400_000)
      const rows = await withAccount(db, accountId, (tx) =>
        noveltyOver(tx, accountId, { period: by, since: from, class: name }),
      )
      return {
        items: rows.map(({ from: start, novel, documents, mean, ...row }) => ({
          ...{ ...row, from: start.toISOString(), documents, novel },
          share: round(novel / documents),
          mean: round(Number(mean)),
        })),
      }
    },
  )
}
