// Everything that is measured, and the spans. Names and labels stand here once; no label ever carries an id or content.
import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type Attributes,
  type Context,
  isSpanContextValid,
  type Span as OtelSpan,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BasicTracerProvider, BatchSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace-base'
import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

const requestBuckets = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30]
const waitBuckets = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 7200, 86_400]
const stageBuckets = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300]
const pageBuckets = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 1.5, 2, 3, 5, 10, 20, 60]
const deliveryBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 300, 1800, 7200, 86_400]
const confidenceBuckets = [0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99, 1]

/** One process's metrics as plain data, to be sent over a channel to the process that is asked for all of them. */
export type MetricsSnapshot = Awaited<ReturnType<Registry['getMetricsAsJSON']>>
export type Metrics = ReturnType<typeof createMetrics>

function instruments(registry: Registry) {
  const registers = [registry]
  const histogram = <L extends string>(
    name: string,
    help: string,
    more: { labels: L[]; buckets: number[] },
  ) =>
    new Histogram({
      name: `countersign_${name}`,
      help,
      labelNames: more.labels,
      buckets: more.buckets,
      registers,
    })
  const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Counter({ name: `countersign_${name}`, help, labelNames, registers })
  // Processes that look at the same queue or log report the same number: the largest is the latest trouble, not their sum.
  const gauge = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Gauge({ name: `countersign_${name}`, help, labelNames, registers, aggregator: 'max' })
  return {
    httpSeconds: histogram('http_request_seconds', 'Time to answer a request, by route.', {
      labels: ['method', 'route', 'status'],
      buckets: requestBuckets,
    }),
    acknowledgementSeconds: histogram(
      'acknowledgement_seconds',
      'From the last byte of an upload to its 202: hashing, storing and the transaction.',
      { labels: ['tier'], buckets: requestBuckets },
    ),
    queueWaiting: gauge('queue_waiting', 'Jobs that wait.', ['tier']),
    queueOldestSeconds: gauge('queue_oldest_seconds', 'Age of the oldest job that is due.', ['tier']),
    queueWaitSeconds: histogram(
      'queue_wait_seconds',
      'From when a job is written to when it is first taken.',
      { labels: ['tier'], buckets: waitBuckets },
    ),
    stageSeconds: histogram('stage_seconds', 'Time a stage took.', {
      labels: ['stage', 'outcome'],
      buckets: stageBuckets,
    }),
    pageConfidence: histogram('page_confidence', 'Mean confidence of the words of a page.', {
      labels: ['source'],
      buckets: confidenceBuckets,
    }),
    pageSeconds: histogram(
      'page_seconds',
      'Time a reader took for a page; its count is the number of pages read.',
      { labels: ['source'], buckets: pageBuckets },
    ),
    documentsUnderstood: counter('documents_understood_total', 'Documents that were understood.', [
      'workflow',
      'class',
    ]),
    documentsHeld: counter(
      'documents_held_total',
      'Documents held for a person; over documents_understood_total this is the review rate.',
      ['workflow', 'class'],
    ),
    deliverySeconds: histogram('delivery_seconds', 'From an event to the 2xx of a webhook receiver.', {
      labels: [],
      buckets: deliveryBuckets,
    }),
    deliveryAttempts: counter('delivery_attempts_total', 'Webhook attempts, by how they ended.', ['outcome']),
    publisherLag: gauge('publisher_lag_events', 'Events with a position that are not webhooks yet.', []),
    sequencerLagSeconds: gauge('sequencer_lag_seconds', 'Age of the oldest event without a position.', []),
    evidenceLagEvents: gauge(
      'evidence_lag_events',
      'Events with a position that are not in the tree yet.',
      [],
    ),
    evidenceRefused: counter(
      'evidence_refused_total',
      'Checkpoints that were refused because the log is not what it was: look at once.',
      ['by'],
    ),
    refused: counter('refused_total', 'Requests that were refused for a limit, by the limit and the tier.', [
      'reason',
      'tier',
    ]),
    uploadsUnderWay: gauge('uploads_under_way', 'Uploads that are being taken in.', []),
    uploadsWaiting: gauge('uploads_waiting', 'Uploads that wait for a place to be taken in.', []),
    freeMegabytes: gauge('data_free_megabytes', 'Free space where the data folder lies.', []),
    failures: counter('failures_total', 'Documents that failed, by problem code.', ['code']),
  }
}

/** Of one process. `processMetrics` adds what Node tells about itself: memory, CPU, event loop. */
export function createMetrics({ processMetrics = false }: { processMetrics?: boolean } = {}) {
  const registry = new Registry()
  if (processMetrics) collectDefaultMetrics({ register: registry, prefix: 'countersign_' })
  return {
    ...instruments(registry),
    snapshot: (): Promise<MetricsSnapshot> => registry.getMetricsAsJSON(),
    render: (): Promise<string> => registry.metrics(),
  }
}

/** Prometheus text over the snapshots of several processes: counts are added, gauges as each one says. */
export const mergeMetrics = (snapshots: readonly MetricsSnapshot[]): Promise<string> =>
  AggregatorRegistry.aggregate([...snapshots]).metrics()

// Our own storage instead of OpenTelemetry's global one: nothing else in the process is changed by tracing.
const contexts = new AsyncLocalStorage<Context>()
let tracer: Tracer | null = null

/** Sends spans to `otlpUrl`; without one (or a `processor`, for tests) trace ids are still handed through. */
export function startTracing({
  otlpUrl = '',
  role = 'countersign',
  processor,
}: {
  otlpUrl?: string
  role?: string
  processor?: SpanProcessor
}): { stop(): Promise<void> } {
  if (!otlpUrl && !processor) return { stop: async () => {} }
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'countersign', 'service.role': role }),
    spanProcessors: [processor ?? new BatchSpanProcessor(new OTLPTraceExporter({ url: otlpUrl }))],
  })
  tracer = provider.getTracer('countersign')
  return {
    stop: async () => {
      tracer = null
      await provider.shutdown()
    },
  }
}

/** W3C Trace Context §3.2: version 00, or a later one whose first four fields read the same. */
function parseTraceparent(text: string): SpanContext | undefined {
  const [, version, traceId = '', spanId = '', flags = '', more] =
    /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/.exec(text) ?? []
  if (!version || version === 'ff' || (version === '00' && more)) return undefined
  const context = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true }
  return isSpanContextValid(context) ? context : undefined
}

function formatTraceparent(context: SpanContext | undefined): string | null {
  if (!context || !isSpanContextValid(context)) return null
  return `00-${context.traceId}-${context.spanId}-${context.traceFlags.toString(16).padStart(2, '0')}`
}

/** What to hand to a job, an event or another service, so that it belongs to the same trace; null outside of any. */
export const currentTraceparent = (): string | null =>
  formatTraceparent(trace.getSpanContext(contexts.getStore() ?? ROOT_CONTEXT))

export type SpanOptions = {
  attributes?: Attributes
  /** The parent. Left out: the span that is running; null: none, unless one is running. */
  traceparent?: string | null
  kind?: keyof typeof spanKinds
}

export type Span = {
  traceparent: string | null
  run<T>(work: () => T): T
  end(outcome?: { attributes?: Attributes; failed?: boolean; error?: unknown }): void
}

const spanKinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
}

function parentContext(traceparent: string | null | undefined): Context {
  const remote = traceparent ? parseTraceparent(traceparent) : undefined
  if (remote) return trace.setSpanContext(ROOT_CONTEXT, remote)
  return contexts.getStore() ?? ROOT_CONTEXT
}

function finish(span: OtelSpan, outcome: Parameters<Span['end']>[0] = {}): void {
  const { attributes, failed, error } = outcome
  if (attributes) span.setAttributes(attributes)
  if (error instanceof Error) {
    // The name or code alone: a message may quote a document.
    const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
    span.setAttribute('error.type', code)
  }
  if (failed || error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR })
  span.end()
}

/** For spans that begin and end in different places; else use `inSpan`. Without tracing it carries its parent along. */
export function startSpan(name: string, { attributes = {}, traceparent, kind }: SpanOptions = {}): Span {
  const parent = parentContext(traceparent)
  const span = tracer?.startSpan(name, { attributes, kind: spanKinds[kind ?? 'internal'] }, parent)
  const context = span ? trace.setSpan(parent, span) : parent
  return {
    traceparent: formatTraceparent(trace.getSpanContext(context)),
    run: (work) => contexts.run(context, work),
    end: (outcome) => span && finish(span, outcome),
  }
}

/** Runs `work` as one span, a child of `traceparent` or of the span that is running. */
export async function inSpan<T>(name: string, options: SpanOptions, work: () => Promise<T>): Promise<T> {
  const span = startSpan(name, options)
  try {
    const result = await span.run(work)
    span.end()
    return result
  } catch (error) {
    span.end({ error })
    throw error
  }
}
