// From a plan of who signs to the people who are asked, for one document and its values. Pure.
import type { NewEnvelopeField, NewPerson, NewRecipient, ValueSource } from '@countersign/contract/envelope'
import type { RecipientRole } from '@countersign/contract/envelope-facts'
import type { Extraction, FieldValue, Finding } from '@countersign/contract/extraction'
import type { Workflow } from '@countersign/contract/workflow'
import { decide, type Facts } from '../cel/cel.ts'
import { factsOf } from '../rules.ts'

/** A person of a template, or of a request, where everything is said. */
export type PersonPlan = Omit<NewPerson, 'name' | 'email'> & {
  as?: string
  name?: string | ValueSource
  email?: string | ValueSource
}
export type RecipientPlan = PersonPlan &
  Pick<NewRecipient, 'role' | 'step' | 'when'> & { optional?: boolean; others?: PersonPlan[] }
export type Plan = {
  title: string
  message?: string
  recipients: readonly RecipientPlan[]
  fields?: readonly NewEnvelopeField[]
}

export type Values = Pick<Extraction, 'class' | 'fields'> & { lines?: unknown }
export type GivenPerson = Partial<NewPerson>

/** What is known when it is sent. */
export type Known = {
  values: Values | null
  given: Readonly<Record<string, string>>
  /** By their name in the plan. */
  people: Readonly<Record<string, GivenPerson>>
}

export type WantedField = Omit<NewEnvelopeField, 'value'> & { value?: string }
/** Several people: whoever acts first acts for all of them. */
export type WantedRecipient = { ordinal: number; role: RecipientRole; step: number; people: NewPerson[] }

/** Who is asked for what; all that depended on a document has been decided. */
export type Wanted = {
  title: string
  message: string | null
  recipients: WantedRecipient[]
  /** Numbers of those who are not asked, whose anchors in the text mean nothing. */
  skipped: number[]
  fields: WantedField[]
}

/** Somebody to be asked of whom too little is known. */
export type Gap = {
  recipient: number
  what: 'name' | 'email'
  source: ValueSource | null
  /** What is there is no address. */
  wrong: boolean
}

const nothingKnown: Facts = { class: 'other', novelty: 0, fields: {}, lines: [] }
const addressPattern = /^[^\s@<>,;:"]+@[^\s@<>,;:"]+$/
const isAddress = (text: string): boolean => text.length <= 254 && addressPattern.test(text)

/** False only where it can be told: in doubt somebody is asked. */
export const holds = (when: string | undefined, values: Values | null): boolean => {
  const facts = values ? factsOf(values) : nothingKnown
  return when === undefined || facts === null || decide(when, facts) !== false
}

function digitsOf(currency: string): number {
  try {
    return (
      new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
      2
    )
  } catch {
    return 2
  }
}

function printed(value: FieldValue): string {
  if (typeof value === 'string') return value
  const { minor, currency } = value
  const digits = currency ? digitsOf(currency) : 2
  return `${(minor / 10 ** digits).toFixed(digits)}${currency ? ` ${currency}` : ''}`
}

const tidy = (text: string, most: number): string => text.replace(/\s+/g, ' ').trim().slice(0, most)

/** Undefined where nothing is known, or only emptiness. */
function textOf(source: string | ValueSource | undefined, { values, given }: Known): string | undefined {
  if (source === undefined || typeof source === 'string') return source
  const field = values?.fields.find(({ name }) => name === source.field)
  const own = source.given === undefined || !Object.hasOwn(given, source.given) ? '' : given[source.given]
  return tidy(field ? printed(field.value) : '', 254) || tidy(own ?? '', 254) || undefined
}

type Asked = { person: NewPerson; gaps: Gap[] } | null

/** Null where nobody is known and nobody has to be. */
function personOf(plan: PersonPlan, known: Known, about: { recipient: number; optional: boolean }): Asked {
  const { as, name: plannedName, email: plannedEmail, language, accessCode, emailCode, totp, ...more } = plan
  const came = as !== undefined && Object.hasOwn(known.people, as) ? (known.people[as] ?? {}) : {}
  const email = came.email ?? textOf(plannedEmail, known)
  const name = tidy(came.name ?? textOf(plannedName, known) ?? '', 120)
  if (email === undefined && about.optional) return null
  const wrong = email !== undefined && !isAddress(email)
  const gap = (what: Gap['what'], source: string | ValueSource | undefined): Gap => ({
    ...{ recipient: about.recipient, what, wrong: what === 'email' && wrong },
    source: typeof source === 'object' ? source : null,
  })
  const gaps = [
    ...(name ? [] : [gap('name', plannedName)]),
    ...(email === undefined || wrong ? [gap('email', plannedEmail)] : []),
  ]
  // What a later version of a person brings stays with it.
  const proofs = { ...proofsIn(more), ...defined({ language, accessCode, emailCode, totp }), ...came }
  return { person: { ...proofs, name, email: email ?? '' }, gaps }
}

const defined = <T extends object>(value: T): Partial<T> =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Partial<T>

const ofRecipient = new Set(['role', 'step', 'when', 'optional', 'others'])
const proofsIn = (more: object): Partial<NewPerson> =>
  Object.fromEntries(Object.entries(more).filter(([key]) => !ofRecipient.has(key)))

/** Everybody who is asked, in the numbers of the plan; `gaps` where it cannot be sent like this. */
export function fillPlan(plan: Plan, known: Known): { wanted: Wanted; gaps: Gap[] } {
  const recipients: WantedRecipient[] = []
  const skipped: number[] = []
  const gaps: Gap[] = []
  for (const [index, recipient] of plan.recipients.entries()) {
    const ordinal = index + 1
    const { role = 'signer', step = 1, when, optional = false, others = [] } = recipient
    const asked = holds(when, known.values)
      ? [recipient, ...others].flatMap((one) => personOf(one, known, { recipient: ordinal, optional }) ?? [])
      : []
    if (asked.length === 0) skipped.push(ordinal)
    else recipients.push({ ordinal, role, step, people: asked.map(({ person }) => person) })
    gaps.push(...asked.flatMap((one) => one.gaps))
  }
  const there = new Set(recipients.map(({ ordinal }) => ordinal))
  const fields = (plan.fields ?? [])
    .filter(({ recipient }) => there.has(recipient))
    .map(({ value, ...field }): WantedField => {
      const text = textOf(value, known)
      return text === undefined ? field : { ...field, value: text.slice(0, 200) }
    })
  return { wanted: { title: plan.title, message: plan.message ?? null, recipients, skipped, fields }, gaps }
}

/** Somebody besides those who get copies. */
export const asksAnybody = ({ recipients }: Wanted): boolean => recipients.some(({ role }) => role !== 'copy')

const whatIs = { name: 'name', email: 'e-mail address' }

export function sayGap({ recipient, what, source, wrong }: Gap): string {
  const where = source?.field ? ` Enter it as "${source.field}".` : ''
  const given = source?.given ? ` It can be given as "${source.given}".` : ''
  return wrong
    ? `The ${whatIs[what]} of recipient ${recipient} is none.${where}${given}`
    : `Recipient ${recipient} of the envelope has no ${whatIs[what]}.${where}${given}`
}

type Waiting = { workflow: Pick<Workflow, 'sign'>; values: Values; given: Known['given'] }

/** What a workflow's envelope needs and the document does not say: a person enters it. */
export function recipientFindings({ workflow, values, given }: Waiting): Finding[] {
  const plan = workflow.sign?.envelope
  if (!plan || !holds(plan.when, values)) return []
  return fillPlan(plan, { values, given, people: {} }).gaps.map((gap) => ({
    rule: gap.wrong ? 'envelope.recipient_invalid' : 'envelope.recipient_missing',
    severity: 'error',
    message: sayGap(gap),
    ...(gap.source?.field ? { field: gap.source.field } : {}),
  }))
}
