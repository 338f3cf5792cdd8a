// How a route can answer: its successes with their headers, and every problem by status, from what the route declares.
import { STATUS_CODES } from 'node:http'
import type { RouteOptions } from 'fastify'
import type { AnswerHeader } from '../platform/http.ts'
import { type ProblemCode, problemCodes } from '../platform/problem.ts'

type Json = { [key: string]: unknown }
type Hoist = (schema: unknown) => unknown

const problemType = 'application/problem+json'

/** What can happen to any request, before or after a route looks at it. */
const anywhere: ProblemCode[] = [
  'request.malformed',
  'request.timeout',
  'request.uri_too_long',
  'request.host_refused',
  'request.headers_too_large',
  'request.expectation_failed',
  'internal.error',
  'blob.damaged',
  'kms.key_missing',
  'service.unavailable',
]
const withKey: ProblemCode[] = [
  'request.invalid',
  'key.missing',
  'key.invalid',
  'key.expired',
  'key.revoked',
  'key.too_many_attempts',
  'request.rate_limited',
  'actor.not_allowed',
]
/** A body is parsed wherever one may be sent, even where none is asked for. */
const withBody: ProblemCode[] = ['request.too_large', 'request.unsupported_media_type']

const headerTexts: Record<AnswerHeader, string> = {
  etag: 'Version of what was fetched; give it back as `If-Match`.',
  location: 'Where to ask for what was made.',
  'content-disposition': 'Name of the file.',
  'tus-resumable': 'Version of tus: 1.0.0.',
  'upload-offset': 'How many bytes have arrived and are kept.',
}

const header = (description: string, required: boolean): Json => ({
  description,
  required,
  schema: { type: 'string', minLength: 1 },
})

const requestId = { 'x-request-id': { $ref: '#/components/headers/RequestId' } }

/** Not required: what Node itself refuses never becomes a request of ours. */
export const sharedHeaders = {
  RequestId: header('Names this request in the logs: yours, or a new one.', false),
  RateLimit: header('What is left of the rate, and seconds until it is whole again.', false),
  RateLimitPolicy: header('How many may come in how many seconds.', false),
}

/** As draft-ietf-httpapi-ratelimit-headers names them. */
const rates = {
  ratelimit: { $ref: '#/components/headers/RateLimit' },
  'ratelimit-policy': { $ref: '#/components/headers/RateLimitPolicy' },
}

const problemHeaders: Record<number, Json> = {
  401: { 'www-authenticate': header('Asks for a bearer key.', true) },
  429: { 'retry-after': header('Seconds to wait.', true), ...rates },
  503: { 'retry-after': header('Seconds to wait.', false) },
}

export function problemsOf({ config, schema = {}, method }: RouteOptions): Set<ProblemCode> {
  const needs = config?.needs
  const reads = [method].flat().some((one) => one !== 'GET' && one !== 'HEAD')
  const checks = schema.params ?? schema.querystring ?? schema.headers ?? schema.body
  return new Set([
    ...anywhere,
    ...(needs === 'public' ? [] : withKey),
    ...(needs === 'public' || needs === 'any' ? [] : (['key.scope_missing'] as const)),
    ...(checks ? (['request.invalid'] as const) : []),
    ...(reads ? withBody : []),
    ...(schema.problems ?? []),
  ])
}

function byStatus(codes: Iterable<ProblemCode>): Map<number, ProblemCode[]> {
  const found = new Map<number, ProblemCode[]>()
  for (const code of [...codes].sort()) {
    const [status] = problemCodes[code]
    found.set(status, [...(found.get(status) ?? []), code])
  }
  return found
}

const problemAnswer = (status: number, codes: readonly ProblemCode[], hoisted: Json): Json => ({
  description: codes.map((code) => `\`${code}\`: ${problemCodes[code][1]}.`).join('\n\n'),
  headers: { ...requestId, ...problemHeaders[status] },
  content: {
    [problemType]: {
      schema: {
        allOf: [hoisted, { properties: { status: { const: status }, code: { enum: codes } } }],
      },
    },
  },
})

const usual = byStatus(new Set([...anywhere, ...withKey, ...withBody, 'key.scope_missing' as const]))
const isUsual = (status: number, codes: readonly ProblemCode[]) => String(usual.get(status)) === String(codes)

/** The answers that most routes share, each once. */
export const sharedAnswers = (problem: Json): Json =>
  Object.fromEntries(
    [...usual].map(([status, codes]) => [`Problem${status}`, problemAnswer(status, codes, problem)]),
  )

function problems(route: RouteOptions, problem: Json): Json {
  const answers: Json = {}
  for (const [status, codes] of byStatus(problemsOf(route)))
    answers[status] = isUsual(status, codes)
      ? { $ref: `#/components/responses/Problem${status}` }
      : problemAnswer(status, codes, problem)
  return answers
}

/** A success, or a failure that a route describes by a schema of its own. */
function answer({ schema = {}, config }: RouteOptions, status: string, hoisted: Hoist): Json {
  const { produces, sends = [], response = {} } = schema
  const { description, type } = ((response as Json)[status] ?? { type: 'null' }) as Json
  const named = sends.map((name) => [name, header(headerTexts[name], true)])
  const success = Number(status) < 300
  const content =
    success && produces
      ? Object.fromEntries(produces.map((one) => [one, {}]))
      : type === 'null'
        ? undefined
        : { 'application/json': { schema: hoisted((response as Json)[status]) } }
  return {
    description: description ?? STATUS_CODES[status] ?? 'Answer',
    headers: {
      ...requestId,
      ...(config?.needs === 'public' ? {} : rates),
      ...(success ? Object.fromEntries(named) : {}),
    },
    ...(content ? { content } : {}),
  }
}

function merged(one: Json, other: Json | undefined): Json {
  if (!other) return one
  return { ...one, content: { ...(one.content as Json), ...(other.content as Json) } }
}

/** Every answer of a route. A status that a route and a problem share lists both bodies. */
export function answersOf(
  route: RouteOptions,
  { hoisted, problem }: { hoisted: Hoist; problem: Json },
): Json {
  const schema = (route.schema ?? {}) as Json
  const declared = Object.keys((schema.response ?? {}) as Json)
  const fallback = schema.produces ? '200' : '204'
  const answers = problems(route, problem)
  for (const status of declared.length > 0 ? declared : [fallback]) {
    const shared = Number(status) < 300 ? undefined : usual.get(Number(status))
    const beside = shared && problemAnswer(Number(status), shared, problem)
    answers[status] = merged(answer(route, status, hoisted), beside)
  }
  return answers
}
