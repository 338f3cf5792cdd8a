// How the machine's values fared, field by field: verdicts and confidence, never a value.
import type { DocumentClass, LearnedUse, ModelKind } from '@countersign/contract/extraction'
import type { TaskDecision, TaskKind } from '@countersign/contract/review'
import { sql } from 'kysely'
import type { Tx } from '../db/sql.ts'
import type { Outcome } from './decided.ts'

type OutcomesOf = {
  documentId: string
  run: number
  class: DocumentClass
  models: LearnedUse['models']
  at: Date
  outcomes: readonly Outcome[]
}

/** Replaces what was known of the run. */
export async function saveOutcomes(tx: Tx, accountId: string, given: OutcomesOf): Promise<void> {
  const { documentId, run, models, outcomes, ...of } = given
  await tx
    .deleteFrom('learningOutcomes')
    .where('accountId', '=', accountId)
    .where('documentId', '=', documentId)
    .where('run', '=', run)
    .execute()
  if (outcomes.length === 0) return
  const rows = outcomes.map((outcome) => ({
    ...{ documentId, run, accountId, ...of, ...outcome },
    models: JSON.stringify(models),
  }))
  await tx.insertInto('learningOutcomes').values(rows).execute()
}

/** What people did about one run, in the order in which they did it. */
export async function tasksDone(
  tx: Tx,
  accountId: string,
  { documentId, run }: { documentId: string; run: number },
): Promise<{ kind: TaskKind; field: string | null; decision: TaskDecision | null }[]> {
  return tx
    .selectFrom('reviewTasks')
    .select(['kind', 'field', 'decision'])
    .where('accountId', '=', accountId)
    .where('documentId', '=', documentId)
    .where('run', '=', run)
    .where('state', '=', 'done')
    .orderBy('decidedAt')
    .orderBy('id')
    .execute()
}

export type Seen = {
  class: DocumentClass
  field: string
  confidence: number
  right: boolean
  documentId: string
}

/** Values that the machine claimed and a person answered for, the newest first. */
export async function seenValues(tx: Tx, accountId: string, limit: number): Promise<Seen[]> {
  const rows = await tx
    .selectFrom('learningOutcomes')
    .select(['class', 'field', 'confidence', 'verdict', 'documentId'])
    .where('accountId', '=', accountId)
    .where('verdict', 'in', ['right', 'wrong', 'extra'])
    .where('confidence', 'is not', null)
    .orderBy('at', 'desc')
    .orderBy('documentId')
    .orderBy('field')
    .limit(limit)
    .execute()
  return rows.map(({ verdict, confidence, ...row }) => ({
    ...row,
    confidence: confidence ?? 0,
    right: verdict === 'right',
  }))
}

export type Period = 'day' | 'week' | 'month'
export type Figure = {
  from: Date
  class: DocumentClass
  field: string
  documents: number
  seen: number
  corrected: number
  confidence: number | null
  taught: number
}

const counts = {
  documents: sql<number>`count(*)::integer`.as('documents'),
  seen: sql<number>`count(*) filter (where verdict <> 'unseen')::integer`.as('seen'),
  corrected: sql<number>`count(*) filter (where verdict in ('wrong', 'missed', 'extra'))::integer`.as(
    'corrected',
  ),
  confidence: sql<number | null>`avg(confidence)`.as('confidence'),
  taught: sql<number>`count(*) filter (where taught)::integer`.as('taught'),
}

/** Per class, field and period, the oldest first. */
export function figuresOver(
  tx: Tx,
  accountId: string,
  of: { period: Period; since: Date; class?: DocumentClass | undefined; field?: string | undefined },
): Promise<Figure[]> {
  const from = sql<Date>`date_trunc(${of.period}, at, 'UTC')`
  let query = tx
    .selectFrom('learningOutcomes')
    .select([from.as('from'), 'class', 'field'])
    .select(Object.values(counts))
    .where('accountId', '=', accountId)
    .where('at', '>=', of.since)
  if (of.class) query = query.where('class', '=', of.class)
  if (of.field) query = query.where('field', '=', of.field)
  return query
    .groupBy([sql`1`, 'class', 'field'])
    .orderBy(sql`1`)
    .orderBy('class')
    .orderBy('field')
    .limit(5_000)
    .execute()
}

export type Side = { version: number; trial: boolean; documents: number; seen: number; corrected: number }

/** Of each version of a model: how much of what was read by it people corrected. */
export async function sidesOf(
  tx: Tx,
  accountId: string,
  of: { kind: ModelKind; since: Date },
): Promise<Side[]> {
  const { rows } = await sql<Side>`
    select coalesce((used->>'version')::integer, 0) as version,
      coalesce((used->>'trial')::boolean, false) as trial,
      count(distinct document_id)::integer as documents,
      count(*) filter (where verdict <> 'unseen')::integer as seen,
      count(*) filter (where verdict in ('wrong', 'missed', 'extra'))::integer as corrected
    from learning_outcomes
    left join lateral (
      select used from jsonb_array_elements(models) used where used->>'kind' = ${of.kind}
    ) one on true
    where account_id = ${accountId} and at >= ${of.since}
    group by 1, 2 order by 1, 2`.execute(tx)
  return rows
}
