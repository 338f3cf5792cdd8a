import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import {
  createMetrics,
  currentTraceparent,
  inSpan,
  mergeMetrics,
  startSpan,
  startTracing,
} from './telemetry.ts'

const client = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const traceIdOf = (traceparent: string | null) => traceparent?.split('-')[1]

test('a job goes on with the trace of the request that caused it', async (t) => {
  const exporter = new InMemorySpanExporter()
  const tracing = startTracing({ processor: new SimpleSpanProcessor(exporter) })
  t.after(() => tracing.stop())
  let handedOn: string | null = null
  await inSpan('stage read', { traceparent: client, kind: 'consumer', attributes: { run: 1 } }, async () => {
    await inSpan('ocr', {}, async () => {
      handedOn = currentTraceparent()
    })
  })
  const [inner, outer] = exporter.getFinishedSpans()
  assert.equal(inner?.name, 'ocr')
  assert.equal(outer?.spanContext().traceId, traceIdOf(client))
  assert.equal(outer?.parentSpanContext?.spanId, client.split('-')[2])
  assert.equal(inner?.parentSpanContext?.spanId, outer?.spanContext().spanId)
  assert.equal(handedOn, `00-${traceIdOf(client)}-${inner?.spanContext().spanId}-01`)
  assert.equal(currentTraceparent(), null)
})

test('a span that fails is marked with the kind of error and never with its message', async (t) => {
  const exporter = new InMemorySpanExporter()
  const tracing = startTracing({ processor: new SimpleSpanProcessor(exporter) })
  t.after(() => tracing.stop())
  const secret = new TypeError('IBAN DE00 is wrong')
  await assert.rejects(
    inSpan('fails', {}, () => Promise.reject(secret)),
    TypeError,
  )
  const [span] = exporter.getFinishedSpans()
  assert.equal(span?.status.code, 2)
  assert.equal(span?.attributes['error.type'], 'TypeError')
  assert.ok(!JSON.stringify([span?.attributes, span?.status, span?.events]).includes('IBAN'))
})

test('without tracing the trace of the client is handed through untouched', async () => {
  await inSpan('work', { traceparent: client }, async () => assert.equal(currentTraceparent(), client))
  await inSpan('work', {}, async () => assert.equal(currentTraceparent(), null))
})

test('a traceparent that is none is ignored', () => {
  const zero = '0'.repeat(32)
  const bad = [
    '',
    'x',
    client.replace('00-', 'ff-'),
    `${client}-more`,
    client.toUpperCase(),
    `00-${zero}-b7ad6b7169203331-01`,
  ]
  for (const text of bad) assert.equal(startSpan('x', { traceparent: text }).traceparent, null, text)
  const later = `${client.replace('00-', '01-')}-more`
  assert.equal(startSpan('x', { traceparent: later }).traceparent, client)
})

test('metrics of several processes become one page: counts add up, gauges show the worst', async () => {
  const [serve, work] = [createMetrics(), createMetrics()]
  for (const { failures, sequencerLagSeconds } of [serve, work]) {
    failures.inc({ code: 'read.damaged' }, 2)
    sequencerLagSeconds.set(3)
  }
  work.sequencerLagSeconds.set(5)
  work.stageSeconds.observe({ stage: 'read', outcome: 'done' }, 0.3)
  const sent = JSON.parse(JSON.stringify(await work.snapshot()))
  const text = await mergeMetrics([await serve.snapshot(), sent])
  assert.match(text, /countersign_failures_total\{code="read.damaged"\} 4/)
  assert.match(text, /countersign_sequencer_lag_seconds 5/)
  assert.match(text, /countersign_stage_seconds_bucket\{le="0.5",stage="read",outcome="done"\} 1/)
})
