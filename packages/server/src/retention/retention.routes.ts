import { NewRetentionPolicy, RetentionPolicy } from '@countersign/contract/retention'
import { type Db, withAccount } from '../db/sql.ts'
import type { Clock } from '../platform/clock.ts'
import type { Http } from '../platform/http.ts'
import { findPolicy, savePolicy } from './policy.store.ts'

export function retentionRoutes(http: Http, { db, clock }: { db: Db; clock: Clock }): void {
  http.get(
    '/v1/retention',
    {
      schema: {
        operationId: 'retention.get',
        tags: ['Retention'],
        summary: 'How long the account keeps documents and their artifacts',
        description: 'Its own rules only; those of a workflow apply where none of these does.',
        response: { 200: RetentionPolicy },
      },
      config: { needs: 'admin' },
    },
    ({ caller: { accountId } }) => withAccount(db, accountId, (tx) => findPolicy(tx, accountId)),
  )
  http.put(
    '/v1/retention',
    {
      schema: {
        operationId: 'retention.set',
        tags: ['Retention'],
        summary: 'Set how long documents and their artifacts are kept',
        description:
          'Replaces all rules of the account. They hold for documents that are there already too: what is due is removed within the hour, and nothing brings it back.',
        body: NewRetentionPolicy,
        response: { 200: RetentionPolicy },
      },
      config: { needs: 'admin' },
    },
    ({ caller: { accountId }, body: { rules } }) =>
      withAccount(db, accountId, (tx) => savePolicy(tx, accountId, { rules, at: clock() })),
  )
}
