import assert from 'node:assert/strict'
import { test } from 'node:test'
import { documentStates } from '@countersign/contract/document'
import {
  type DocumentEvent,
  documentEvents,
  isFinal,
  next,
  replay,
  step,
  waitsForPerson,
} from './document.ts'

test('the log of a reviewed invoice replays to where it stands', () => {
  const events: DocumentEvent[] = [
    'document.received',
    'document.read',
    'document.understood',
    'document.held',
    'document.validated',
    'document.approved',
    'document.sealed',
    'document.completed',
  ]
  assert.deepEqual(replay(events), { state: 'completed', run: 1, version: 8 })
})

test('what people are asked to sign has been approved, and every end of that has a way on', () => {
  for (const state of documentStates.filter((one) => one !== 'approved'))
    assert.throws(() => next(state, 'document.sent'), { code: 'document.invalid_transition' })
  for (const [event, state] of [
    ['document.sealed', 'sealed'],
    ['document.rejected', 'rejected'],
    ['document.failed', 'failed'],
  ] as const)
    assert.equal(next('signing', event), state)
  for (const state of ['rejected', 'failed'] as const)
    assert.equal(next(state, 'document.reopened'), 'received')
})

test('what is uncertain cannot reach a signature without passing validation', () => {
  for (const state of ['received', 'read', 'understood', 'in_review'] as const)
    for (const event of ['document.approved', 'document.sealed', 'document.sent'] as const)
      assert.throws(() => next(state, event), { code: 'document.invalid_transition', status: 409 })
})

test('reopening starts a new run and keeps counting versions', () => {
  const failed = replay(['document.received', 'document.failed'])
  assert.deepEqual(step(failed, 'document.reopened'), { state: 'received', run: 2, version: 3 })
})

test('an erased document makes no further step, and everything else can be erased', () => {
  for (const event of documentEvents) assert.throws(() => next('erased', event))
  for (const state of ['received', 'in_review', 'completed', 'failed'] as const)
    assert.equal(next(state, 'document.erased'), 'erased')
  assert.throws(() => next(null, 'document.erased'))
})

test('every state is reached, and each is final, waits for a person or has a way on', () => {
  const reached = new Set(
    documentEvents.map((event) => documentStates.find((state) => reachable(event, state))),
  )
  assert.ok(!reached.has(undefined))
  for (const state of ['received', 'read', 'understood', 'validated', 'approved', 'sealed'] as const) {
    assert.ok(!isFinal(state) && !waitsForPerson(state))
    assert.ok(documentEvents.some((event) => event !== 'document.erased' && possible(state, event)))
  }
})

function possible(state: Parameters<typeof next>[0], event: DocumentEvent): boolean {
  try {
    next(state, event)
    return true
  } catch {
    return false
  }
}

function reachable(event: DocumentEvent, state: string): boolean {
  return [null, ...documentStates].some((before) => possible(before, event) && next(before, event) === state)
}
