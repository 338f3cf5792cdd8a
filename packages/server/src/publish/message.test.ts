import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EventBody } from '@countersign/contract/event'
import type { Extraction } from '@countersign/contract/extraction'
import type { WebhookMessage } from '@countersign/contract/webhook'
import type { DocumentRow } from '../documents/documents.store.ts'
import { formatSecret, signedHeaders } from '../platform/signed-message.ts'
import { renderMessage, renderTest } from './message.ts'

const event: EventBody = {
  v: 1,
  id: 'evt_1',
  account: 'acc_1',
  type: 'document.held',
  subject: 'doc_1',
  run: 2,
  version: 7,
  at: '2026-01-02T03:04:05.000Z',
  actor: { kind: 'system', id: 'countersign' },
  source: { channel: 'worker' },
  traceparent: null,
  data: { reason: 'confidence' },
}
// Further on than the event: it has been approved since.
const document = {
  id: 'doc_1',
  state: 'approved',
  run: 2,
  version: 9,
  class: 'invoice',
  workflow: 'invoice',
  pageCount: 1,
} as DocumentRow

const extraction = (fieldBytes: number, findings = 1): Extraction => ({
  documentId: 'doc_1',
  run: 2,
  class: 'invoice',
  classConfidence: 1,
  language: 'de',
  fields: [
    {
      name: 'note',
      type: 'text',
      value: 'ü'.repeat(fieldBytes / 2),
      raw: '',
      confidence: 1,
      evidence: [],
      origin: 'document',
    },
  ],
  findings: Array.from({ length: findings }, (_, index) => ({
    rule: `rule.${'x'.repeat(findings > 1 ? 50 : 0)}${index}`,
    severity: 'warning' as const,
    message: 'what the page says',
  })),
})
const render = (of: Partial<Parameters<typeof renderMessage>[0]>) => {
  const bytes = renderMessage({
    event,
    position: 3,
    document,
    extraction: null,
    publicUrl: 'https://sign.example/',
    ...of,
  })
  return { bytes, message: JSON.parse(bytes.toString()) as WebhookMessage }
}

test('a message tells the state of its own event, however far the document has come since', () => {
  const { message } = render({})
  assert.equal(message.data.document?.state, 'in_review')
  assert.equal(message.data.document?.version, 7)
  assert.equal(message.timestamp, event.at)
  assert.equal(message.data.document?.links.self, 'https://sign.example/v1/documents/doc_1')
  assert.equal('fields' in (message.data.document ?? {}), false)
})

test('findings are counted and named, without what they quote', () => {
  const { message, bytes } = render({ extraction: extraction(10) })
  assert.deepEqual(message.data.document?.findings, { errors: 0, warnings: 1, rules: ['rule.0'] })
  assert.ok(!bytes.includes('what the page says'))
})

test('a message stays under 20 kB: fields go first, then findings, then the data of the event', () => {
  const large = render({ extraction: extraction(30_000) })
  assert.ok(large.bytes.length < 20_000)
  assert.equal(large.message.truncated, true)
  assert.equal(large.message.data.document?.fields, undefined)
  assert.equal(large.message.data.document?.findings?.warnings, 1)
  const larger = render({ extraction: extraction(30_000, 1000) })
  assert.ok(larger.bytes.length < 20_000)
  assert.equal(larger.message.data.document?.findings, undefined)
  assert.deepEqual(larger.message.data.event?.data, event.data)
  const largest = render({ event: { ...event, data: { much: 'x'.repeat(40_000) } } })
  assert.ok(largest.bytes.length < 20_000)
  assert.deepEqual(largest.message.data.event?.data, {})
})

test('an event that is not about a document is announced without one', () => {
  const { message } = render({ document: null })
  assert.equal(message.data.document, null)
  assert.equal(message.data.event?.subject, 'doc_1')
})

test('each secret adds a signature, the newest first', () => {
  const secrets = [formatSecret(new Uint8Array(32).fill(1)), formatSecret(new Uint8Array(24).fill(2))]
  const at = new Date('2026-01-02T03:04:05.999Z')
  const headers = signedHeaders({ id: 'msg_1', body: renderTest(at), at }, secrets)
  assert.equal(headers['webhook-timestamp'], '1767323045')
  assert.match(headers['webhook-signature'] ?? '', /^v1,[A-Za-z0-9+/]{43}= v1,[A-Za-z0-9+/]{43}=$/)
})
