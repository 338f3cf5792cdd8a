// Whatever goes wrong leaves as an RFC 9457 problem with one of our codes.
import { type IncomingMessage, METHODS, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { ProblemBody } from '@countersign/contract/problem'
import type { FastifyError, FastifyReply, FastifyRequest, FastifySchemaValidationError } from 'fastify'
import type { Http } from '../platform/http.ts'
import { isOutage } from '../platform/outage.ts'
import { isProblem, Problem, type ProblemCode, problemCodes } from '../platform/problem.ts'
import { endsEarly, lingering } from './linger.ts'

const mediaType = 'application/problem+json; charset=utf-8'
const retryLater = { 'retry-after': '5' }

/** Fastify's own errors, as ours. */
const fastifyCodes: Record<string, [ProblemCode, string]> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'request.unsupported_media_type',
    'Send the body with a content type that this address takes; the reference at /docs names it.',
  ],
  FST_ERR_CTP_BODY_TOO_LARGE: [
    'request.too_large',
    'Send a smaller body. JSON may have 1 MB; files go to POST /v1/documents.',
  ],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    'request.malformed',
    'The body was not as long as its Content-Length says. Send it again.',
  ],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['request.malformed', 'The body is empty. Send JSON, or no content type.'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['request.malformed', 'The body is not valid JSON.'],
  FST_ERR_BAD_URL: ['request.malformed', 'The address has a % that does not begin a valid escape.'],
  FST_ERR_MAX_PARAM_LENGTH: ['request.uri_too_long', 'A part of the address is longer than any id of ours.'],
  FST_ERR_HANDLER_TIMEOUT: ['service.unavailable', 'The answer took too long. Try again in a few seconds.'],
}

const partNames: Record<string, string> = {
  body: '',
  querystring: '/query',
  params: '/path',
  headers: '/headers',
}

function pathOf(part: string, error: FastifySchemaValidationError): string {
  const { missingProperty, additionalProperty } = error.params as Record<string, string>
  const named = missingProperty ?? additionalProperty
  return `${partNames[part] ?? ''}${error.instancePath}${named ? `/${named}` : ''}` || '/'
}

function invalid(error: FastifyError): Problem {
  const part = error.validationContext ?? 'body'
  const seen = new Set<string>()
  const errors = (error.validation ?? [])
    .map((one) => ({ path: pathOf(part, one), message: one.message ?? 'is not valid' }))
    .filter(({ path, message }) => seen.size < 50 && !seen.has(path + message) && seen.add(path + message))
  const where = [...new Set(errors.map(({ path }) => path))].slice(0, 5).join(', ')
  return new Problem('request.invalid', `Correct ${where}; \`errors\` says what is wrong with each.`, {
    errors,
    cause: error,
  })
}

/** ENOSPC and its like, and PostgreSQL's word for it (53100). */
const diskFull = new Set(['ENOSPC', 'EDQUOT', '53100'])

const away = (cause: unknown, code: string | undefined): Problem =>
  new Problem(
    'service.unavailable',
    diskFull.has(code ?? '')
      ? 'The disk of the service is full, and nothing was kept. Send it again once its operator has made room.'
      : 'The database does not answer. Try again in a few seconds.',
    { cause, headers: retryLater },
  )

/** Any thrown thing as a problem; what nobody foresaw says nothing of its inside. */
export function toProblem(error: unknown): Problem {
  if (isProblem(error)) return error
  const known = (error ?? {}) as Partial<FastifyError>
  if (known.validation) return invalid(known as FastifyError)
  const mapped = fastifyCodes[known.code ?? '']
  if (mapped) return new Problem(mapped[0], mapped[1], { cause: error })
  if (known.code?.startsWith('FST_') && (known.statusCode ?? 500) < 500)
    return new Problem(
      'request.malformed',
      'The request cannot be read. Compare it with the reference at /docs.',
      {
        cause: error,
      },
    )
  if (error instanceof SyntaxError && known.statusCode === 400)
    return new Problem('request.malformed', 'The body is not valid JSON.', { cause: error })
  if (isOutage(error)) return away(error, known.code)
  return new Problem(
    'internal.error',
    'The fault is ours. Try again; if it stays, give the operator the id in `instance`.',
    { cause: error },
  )
}

export const problemBody = (
  problem: Problem,
  { instance, base }: { instance?: string; base: string },
): ProblemBody => ({
  type: `${base}/docs/problems#${problem.code}`,
  title: problem.title,
  status: problem.status,
  code: problem.code,
  detail: problem.message,
  ...(instance ? { instance } : {}),
  ...(problem.errors ? { errors: [...problem.errors] } : {}),
})

/** Methods that other routes take at the same address. */
function otherMethods(http: Http, path: string): string[] {
  const matching = http.declaredRoutes.filter(({ url }) => {
    const pattern = url.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/:[^/]+|\*/g, '[^/]+')
    return new RegExp(`^${pattern}$`).test(path)
  })
  return [...new Set(matching.flatMap(({ method }) => method))].sort()
}

function nothingHere(http: Http, { method, url }: FastifyRequest): Problem {
  const path = url.split('?', 1)[0] ?? url
  const allowed = otherMethods(http, path)
  if (allowed.length > 0)
    return new Problem(
      'route.method_not_allowed',
      `${method} is not for this address; it takes ${allowed.join(', ')}.`,
      {
        headers: { allow: allowed.join(', ') },
      },
    )
  return new Problem('route.not_found', 'Check the address against the reference at /docs.')
}

/** What Node refuses before there is a request: its answer has to be written by hand. */
function refuseConnection(base: string, error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return
  const problem =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? new Problem('request.headers_too_large', 'Send fewer or shorter headers; 16 kB are taken.')
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? new Problem('request.timeout', 'The request did not arrive in time. Send it again.')
        : new Problem('request.malformed', 'This is not a valid HTTP/1.1 request.')
  const body = JSON.stringify(problemBody(problem, { base }))
  const head = [
    `HTTP/1.1 ${problem.status} ${problemCodes[problem.code][1]}`,
    `content-type: ${mediaType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

type Answer = (error: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply

/** For errors before any hook has run, too: the id of the request is set here. */
export const answerProblem =
  (base: string): Answer =>
  (error, request, reply) => {
    const problem = toProblem(error)
    // Told on purpose, and often when it is: the place where it was thrown says nothing.
    if (problem.status === 503 && !problem.cause) request.log.warn({ code: problem.code }, problem.title)
    else if (problem.status >= 500)
      request.log.error({ err: problem.cause ?? problem, code: problem.code }, problem.title)
    const body = JSON.stringify(problemBody(problem, { instance: request.id, base }))
    reply
      .code(problem.status)
      .headers({ 'cache-control': 'no-store', 'x-request-id': request.id, ...problem.headers })
      .type(mediaType)
    if (!endsEarly({ raw: request.raw, reply })) return reply.send(body)
    return reply
      .headers({ connection: 'close', 'content-length': Buffer.byteLength(body) })
      .send(lingering(request.raw, body))
  }

export function answerProblems(http: Http, base: string): void {
  const answer = answerProblem(base)
  http.setErrorHandler(answer)
  // No route takes these: known and without a body they are told so, else each would be a fault of ours.
  for (const method of METHODS)
    if (method === 'QUERY' || !http.supportedMethods.includes(method))
      http.addHttpMethod(method, { hasBody: false, overrideExisting: true })
  http.setNotFoundHandler((request, reply) => answer(nothingHere(http, request), request, reply))
}

/** Before a body is looked at: whether it can be parsed does not matter where nobody takes it (QUERY without a type was a 500). */
export function refuseUnknown(http: Http): void {
  http.addHook('onRequest', async (request) => {
    if (request.is404) throw nothingHere(http, request)
  })
}

/** Only `100-continue` may be expected (RFC 9110 §10.1.1); whatever else is asked for comes here before any route. */
export const refuseExpectation =
  (base: string) =>
  (_request: IncomingMessage, response: ServerResponse): void => {
    const problem = new Problem(
      'request.expectation_failed',
      'Leave the header Expect out, or send it as 100-continue.',
    )
    response.writeHead(problem.status, { 'content-type': mediaType, 'cache-control': 'no-store' })
    response.end(JSON.stringify(problemBody(problem, { base })))
  }

export const refuseConnections =
  (base: string) =>
  (error: Error & { code?: string }, socket: Socket): void =>
    refuseConnection(base, error, socket)
