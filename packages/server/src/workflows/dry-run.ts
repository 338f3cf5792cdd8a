// Which past documents would go another way by a definition, and why. Nothing is written.
import { setImmediate } from 'node:timers/promises'
import type { DryRun, Verdict } from '@countersign/contract/dry-run'
import type { Extraction, Finding } from '@countersign/contract/extraction'
import type { Workflow } from '@countersign/contract/workflow'
import { type Db, withAccount } from '../db/sql.ts'
import { cursorAfter } from '../documents/cursor.ts'
import type { DocumentRow } from '../documents/documents.store.ts'
import { keyOfRow } from '../documents/keys.ts'
import { findAsRead } from '../documents/results.store.ts'
import { verdictOf, withoutDoubts } from '../domain/rules.ts'
import { canonical } from '../events/append.ts'
import { monotonicMs } from '../platform/clock.ts'
import type { Kms } from '../ports/kms.ts'
import { listPast } from './dry-run.store.ts'
import { findWorkflow, workflowOf } from './workflows.ts'

export type Trying = {
  db: Db
  kms: Kms
  /** Everything a workflow objects to in these values. */
  judge(extraction: Extraction, judging: { workflow: Workflow; today: string }): Finding[]
}

export type Trial = {
  accountId: string
  workflow: Workflow
  /** Only documents of this workflow; left out, of all. */
  of: string | undefined
  limit: number
  /** Only documents older than this one. */
  before: string | undefined
}

type Change = DryRun['changed'][number]
type Outcome = Change | 'same' | 'skipped'

/** Whoever asks waits, and the process serves others too. */
const mostMs = 20_000

export async function dryRun(trying: Trying, trial: Trial): Promise<Omit<DryRun, 'workflow' | 'version'>> {
  const { accountId, of: workflow, limit, before } = trial
  const rows = await withAccount(trying.db, accountId, (tx) =>
    listPast(tx, accountId, { workflow, limit: limit + 1, before }),
  )
  const past = rows.slice(0, limit)
  const outcomes: Outcome[] = []
  const began = monotonicMs()
  for (const row of past) {
    if (monotonicMs() - began > mostMs) break
    outcomes.push(await tryOn(trying, trial, row))
    // Others are served between two documents.
    await setImmediate()
  }
  const changed = outcomes.filter((outcome) => typeof outcome === 'object')
  const skipped = outcomes.filter((outcome) => outcome === 'skipped').length
  const looked = outcomes.length - skipped
  const last = past[outcomes.length - 1]
  return {
    ...{ looked, same: looked - changed.length, skipped, changed },
    complete: outcomes.length === past.length,
    nextCursor: last && outcomes.length < rows.length ? cursorAfter(last.id) : null,
    differs: await differing(trying, trial, past.slice(0, outcomes.length)),
  }
}

const alike = ['read', 'understand', 'packet', 'sign', 'publish', 'retain'] as const

/** Parts that no document is judged by, and that make a difference to each. */
async function differing({ db }: Trying, { accountId, workflow }: Trial, rows: readonly DocumentRow[]) {
  const versions = new Map(rows.map((row) => [`${row.workflow} ${row.workflowVersion}`, row]))
  const found: DryRun['differs'] = []
  for (const { workflow: name, workflowVersion: version } of versions.values()) {
    const started = await findWorkflow(db, accountId, { name, version })
    const parts = alike.filter(
      (part) => canonical(started[part] ?? null) !== canonical(workflow[part] ?? null),
    )
    if (parts.length > 0) found.push({ workflow: name, version, parts })
  }
  return found
}

async function tryOn(trying: Trying, { accountId, workflow }: Trial, row: DocumentRow): Promise<Outcome> {
  const { id: documentId, run, createdAt } = row
  const named = { name: row.workflow, version: row.workflowVersion }
  const { values, started } = await withAccount(trying.db, accountId, async (tx) => ({
    values: await findAsRead(tx, accountId, { documentId, run, key: await keyOfRow(row, trying.kms) }),
    started: await workflowOf(tx, accountId, named),
  }))
  if (!values) return 'skipped'
  // As on the day it came: a date that was in the future then is not so now.
  const today = createdAt.toISOString().slice(0, 10)
  const judged = (one: Workflow) => trying.judge(values, { workflow: one, today })
  const before = judged(started)
  const known = new Set(before.map(keyOf))
  // What reading and other documents had to say does not hang on the workflow.
  const outside = values.findings.filter((finding) => !known.has(keyOf(finding)))
  const verdict = (one: Workflow, findings: Finding[]): Verdict =>
    one.validate
      ? verdictOf(one, values, withoutDoubts(one, values, [...outside, ...findings]))
      : { route: 'straightThrough', errors: [], approvals: [] }
  const [was, is] = [verdict(started, before), verdict(workflow, judged(workflow))]
  const why = [...differences(was, is), ...otherClass(workflow, values.class)]
  if (why.length === 0) return 'same'
  return { documentId, class: values.class, version: row.workflowVersion, before: was, after: is, why }
}

const otherClass = ({ understand }: Workflow, name: string): string[] =>
  understand && (understand.classes.length === 0 || understand.classes.some((one) => one === name))
    ? []
    : [
        understand
          ? `It may be taken for another class: ${name} is none of the classes here.`
          : 'Its values are not looked for.',
      ]

const keyOf = ({ rule, field, message }: Finding): string => `${rule} ${field ?? ''} ${message}`

const objection = ({ rule, field }: Verdict['errors'][number]) => (field ? `${rule} (${field})` : rule)
const levels = ({ approvals }: Verdict): string =>
  approvals.map(({ by, of }) => (of > 1 ? `${of} of ${by}` : by)).join(', then ') || 'nobody'

const ways: Record<Verdict['route'], string> = {
  straightThrough: 'goes straight through',
  review: 'goes to one reviewer',
  twoReviewers: 'goes to two reviewers',
}

/** In words; objections that are the same before and after say nothing. */
function differences(before: Verdict, after: Verdict): string[] {
  const [old, now] = [new Set(before.errors.map(objection)), new Set(after.errors.map(objection))]
  const added = [...now].filter((one) => !old.has(one))
  const gone = [...old].filter((one) => !now.has(one))
  const route =
    before.route === after.route
      ? []
      : [`It ${ways[after.route]}; before, it ${ways[before.route].replace('goes', 'went')}.`]
  const approval =
    levels(before) === levels(after)
      ? []
      : [`It is approved by ${levels(after)}; before, by ${levels(before)}.`]
  return [
    ...route,
    ...approval,
    ...(added.length > 0 ? [`Newly held by ${added.join(', ')}.`] : []),
    ...(gone.length > 0 ? [`No longer held by ${gone.join(', ')}.`] : []),
  ]
}
