import type { DocumentState } from '@countersign/contract/document'
import { Problem } from '../platform/problem.ts'

type Arrow = { from: readonly (DocumentState | null)[] | 'any'; to: DocumentState | 'same' }

// The whole life of a document. An event is the only way from one state to another; `same` notes something and moves nothing.
const transitions = {
  'document.received': { from: [null], to: 'received' },
  'document.read': { from: ['received'], to: 'read' },
  'document.split': { from: ['read', 'in_review'], to: 'split' },
  'document.understood': { from: ['read'], to: 'understood' },
  'document.held': { from: ['understood', 'validated', 'approved'], to: 'in_review' },
  'document.validated': { from: ['understood', 'in_review'], to: 'validated' },
  'document.approved': { from: ['validated'], to: 'approved' },
  'document.sent': { from: ['approved'], to: 'signing' },
  'document.sealed': { from: ['approved', 'signing'], to: 'sealed' },
  'document.completed': { from: ['read', 'understood', 'validated', 'approved', 'sealed'], to: 'completed' },
  'document.rejected': { from: ['in_review', 'validated', 'signing'], to: 'rejected' },
  'document.failed': { from: ['received', 'read', 'understood', 'approved', 'signing'], to: 'failed' },
  'document.entered': { from: ['failed'], to: 'in_review' },
  'document.reopened': { from: ['read', 'in_review', 'validated', 'failed', 'rejected'], to: 'received' },
  'document.reviewed': { from: ['in_review'], to: 'same' },
  'document.approval_asked': { from: ['validated'], to: 'same' },
  'document.approval_given': { from: ['validated'], to: 'same' },
  'document.task_claimed': { from: 'any', to: 'same' },
  'document.task_released': { from: 'any', to: 'same' },
  'document.task_skipped': { from: 'any', to: 'same' },
  'document.hold_placed': { from: 'any', to: 'same' },
  'document.hold_lifted': { from: 'any', to: 'same' },
  'document.trimmed': { from: ['split', 'completed', 'rejected', 'failed'], to: 'same' },
  'document.prolonged': { from: ['sealed', 'completed'], to: 'same' },
  'document.erased': { from: 'any', to: 'erased' },
} as const satisfies Record<string, Arrow>

export type DocumentEvent = keyof typeof transitions
export const documentEvents = Object.keys(transitions) as DocumentEvent[]

/** The state that `event` leads to; throws `document.invalid_transition` where the table has no such arrow. */
export function next(state: DocumentState | null, event: DocumentEvent): DocumentState {
  const arrow: Arrow = transitions[event]
  const possible = arrow.from === 'any' ? state !== null && state !== 'erased' : arrow.from.includes(state)
  if (possible && arrow.to !== 'same') return arrow.to
  if (possible && state !== null) return state
  throw new Problem('document.invalid_transition', `${event} is not possible in state ${state ?? 'new'}.`)
}

const targetOf = (event: string): Arrow['to'] =>
  Object.hasOwn(transitions, event) ? transitions[event as DocumentEvent].to : 'same'

/** The state an event led to, or null where it led to none. */
export function stateAfter(event: string): DocumentState | null {
  const to = targetOf(event)
  return to === 'same' ? null : to
}

/** False for events that only note something: who works on the document need not care. */
export const movesDocument = (event: string): boolean => targetOf(event) !== 'same'

/** False for events after which everything that was seen of a document still stands. */
export const changesDocument = (event: string): boolean =>
  movesDocument(event) || event === 'document.reviewed' || event === 'document.approval_given'

/** Every event makes a new version; a reopened document starts a new run. */
export type Standing = { state: DocumentState | null; run: number; version: number }

export const start: Standing = { state: null, run: 1, version: 0 }

/** Where a document stands once its first event has made it. */
export type Reached = Standing & { state: DocumentState }

export function step(standing: Standing, event: DocumentEvent): Reached {
  return {
    state: next(standing.state, event),
    run: event === 'document.reopened' ? standing.run + 1 : standing.run,
    version: standing.version + 1,
  }
}

/** Every document begins here. */
export const received: Reached = step(start, 'document.received')

export const replay = (events: readonly DocumentEvent[]): Standing => events.reduce<Standing>(step, start)

export const finalStates: readonly DocumentState[] = ['split', 'completed', 'rejected', 'failed', 'erased']
export const isFinal = (state: DocumentState): boolean => finalStates.includes(state)

/** States that people may have tasks in; these end with the state. */
export const mayHaveTasks = (state: DocumentState): boolean =>
  state === 'in_review' || state === 'validated' || state === 'failed'

/** States in which a person is asked and nothing runs by itself. */
export const waitsForPerson = (state: DocumentState): boolean => state === 'in_review' || state === 'signing'
