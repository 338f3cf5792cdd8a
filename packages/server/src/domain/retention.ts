// When a document that came to rest has been kept long enough, and which of its artifacts have.

import type { DocumentState } from '@countersign/contract/document'
import type { DocumentClass } from '@countersign/contract/extraction'
import { type ArtifactKind, artifactKinds, type RetentionRule } from '@countersign/contract/retention'

export type Resting = {
  workflow: string
  class: DocumentClass | null
  state: DocumentState
  /** Null while it is still under way: then only its own `expiresAt` counts. */
  settledAt: Date | null
  expiresAt: Date | null
  removed: readonly ArtifactKind[]
}

export type Verdict = {
  /** `expired`: the client said when. `retention`: the rules did. */
  erase: 'expired' | 'retention' | null
  trim: ArtifactKind[]
  /** When to look again; null means never, unless something changes. */
  next: Date | null
}

const dayMs = 24 * 3_600_000

function addMonths(from: Date, months: number): Date {
  const date = new Date(from)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + months)
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(day, lastDay))
  return date
}

/** Calendar years and months in UTC: a month after 31 January is the last day of February. Null is forever. */
export function addDuration(from: Date, duration: string): Date | null {
  if (duration === 'forever') return null
  const match = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(
    duration,
  )
  if (!match) throw new RangeError(`${duration} is not a duration`)
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0))
  const date = addMonths(from, years * 12 + months)
  const milliseconds = (weeks * 7 + days) * dayMs + ((hours * 60 + minutes) * 60 + seconds) * 1000
  return new Date(date.getTime() + milliseconds)
}

const matches = (rule: RetentionRule, document: Resting): boolean =>
  (!rule.workflows || rule.workflows.includes(document.workflow)) &&
  (!rule.classes || (document.class !== null && rule.classes.includes(document.class))) &&
  (!rule.states || rule.states.some((state) => state === document.state))

/** The end of its time by the first rule that matches the document and names the thing. */
function endOf(document: Resting, rules: readonly RetentionRule[], thing: 'document' | ArtifactKind) {
  if (!document.settledAt) return null
  const rule = rules.find((one) => one.keep[thing] !== undefined && matches(one, document))
  const duration = rule?.keep[thing]
  return duration === undefined ? null : addDuration(document.settledAt, duration)
}

export function judgeRetention(document: Resting, rules: readonly RetentionRule[], now: Date): Verdict {
  const { expiresAt } = document
  if (expiresAt && expiresAt <= now) return { erase: 'expired', trim: [], next: null }
  const end = endOf(document, rules, 'document')
  if (end && end <= now) return { erase: 'retention', trim: [], next: null }
  const ends = artifactKinds
    .filter((kind) => !document.removed.includes(kind))
    .map((kind) => ({ kind, at: endOf(document, rules, kind) }))
  const trim = ends.filter(({ at }) => at !== null && at <= now).map(({ kind }) => kind)
  const ahead = [expiresAt, end, ...ends.map(({ at }) => at)].filter(
    (at) => at !== null && at > now,
  ) as Date[]
  const next = ahead.length === 0 ? null : new Date(Math.min(...ahead.map((at) => at.getTime())))
  return { erase: null, trim, next }
}
