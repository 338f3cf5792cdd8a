// The life of an envelope and of its recipients, and what is to be done next. Pure.
import type { EnvelopeState, RecipientState } from '@countersign/contract/envelope'
import type { RecipientRole } from '@countersign/contract/envelope-facts'
import { Problem } from '../platform/problem.ts'

type Arrow<State> = { from: readonly (State | null)[]; to: State | 'same' }

const envelopeArrows = {
  'envelope.created': { from: [null], to: 'created' },
  'envelope.sent': { from: ['created'], to: 'sent' },
  'envelope.revised': { from: ['sent', 'signed'], to: 'same' },
  'envelope.signed': { from: ['sent'], to: 'signed' },
  'envelope.completed': { from: ['signed'], to: 'completed' },
  'envelope.proven': { from: ['completed'], to: 'same' },
  'envelope.declined': { from: ['sent'], to: 'declined' },
  'envelope.voided': { from: ['created', 'sent'], to: 'voided' },
  'envelope.expired': { from: ['sent'], to: 'expired' },
  'envelope.failed': { from: ['created', 'sent', 'signed'], to: 'failed' },
} as const satisfies Record<string, Arrow<EnvelopeState>>

const recipientArrows = {
  'recipient.notified': { from: ['waiting'], to: 'notified' },
  'recipient.reminded': { from: ['notified', 'viewed', 'consented'], to: 'same' },
  'recipient.resent': { from: ['notified', 'viewed', 'consented'], to: 'same' },
  'recipient.identified': { from: ['notified', 'viewed', 'consented'], to: 'same' },
  'recipient.viewed': { from: ['notified'], to: 'viewed' },
  'recipient.consented': { from: ['notified', 'viewed'], to: 'consented' },
  'recipient.signed': { from: ['consented'], to: 'signed' },
  'recipient.approved': { from: ['consented'], to: 'approved' },
  'recipient.declined': { from: ['notified', 'viewed', 'consented'], to: 'declined' },
  'recipient.delegated': { from: ['notified', 'viewed', 'consented'], to: 'delegated' },
  'recipient.released': { from: ['waiting', 'notified', 'viewed', 'consented'], to: 'released' },
} as const satisfies Record<string, Arrow<RecipientState>>

export type EnvelopeEvent = keyof typeof envelopeArrows
export type RecipientEvent = keyof typeof recipientArrows
export const envelopeEvents = Object.keys(envelopeArrows) as EnvelopeEvent[]
export const recipientEvents = Object.keys(recipientArrows) as RecipientEvent[]

function follow<State extends string>(state: State | null, { from, to }: Arrow<State>, event: string): State {
  if (from.includes(state) && to !== 'same') return to
  if (from.includes(state) && state !== null) return state
  throw new Problem('envelope.invalid_transition', `${event} is not possible in state ${state ?? 'new'}.`)
}

/** The state that `event` leads to; throws `envelope.invalid_transition` where the table has no such arrow. */
export const nextOfEnvelope = (state: EnvelopeState | null, event: EnvelopeEvent): EnvelopeState =>
  follow<EnvelopeState>(state, envelopeArrows[event], event)
export const nextOfRecipient = (state: RecipientState, event: RecipientEvent): RecipientState =>
  follow<RecipientState>(state, recipientArrows[event], event)

export const settledEnvelopes: readonly EnvelopeState[] = [
  'completed',
  'declined',
  'voided',
  'expired',
  'failed',
]
export const isSettled = (state: EnvelopeState): boolean => settledEnvelopes.includes(state)

/** Those who have been asked and have not answered. */
export const isAsked = (state: RecipientState): boolean =>
  state === 'notified' || state === 'viewed' || state === 'consented'

/** Somebody else acts instead: whom it was handed to, or another of several. */
export const isReplaced = (state: RecipientState): boolean => state === 'delegated' || state === 'released'

/** Whose act becomes a signature in the file. */
export const signsFile = (role: RecipientRole): boolean => role === 'signer' || role === 'countersigner'

export type RecipientSight = {
  id: string
  role: RecipientRole
  step: number
  state: RecipientState
  actedAt: Date | null
  /** What was done stands in every file; at once for those who do not sign in files. */
  embedded: boolean
  remindAt: Date | null
}

export type EnvelopeSight = {
  state: EnvelopeState
  expiresAt: Date
  recipients: readonly RecipientSight[]
  mails: readonly { id: string; dueAt: Date }[]
  /** Complete, and its certificate is to be made. */
  unproven: boolean
}

export type Move =
  | { kind: 'prepare' | 'finish' | 'seal' | 'expire' | 'prove' }
  | { kind: 'embed'; recipientId: string }
  | { kind: 'ask'; recipientIds: string[] }
  | { kind: 'remind'; recipientIds: string[] }
  | { kind: 'mail'; mailId: string }
  /** Until somebody acts, or this time; null where nothing is to be waited for. */
  | { kind: 'rest'; until: Date | null }

/** What a worker does next. Letters come last: no mail server keeps a signature waiting. */
export function nextMove(sight: EnvelopeSight, now: Date): Move {
  if (sight.state === 'created') return { kind: 'prepare' }
  if (sight.state === 'signed') return { kind: 'seal' }
  const move = sight.state === 'sent' ? moveOfSent(sight, now) : null
  if (move) return move
  const [mail] = [...sight.mails].sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime())
  if (mail && mail.dueAt <= now) return { kind: 'mail', mailId: mail.id }
  if (sight.unproven) return { kind: 'prove' }
  return { kind: 'rest', until: earliest(waited(sight, mail?.dueAt)) }
}

function moveOfSent({ recipients, expiresAt }: EnvelopeSight, now: Date): Move | null {
  const acting = recipients.filter(({ role, state }) => role !== 'copy' && !isReplaced(state))
  const [behind] = acting
    .filter(({ state, embedded }) => (state === 'signed' || state === 'approved') && !embedded)
    .sort((a, b) => (a.actedAt?.getTime() ?? 0) - (b.actedAt?.getTime() ?? 0))
  if (behind) return { kind: 'embed', recipientId: behind.id }
  const open = acting.filter(({ state }) => state !== 'signed' && state !== 'approved')
  if (open.length === 0) return { kind: 'finish' }
  if (expiresAt <= now) return { kind: 'expire' }
  const step = Math.min(...open.map((one) => one.step))
  const unasked = open.filter((one) => one.step === step && one.state === 'waiting')
  if (unasked.length > 0) return { kind: 'ask', recipientIds: unasked.map(({ id }) => id) }
  const late = open.filter(({ state, remindAt }) => isAsked(state) && remindAt !== null && remindAt <= now)
  return late.length > 0 ? { kind: 'remind', recipientIds: late.map(({ id }) => id) } : null
}

function waited({ state, expiresAt, recipients }: EnvelopeSight, mail: Date | undefined): Date[] {
  const reminders = recipients.flatMap(({ state: at, remindAt }) =>
    isAsked(at) && remindAt ? [remindAt] : [],
  )
  return [...(mail ? [mail] : []), ...(state === 'sent' ? [expiresAt, ...reminders] : [])]
}

const earliest = (times: readonly Date[]): Date | null =>
  times.length === 0 ? null : new Date(Math.min(...times.map((time) => time.getTime())))
