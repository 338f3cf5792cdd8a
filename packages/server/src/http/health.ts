// For those who run the service: is it alive, is it ready, how is it doing.
import { Type } from 'typebox'
import { monotonicMs } from '../platform/clock.ts'
import type { Http } from '../platform/http.ts'
import { type Metrics, type MetricsSnapshot, mergeMetrics } from '../platform/telemetry.ts'

export type HealthParts = {
  /** What must hold for work to be taken on, by name: each resolves, or rejects with what is wrong. */
  checks: Readonly<Record<string, () => Promise<unknown>>>
  metrics: Metrics
  /** Brings gauges up to date before they are read. */
  refresh?: () => Promise<void>
  /** The metrics of other processes of this installation. */
  others?: () => Promise<readonly MetricsSnapshot[]>
  metricsPublic: boolean
}

const checkWithinMs = 3000
const rememberMs = 1000

const CheckResult = Type.Object({ name: Type.String(), ok: Type.Boolean() })
const Readiness = Type.Object(
  { status: Type.Enum(['ready', 'not_ready']), checks: Type.Array(CheckResult) },
  { $id: 'Readiness' },
)
const Liveness = Type.Object({ status: Type.Literal('alive') })

async function holds(check: () => Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('It did not answer in time.')), checkWithinMs)
  })
  try {
    await Promise.race([check(), late])
    return undefined
  } catch (error) {
    return error ?? new Error('It failed without saying why.')
  } finally {
    clearTimeout(timer)
  }
}

/** Anybody may ask whether it is ready, so the checks run at most once a second. */
function readiness(http: Http, checks: HealthParts['checks']) {
  let last: { at: number; results: Promise<{ name: string; ok: boolean }[]> } | undefined
  const run = () =>
    Promise.all(
      Object.entries(checks).map(async ([name, check]) => {
        const fault = await holds(check)
        if (fault) http.log.warn({ err: fault, check: name }, 'not ready')
        return { name, ok: fault === undefined }
      }),
    )
  return () => {
    if (!last || monotonicMs() - last.at > rememberMs) last = { at: monotonicMs(), results: run() }
    return last.results
  }
}

function healthRoutesOnly(http: Http, checks: HealthParts['checks']): void {
  const config = { needs: 'public' } as const
  const tags = ['Operations']
  http.get(
    '/health/live',
    {
      schema: {
        operationId: 'health.live',
        summary: 'Is the process alive',
        tags,
        response: { 200: Liveness },
      },
      config,
    },
    async () => ({ status: 'alive' as const }),
  )
  const results = readiness(http, checks)
  http.get(
    '/health/ready',
    {
      schema: {
        operationId: 'health.ready',
        summary: 'Can it take work on',
        description: '503 with the same body while a check fails; the log says why.',
        tags,
        response: { 200: Readiness, 503: Readiness },
      },
      config,
    },
    async (_request, reply) => {
      const all = await results()
      const ready = all.every(({ ok }) => ok)
      return reply
        .code(ready ? 200 : 503)
        .header('cache-control', 'no-store')
        .send({ status: ready ? 'ready' : 'not_ready', checks: all })
    },
  )
}

export function healthRoutes(
  http: Http,
  { checks, metrics, refresh, others, metricsPublic }: HealthParts,
): void {
  healthRoutesOnly(http, checks)
  http.get(
    '/metrics',
    {
      schema: {
        operationId: 'metrics.get',
        summary: 'Metrics for Prometheus',
        tags: ['Operations'],
        produces: ['text/plain'],
      },
      config: { needs: metricsPublic ? 'public' : 'admin' },
    },
    async (_request, reply) => {
      await refresh?.()
      const text = await mergeMetrics([await metrics.snapshot(), ...((await others?.()) ?? [])])
      return reply.type('text/plain; version=0.0.4; charset=utf-8').send(text)
    },
  )
}
