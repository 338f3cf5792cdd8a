// What people are asked to do, worked out from findings, risk and what others have done already. Pure.
import type { Extraction, Field, Finding } from '@countersign/contract/extraction'
import type { TaskDecision, TaskKind } from '@countersign/contract/review'
import type { Route, Workflow } from '@countersign/contract/workflow'
import type { Level } from './rules.ts'

export type NewTask = {
  kind: TaskKind
  field: string | null
  rules: string[]
  skill: string | null
  level: number | null
}

type Values = Pick<Extraction, 'class' | 'fields'>
type Asking = Pick<Workflow, 'review'>

function skillOf({ review }: Asking, { class: name }: Values, field: string | null): string | null {
  const found = review?.skills?.find(
    ({ classes, fields }) =>
      (!classes?.length || classes.includes(name)) &&
      (!fields?.length || (field !== null && fields.includes(field))),
  )
  return found?.skill ?? null
}

const taskFor = (
  workflow: Asking,
  values: Values,
  task: Pick<NewTask, 'kind' | 'field' | 'rules'>,
): NewTask => ({
  ...task,
  skill: skillOf(workflow, values, task.field),
  level: null,
})

/** One task for each field with an error, one for what is about no field; a look at the whole where risk asks for it. */
export function tasksFor(
  workflow: Asking,
  values: Values,
  { findings, route }: { findings: readonly Finding[]; route: Route },
): NewTask[] {
  const errors = findings.filter(({ severity }) => severity === 'error')
  const fields = [...new Set(errors.map(({ field }) => field ?? null))]
  const tasks = fields.map((field) => {
    const rules = errors.filter((error) => (error.field ?? null) === field).map(({ rule }) => rule)
    return taskFor(workflow, values, { kind: 'field', field, rules: [...new Set(rules)] })
  })
  // Two readers answer for all values, not only for those that the machine doubts.
  const whole = route === 'twoReviewers' || (route === 'review' && tasks.length === 0)
  if (!whole || fields.includes(null)) return tasks
  return [...tasks, taskFor(workflow, values, { kind: 'field', field: null, rules: [] })]
}

/** Of what has been decided, in order of time; people are compared as text. */
export type Done = Reader & { kind: TaskKind; field: string | null; decision: TaskDecision | null }

/** `by`: the person; `through`: the key that spoke for them. A key that speaks for nobody else is both. */
export type Reader = { by: string; through: string | null }

/** What two readers have to differ in. */
export type FourEyes = 'people' | 'keys'

/** A key that named nobody may have been anybody whom it names elsewhere. */
function sameReader(one: Reader, other: Reader, eyes: FourEyes): boolean {
  if (one.by === other.by) return true
  if (one.through === null || one.through !== other.through) return false
  return eyes === 'keys' || one.by === one.through || other.by === other.through
}

const isReading = ({ kind }: Pick<Done, 'kind'>) => kind === 'field' || kind === 'second' || kind === 'entry'

/**
 * What another person still has to look at: a value counts once somebody else than the last who read it has let it
 * stand. Who corrects in the second look is read again in turn.
 */
export function secondLooks(workflow: Asking, values: Values, done: readonly Done[]): NewTask[] {
  const readings = done.filter(isReading)
  const fields = [...new Set(readings.map(({ field }) => field))]
  return fields.flatMap((field) => {
    const own = readings.filter((one) => one.field === field)
    const [before, last] = [own.at(-2), own.at(-1)]
    const agreed = last?.kind === 'second' && last.decision === 'confirm' && before?.by !== last.by
    return agreed ? [] : [taskFor(workflow, values, { kind: 'second', field, rules: [] })]
  })
}

type Before = { reader: Reader; done: readonly Done[]; eyes: FourEyes }

/** Why somebody may not do a task, or null. */
export function barred(task: Pick<Done, 'kind' | 'field'>, { reader, done, eyes }: Before): string | null {
  if (task.kind === 'second') {
    const last = done.filter((one) => isReading(one) && one.field === task.field).at(-1)
    return last && sameReader(last, reader, eyes)
      ? `The second look is for somebody else than the one who looked before.${orKey(eyes)}`
      : null
  }
  if (task.kind !== 'approval') return null
  const own = done.filter((one) => sameReader(one, reader, eyes))
  if (own.some(({ kind, decision }) => kind === 'entry' || decision === 'correct' || decision === 'remove'))
    return `Who corrected a document or entered its values does not approve it.${orKey(eyes)}`
  return own.some(({ kind }) => kind === 'approval')
    ? `Each approval of a document is given by another person.${orKey(eyes)}`
    : null
}

const orKey = (eyes: FourEyes): string =>
  eyes === 'keys' ? ' Here that takes another API key, too: COUNTERSIGN_FOUR_EYES is "keys".' : ''

/** As many tasks as people are needed. */
export const approvalTasks = ({ by, of }: Level, level: number): NewTask[] =>
  Array.from({ length: of }, () => ({ kind: 'approval', field: null, rules: [], skill: by, level }))

export const entryTask = (workflow: Asking): NewTask =>
  taskFor(workflow, { class: 'other', fields: [] }, { kind: 'entry', field: null, rules: [] })

function digitsBeforePoint({ value }: Field): number | null {
  if (typeof value === 'string') return null
  const { currency, minor } = value
  const digits = currency
    ? (new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
      2)
    : 2
  return Math.trunc(Math.abs(minor) / 10 ** digits).toString().length
}

/** How large a document is without saying what is in it: the digits of its total before the decimal point. */
export function magnitudeOf({ fields }: Pick<Values, 'fields'>): number | null {
  const total = fields.find(({ name }) => name === 'total')
  const amounts = (total ? [total] : fields).flatMap((field) => digitsBeforePoint(field) ?? [])
  return amounts.length > 0 ? Math.max(...amounts) : null
}
