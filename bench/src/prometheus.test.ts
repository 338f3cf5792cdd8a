import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gauge, histograms, parseMetrics, quantile } from './prometheus.ts'

const text = `# HELP stage_seconds Time a stage took.
# TYPE stage_seconds histogram
stage_seconds_bucket{le="1",stage="read",outcome="document.read"} 2
stage_seconds_bucket{le="2",stage="read",outcome="document.read"} 4
stage_seconds_bucket{le="+Inf",stage="read",outcome="document.read"} 4
stage_seconds_sum{stage="read",outcome="document.read"} 5.5
stage_seconds_count{stage="read",outcome="document.read"} 4
stage_seconds_bucket{le="1",stage="read",outcome="error"} 0
stage_seconds_bucket{le="2",stage="read",outcome="error"} 0
stage_seconds_bucket{le="+Inf",stage="read",outcome="error"} 1
stage_seconds_sum{stage="read",outcome="error"} 9
stage_seconds_count{stage="read",outcome="error"} 1
queue_waiting{tier="standard"} 3
queue_waiting{tier="batch"} 1
`

test('the parts of a stage are added up over its outcomes', () => {
  const read = histograms(parseMetrics(text), 'stage_seconds', 'stage').get('read')
  assert.deepEqual(read, {
    count: 5,
    sum: 14.5,
    buckets: [
      { upTo: 1, count: 2 },
      { upTo: 2, count: 4 },
      { upTo: Number.POSITIVE_INFINITY, count: 5 },
    ],
  })
})

test('a quantile lies within its bucket, and at the last bound where the bucket has no end', () => {
  const read = histograms(parseMetrics(text), 'stage_seconds', 'stage').get('read')
  assert.ok(read)
  assert.equal(quantile(read, 0.4), 1)
  assert.equal(quantile(read, 0.6), 1.5)
  assert.equal(quantile(read, 0.99), 2)
})

test('a gauge is summed over its labels', () => {
  assert.equal(gauge(parseMetrics(text), 'queue_waiting'), 4)
})
