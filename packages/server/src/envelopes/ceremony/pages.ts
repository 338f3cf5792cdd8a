// How pages are sent and browsers told apart: headers, cookies, and who asks.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Session } from '../proofs/session.ts'
import type { Ceremony, Visitor } from './link.ts'
import { leavingScreen, unknownScreen } from './screens.ts'
import type { Notice } from './words.ts'

export const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'cache-control': 'private, no-store',
  'x-robots-tag': 'noindex',
}
export const isPublic = { needs: 'public' } as const

const sessionCookie = 'countersign_session'
const signInCookie = 'countersign_sign_in'
const secretPattern = /^[A-Za-z0-9_-]{43}$/
const awaySeconds = 600

/** Paths of cookies end with the link, so that two links in one browser do not meet. */
const cookieOf = ({ headers: { cookie = '' } }: FastifyRequest, name: string): string | null =>
  new RegExp(`(?:^|; )${name}=([A-Za-z0-9_-]{43})(?:;|$)`).exec(cookie)?.[1] ?? null

function visitorWith(request: FastifyRequest, { publicUrl }: Ceremony, secret: string): Visitor {
  return {
    secret: secretPattern.test(secret) ? secret : '',
    session: cookieOf(request, sessionCookie),
    origin: publicUrl ? new URL(publicUrl).origin : `${request.protocol}://${request.host}`,
    ip: request.ip,
    agent: request.headers['user-agent'] ?? '',
    traceparent: request.traceparent,
  }
}

export const visitorOf = (request: FastifyRequest & { params: unknown }, ceremony: Ceremony): Visitor =>
  visitorWith(request, ceremony, (request.params as { secret: string }).secret)

/** Who comes back from signing in elsewhere. */
export const returnedVisitor = (request: FastifyRequest, ceremony: Ceremony): Visitor =>
  visitorWith(request, ceremony, cookieOf(request, signInCookie) ?? '')

export const sendPage = (reply: FastifyReply, status: number, page: string) =>
  reply.code(status).headers(headers).type('text/html; charset=utf-8').send(page)

export const unknown = (reply: FastifyReply) => sendPage(reply, 404, unknownScreen())

export const back = (reply: FastifyReply, visitor: Visitor, notice: Notice | null) =>
  reply
    .code(303)
    .headers(headers)
    .header('location', `/sign/${visitor.secret}${notice ? `?said=${notice}` : ''}`)
    .send()

const guarded = (request: FastifyRequest): string =>
  `HttpOnly; SameSite=Lax${request.protocol === 'https' ? '; Secure' : ''}`

/** In with who has proven who it is. */
export function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  { visitor, session: { session, until } }: { visitor: Visitor; session: Session },
) {
  const path = `/sign/${visitor.secret}`
  reply.header(
    'set-cookie',
    `${sessionCookie}=${session}; Path=${path}; Expires=${until.toUTCString()}; ${guarded(request)}`,
  )
  return back(reply, visitor, null)
}

export const awayCookie = (request: FastifyRequest, secret: string, seconds: number): string =>
  `${signInCookie}=${secret}; Path=/sign-in; Max-Age=${seconds}; ${guarded(request)}`

/** A page and not a redirect: browsers hold redirects after a form against `form-action`, through all their hops. */
export function sendAway(
  request: FastifyRequest,
  reply: FastifyReply,
  { visitor, url, language }: { visitor: Visitor; url: string; language: 'en' | 'de' },
) {
  reply.header('set-cookie', awayCookie(request, visitor.secret, awaySeconds))
  return sendPage(reply, 200, leavingScreen(url, language))
}
