import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recipientStates } from '@countersign/contract/envelope'
import {
  type EnvelopeSight,
  nextMove,
  nextOfEnvelope,
  nextOfRecipient,
  type RecipientSight,
  recipientEvents,
  settledEnvelopes,
} from './envelope.ts'

const now = new Date('2026-03-01T12:00:00Z')
const soon = new Date('2026-03-02T12:00:00Z')

const someone = (id: string, more: Partial<RecipientSight> = {}): RecipientSight => ({
  ...{ id, role: 'signer', step: 1, state: 'notified', actedAt: null, embedded: false, remindAt: null },
  ...more,
})
const sent = (recipients: RecipientSight[], more: Partial<EnvelopeSight> = {}): EnvelopeSight => ({
  ...{ state: 'sent', expiresAt: soon, mails: [], unproven: false, recipients },
  ...more,
})
const done = { state: 'signed', actedAt: now } as const

test('nobody signs without having been asked and having consented', () => {
  for (const state of recipientStates.filter((one) => one !== 'consented'))
    assert.throws(() => nextOfRecipient(state, 'recipient.signed'), { code: 'envelope.invalid_transition' })
  assert.equal(nextOfRecipient('consented', 'recipient.signed'), 'signed')
})

test('who has answered is never asked for another answer', () => {
  for (const state of ['signed', 'approved', 'declined', 'delegated', 'released'] as const)
    for (const event of recipientEvents)
      assert.throws(() => nextOfRecipient(state, event), { code: 'envelope.invalid_transition' })
})

test('an envelope that is over stays as it is', () => {
  for (const state of settledEnvelopes)
    for (const event of ['envelope.sent', 'envelope.signed', 'envelope.voided', 'envelope.failed'] as const)
      assert.throws(() => nextOfEnvelope(state, event), { code: 'envelope.invalid_transition' })
})

test('the next step is asked once everybody of the one before has acted, and what they did is in the files', () => {
  const [ann, bob] = [someone('ann', { ...done }), someone('bob', { step: 2, state: 'waiting' })]
  assert.deepEqual(nextMove(sent([ann, bob]), now), { kind: 'embed', recipientId: 'ann' })
  const embedded = { ...ann, embedded: true }
  assert.deepEqual(nextMove(sent([embedded, bob]), now), { kind: 'ask', recipientIds: ['bob'] })
  assert.deepEqual(nextMove(sent([embedded, someone('cid')]), now), { kind: 'rest', until: soon })
  assert.deepEqual(nextMove(sent([embedded]), now), { kind: 'finish' })
})

test('signatures go into a file in the order in which people acted', () => {
  const first = someone('first', { ...done, actedAt: new Date('2026-03-01T11:00:00Z') })
  assert.deepEqual(nextMove(sent([someone('second', done), first]), now), {
    kind: 'embed',
    recipientId: 'first',
  })
})

test('copies and people who handed it on hold nothing up', () => {
  const people = [
    someone('copy', { role: 'copy', state: 'waiting' }),
    someone('gone', { state: 'delegated' }),
    someone('spared', { state: 'released' }),
    someone('deputy', { ...done, embedded: true }),
  ]
  assert.deepEqual(nextMove(sent(people), now), { kind: 'finish' })
})

test('letters wait for nothing but what must stand in a file first', () => {
  const mails = [{ id: 'letter', dueAt: now }]
  assert.deepEqual(nextMove(sent([someone('ann')], { mails }), now), { kind: 'mail', mailId: 'letter' })
  assert.deepEqual(nextMove(sent([someone('ann', done)], { mails }), now).kind, 'embed')
  assert.deepEqual(nextMove({ ...sent([]), state: 'voided', mails }, now).kind, 'mail')
})

test('the certificate comes after the letters that say it is complete', () => {
  const over: EnvelopeSight = { ...sent([]), state: 'completed', unproven: true }
  assert.equal(nextMove({ ...over, mails: [{ id: 'letter', dueAt: now }] }, now).kind, 'mail')
  assert.equal(nextMove(over, now).kind, 'prove')
})

test('it rests until a reminder is due or its time is over, and then does what is due', () => {
  const remindAt = new Date('2026-03-01T18:00:00Z')
  const ann = someone('ann', { remindAt })
  assert.deepEqual(nextMove(sent([ann]), now), { kind: 'rest', until: remindAt })
  assert.deepEqual(nextMove(sent([ann]), remindAt), { kind: 'remind', recipientIds: ['ann'] })
  assert.deepEqual(nextMove(sent([ann]), soon), { kind: 'expire' })
  assert.deepEqual(nextMove({ ...sent([ann]), state: 'completed' }, soon), { kind: 'rest', until: null })
})
