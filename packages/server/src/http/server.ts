// The HTTP server without its routes: limits, safety, who is asking, what is logged, measured and traced.
import Fastify, { type FastifyRequest, LogController, type RouteOptions } from 'fastify'
import ipaddr from 'ipaddr.js'
import type { Authenticate } from '../access/authenticate.ts'
import { monotonicMs } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import type { Http } from '../platform/http.ts'
import type { NewId } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import { Problem } from '../platform/problem.ts'
import { type Metrics, type Span, startSpan } from '../platform/telemetry.ts'
import { requireKeys } from './auth.ts'
import {
  answerProblem,
  answerProblems,
  refuseConnections,
  refuseExpectation,
  refuseUnknown,
} from './errors.ts'
import { answerHeaders, guardRequests, type Limits } from './guard.ts'
import { createRates, type RateSettings } from './rate-limit.ts'
import { createValidator } from './validation.ts'

export type HttpParts = {
  config: Pick<Config, 'host' | 'publicUrl' | 'uploadIdleSeconds' | 'trustedProxies'> & RateSettings
  log: Log
  authenticate: Authenticate
  metrics: Metrics
  newId: NewId
  limits?: Limits
  /** For rates. */
  now?: () => number
}

const jsonBytes = 1_000_000
const headerBytes = 16_384
const headersWithinMs = 15_000
/** How often Node looks for who takes longer; its own half a minute would let a slow head stay for 45 s. */
const lookMs = 3000
/** Longer than the longest poll, shorter than what proxies usually allow. */
const idleMs = 75_000
/** The whole of a large upload over a slow line; its pace is watched by intake. */
const requestWithinMs = 3_600_000
const sanePeersId = /^[\w.-]{8,64}$/
const quietRoutes = new Set(['/health/live', '/health/ready', '/metrics'])

const patternOf = (request: FastifyRequest): string => request.routeOptions.url ?? 'none'

/** Who asked for what and how it ended: the pattern of the route, never the address, a header or a body. */
function logRequests(http: Http, metrics: Metrics): void {
  http.addHook('onResponse', async (request, reply) => {
    const route = patternOf(request)
    const { method } = request
    const status = reply.statusCode
    const ms = Math.round(reply.elapsedTime * 10) / 10
    metrics.httpSeconds.observe({ method, route, status: String(status) }, reply.elapsedTime / 1000)
    const level = quietRoutes.has(route) ? 'debug' : 'info'
    const who = request.caller ? { accountId: request.caller.accountId, keyId: request.caller.keyId } : {}
    request.log[level]({ method, route, status, ms, ...who }, 'request')
  })
}

/** Every request is a span; a client's traceparent makes it a part of the client's own trace. */
function traceRequests(http: Http): void {
  const spans = new WeakMap<FastifyRequest, Span>()
  http.decorateRequest('traceparent', null)
  http.addHook('onRequest', (request, _reply, done) => {
    const header = request.headers.traceparent
    const route = patternOf(request)
    const span = startSpan(`${request.method} ${route}`, {
      kind: 'server',
      traceparent: typeof header === 'string' ? header : null,
      attributes: { 'http.request.method': request.method, 'http.route': route },
    })
    spans.set(request, span)
    request.traceparent = span.traceparent
    span.run(done)
  })
  // Reading a body leaves the asynchronous context of the first hook; this enters it again for the handler.
  http.addHook('preValidation', (request, _reply, done) => {
    const span = spans.get(request)
    if (span) span.run(done)
    else done()
  })
  http.addHook('onResponse', async (request, reply) => {
    spans.get(request)?.end({
      attributes: { 'http.response.status_code': reply.statusCode },
      failed: reply.statusCode >= 500,
    })
  })
}

function collectRoutes(http: Http): void {
  const routes: RouteOptions[] = []
  http.decorate('declaredRoutes', routes)
  http.addHook('onRoute', (route) => {
    routes.push(route)
  })
}

/** Fastify's option; a mistake in the setting is told by its name. */
function proxiesOf(setting: string): false | string[] {
  const named = setting
    .split(',')
    .map((text) => text.trim())
    .filter(Boolean)
  const wrong = named.find((text) => !ipaddr.isValid(text) && !ipaddr.isValidCIDR(text))
  if (wrong === undefined) return named.length > 0 && named
  throw new Problem(
    'config.invalid',
    `The setting COUNTERSIGN_TRUSTED_PROXIES has "${wrong}", which is no address like 10.0.0.7 and no network like 10.0.0.0/8.`,
  )
}

/** Add routes to it, then `listen` or `inject`. `close` lets running requests end. */
export function createHttp({
  config,
  log,
  authenticate,
  metrics,
  newId,
  limits = { jsonWithinMs: 30_000 },
  now = monotonicMs,
}: HttpParts): Http {
  const base = config.publicUrl.replace(/\/+$/, '')
  const http = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: jsonBytes,
    connectionTimeout: Math.max(idleMs, config.uploadIdleSeconds * 1000 + 5000),
    requestTimeout: requestWithinMs,
    keepAliveTimeout: idleMs,
    http: {
      // Node's own answer to a request without Host has no body; ours is a problem.
      requireHostHeader: false,
      headersTimeout: headersWithinMs,
      connectionsCheckingInterval: lookMs,
      maxHeaderSize: headerBytes,
    },
    forceCloseConnections: 'idle',
    // Whoever still gets through while we close is served, and told that the connection ends.
    return503OnClosing: false,
    trustProxy: proxiesOf(config.trustedProxies),
    routerOptions: { maxParamLength: 200 },
    genReqId: ({ headers }) => {
      const given = headers['x-request-id']
      return typeof given === 'string' && sanePeersId.test(given) ? given : newId('req')
    },
    // Addresses that cannot be read reach no hook.
    frameworkErrors: (error, request, reply) =>
      answerProblem(base)(error, request, reply.headers(answerHeaders)),
    clientErrorHandler: refuseConnections(base),
  }) as unknown as Http
  http.server.on('checkExpectation', refuseExpectation(base))
  // JSON is all that is parsed: text would wait for its body without end, only to fit no schema.
  http.removeContentTypeParser('text/plain')
  http.setValidatorCompiler(createValidator())
  collectRoutes(http)
  answerProblems(http, base)
  logRequests(http, metrics)
  traceRequests(http)
  guardRequests(http, config, limits)
  refuseUnknown(http)
  requireKeys(http, { authenticate, rates: createRates({ settings: config, metrics, now }) })
  return http
}

/** In its scope a body of any type reaches the handler as the stream it is, unparsed and unlimited: `request.body`. */
export function takeStreams(scope: Http): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
}
