// What every request passes before anything looks at it, and what every answer carries.
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Config } from '../platform/config.ts'
import type { Http } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { refuseUnstorable } from '../platform/text.ts'

export const answerHeaders = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}
const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/

const hostName = (host: string): string => host.replace(/:\d+$/, '').toLowerCase()

function hostOf(publicUrl: string): string {
  if (URL.canParse(publicUrl)) return new URL(publicUrl).hostname
  throw new Problem(
    'config.invalid',
    'COUNTERSIGN_PUBLIC_URL must be a whole address: https://sign.example.com',
  )
}

/**
 * Names a loopback service answers for, null when it listens to a network and any name may lead here. Without this a
 * web page whose name is rebound to 127.0.0.1 could talk to the service through its visitor's browser.
 */
export function hostsAnswered({ host, publicUrl }: Pick<Config, 'host' | 'publicUrl'>): Set<string> | null {
  if (!loopback.test(host)) return null
  const hosts = new Set(['localhost', '127.0.0.1', '[::1]', host.includes(':') ? `[${host}]` : host])
  if (publicUrl) hosts.add(hostOf(publicUrl))
  return hosts
}

/** A JSON body is small; whoever drips it byte by byte is told off and cut off. Uploads watch their own pace. */
function limitBodyTime(payload: Readable, reply: FastifyReply, withinMs: number): void {
  const give = () => {
    // Destroying the stream would take the connection, and with it the answer.
    reply.header('connection', 'close')
    payload.emit('error', new Problem('request.timeout', 'The body did not arrive in time. Send it again.'))
  }
  const timer = setTimeout(() => payload.listenerCount('error') > 0 && give(), withinMs).unref()
  const stop = () => clearTimeout(timer)
  payload.once('end', stop).once('close', stop)
}

/** `Expect: 100-continue`: a body is asked for only once everything that needs none of it has been checked. */
function continueLate(http: Http): void {
  http.server.on('checkContinue', (request, response) => http.server.emit('request', request, response))
  http.addHook('preParsing', async ({ headers }, { raw }) => {
    if (headers.expect?.toLowerCase().includes('100-continue')) raw.writeContinue()
  })
}

export type Limits = { jsonWithinMs: number }

export function guardRequests(
  http: Http,
  config: Pick<Config, 'host' | 'publicUrl'>,
  { jsonWithinMs }: Limits,
): void {
  const hosts = hostsAnswered(config)
  continueLate(http)
  http.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...answerHeaders, 'x-request-id': request.id })
    const { host } = request.headers
    if (host === undefined && request.raw.httpVersion === '1.1')
      throw new Problem('request.malformed', 'Send the header Host, as HTTP/1.1 asks (RFC 9112 §3.2).')
    if (hosts && !hosts.has(hostName(host ?? '')))
      throw new Problem(
        'request.host_refused',
        'Ask for localhost, or set COUNTERSIGN_PUBLIC_URL to the address by which this service is reached.',
      )
  })
  http.addHook('preParsing', async ({ headers, routeOptions }, reply, payload) => {
    const file = routeOptions.schema?.consumes?.includes('application/octet-stream')
    if (!file && headers['content-type']?.includes('json'))
      limitBodyTime(payload as Readable, reply, jsonWithinMs)
    return payload
  })
  http.addHook('preHandler', async ({ params, query, body }) => {
    refuseUnstorable(params, '/path')
    refuseUnstorable(query, '/query')
    if (!(body instanceof Readable)) refuseUnstorable(body, '')
  })
}
