// The pages behind the link in a letter. The link's secret is the key: whoever has it sees what it was made for, and acts
// only after what else was asked for. Opening a page changes nothing.
import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { documentKey } from '../../documents/keys.ts'
import { asContent } from '../../documents/results.routes.ts'
import { sha256 } from '../../platform/cipher.ts'
import type { Http } from '../../platform/http.ts'
import { pdfFrom } from '../driving/files.ts'
import { latestOf } from '../holdings.ts'
import { endSignIn, signInPath } from '../proofs/sign-in.ts'
import { type Acted, decline, delegate, giveConsent, noteShown, sign } from './acts.ts'
import { askPasskey, identify, sendCode } from './identify.ts'
import { atSeat, type Ceremony, isProven, standingOf, type Visitor } from './link.ts'
import {
  admit,
  awayCookie,
  back,
  headers,
  isPublic,
  returnedVisitor,
  sendAway,
  sendPage,
  unknown,
  visitorOf,
} from './pages.ts'
import { screenOf } from './screens.ts'
import { notices } from './words.ts'

const Secret = Type.Object({ secret: Type.String({ maxLength: 200 }) })
const Place = Type.Object({ ...Secret.properties, ordinal: Type.Integer({ minimum: 1, maximum: 100 }) })
const PagePlace = Type.Object({ ...Place.properties, page: Type.Integer({ minimum: 1, maximum: 100_000 }) })
const Said = Type.Object({ said: Type.Optional(Type.String({ maxLength: 20 })) })
const Revision = Type.Object({ revision: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) })

const mostFormBytes = 600_000

export async function ceremonyRoutes(http: Http, ceremony: Ceremony): Promise<void> {
  for (const [file, type] of [
    ['sign.css', 'text/css; charset=utf-8'],
    ['sign.js', 'text/javascript; charset=utf-8'],
    ['passkey.js', 'text/javascript; charset=utf-8'],
  ] as const) {
    const content = readFileSync(new URL(`./assets/${file}`, import.meta.url))
    http.get(`/assets/${file}`, { config: isPublic }, async (_request, reply) =>
      reply.header('cache-control', 'no-cache').type(type).send(content),
    )
  }
  await http.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    const options = { parseAs: 'string', bodyLimit: mostFormBytes } as const
    scope.addContentTypeParser('application/x-www-form-urlencoded', options, (_request, body, done) =>
      done(null, new Map(new URLSearchParams(String(body)))),
    )
    readRoutes(scope, ceremony)
    actRoutes(scope, ceremony)
    returnRoute(scope, ceremony)
  })
}

type LinkRequest = FastifyRequest<{ Params: { secret: string } }>

function readRoutes(scope: Http, ceremony: Ceremony): void {
  const { scribe } = ceremony
  scope.get(
    '/sign/:secret',
    { schema: { params: Secret, querystring: Said }, config: isPublic },
    async (request, reply) => {
      const visitor = visitorOf(request, ceremony)
      const { said } = request.query
      const notice = notices.find((one) => one === said) ?? null
      const page = await atSeat(ceremony, visitor, async (_tx, seat) => {
        const now = scribe.clock()
        const path = `/sign/${visitor.secret}`
        return screenOf({
          ...{ seat, notice, path, standing: standingOf(seat, now), proven: isProven(seat, visitor, now) },
        })
      })
      return page === null ? unknown(reply) : sendPage(reply, 200, page)
    },
  )
  scope.get(
    '/sign/:secret/documents/:ordinal',
    { schema: { params: Place }, config: isPublic },
    async (request, reply) => {
      const file = await fileFor(ceremony, visitorOf(request, ceremony), { ordinal: request.params.ordinal })
      if (!file) return unknown(reply)
      const { name, revision, key } = file
      asContent(reply, { contentType: 'application/pdf', name: name.replace(/(\.pdf)?$/i, '.pdf') })
      return reply
        .header('content-length', revision.bytes)
        .send(Readable.from(ceremony.archive.blobs.open(revision.blobId, key)))
    },
  )
  scope.get(
    '/sign/:secret/documents/:ordinal/pages/:page',
    { schema: { params: PagePlace, querystring: Revision }, config: isPublic },
    async (request, reply) => {
      const { ordinal, page } = request.params
      const visitor = visitorOf(request, ceremony)
      const file = await fileFor(ceremony, visitor, { ordinal, number: request.query.revision })
      if (!file || page > file.pages) return unknown(reply)
      const { revision, key } = file
      const pdf = pdfFrom(ceremony.archive, { id: revision.blobId, bytes: revision.bytes }, key)
      const picture = await ceremony.engine.picture({ pdf, page, signal: new AbortController().signal })
      const shown = { ordinal, page, revision: revision.number, sha256: sha256(picture).toString('hex') }
      await noteShown(ceremony, visitor, shown)
      return reply
        .headers({ ...headers, 'content-security-policy': "default-src 'none'; sandbox" })
        .type('image/jpeg')
        .send(Buffer.from(picture))
    },
  )
}

/** For who may see it: from being asked on, and after completion. */
const fileFor = (
  ceremony: Ceremony,
  visitor: Visitor,
  wanted: { ordinal: number; number?: number | undefined },
) =>
  atSeat(ceremony, visitor, async (tx, seat) => {
    const { opened } = seat
    const now = ceremony.scribe.clock()
    const readable = ['open', 'done', 'completed'].includes(standingOf(seat, now))
    const document = opened.documents.find(({ ordinal }) => ordinal === wanted.ordinal)
    const revision = wanted.number
      ? opened.revisions.find((one) => one.ordinal === wanted.ordinal && one.number === wanted.number)
      : latestOf(opened, wanted.ordinal)
    if (!readable || !isProven(seat, visitor, now) || !document || !revision) return null
    const { accountId } = opened.envelope
    const key = await documentKey(tx, accountId, {
      documentId: document.documentId,
      kms: ceremony.archive.kms,
    })
    const name = opened.particulars.names[wanted.ordinal - 1] ?? document.documentId
    return { key, revision, name, pages: document.pages ?? 0 }
  })

type Form = ReadonlyMap<string, string>
const formOf = ({ body }: { body: unknown }): Form => (body instanceof Map ? body : new Map())
const text = (form: Form, name: string): string => form.get(name) ?? ''

type Act = (ceremony: Ceremony, visitor: Visitor, form: Form) => Promise<Acted>

const acts: Record<string, Act> = {
  consent: (ceremony, visitor, form) => giveConsent(ceremony, visitor, text(form, 'consent')),
  sign: (ceremony, visitor, form) =>
    sign(ceremony, visitor, {
      ...{ typed: text(form, 'typed'), picture: text(form, 'picture'), passkey: text(form, 'passkey') },
      values: form,
    }),
  decline: (ceremony, visitor, form) => decline(ceremony, visitor, text(form, 'reason')),
  delegate: (ceremony, visitor, form) => {
    const [name, email, reason] = [text(form, 'name'), text(form, 'email'), text(form, 'reason')]
    return delegate(ceremony, visitor, { name, email, reason })
  },
}

function actRoutes(scope: Http, ceremony: Ceremony): void {
  for (const [name, act] of Object.entries(acts))
    scope.post(
      `/sign/:secret/${name}`,
      { schema: { params: Secret }, config: isPublic },
      async (request, reply) => {
        const visitor = visitorOf(request as LinkRequest, ceremony)
        const acted = await act(ceremony, visitor, formOf(request))
        const open = acted === 'refused' && (await isOpenFor(ceremony, visitor))
        return back(reply, visitor, open ? 'incomplete' : null)
      },
    )
  scope.post(
    '/sign/:secret/code',
    { schema: { params: Secret }, config: isPublic },
    async (request, reply) => {
      const visitor = visitorOf(request, ceremony)
      await sendCode(ceremony, visitor)
      return back(reply, visitor, 'sent')
    },
  )
  scope.post(
    '/sign/:secret/passkey',
    { schema: { params: Secret }, config: isPublic },
    async (request, reply) => {
      const purpose = text(formOf(request), 'purpose') === 'act' ? 'act' : 'identify'
      const question = await askPasskey(ceremony, visitorOf(request, ceremony), purpose)
      return question ? reply.headers(headers).send(question) : unknown(reply)
    },
  )
  scope.post(
    '/sign/:secret/identify',
    { schema: { params: Secret }, config: isPublic },
    async (request, reply) => {
      const visitor = visitorOf(request, ceremony)
      const form = formOf(request)
      const [access, mail] = [text(form, 'access'), text(form, 'mail')]
      const codes = { access, mail, totp: text(form, 'totp'), passkey: text(form, 'passkey') }
      const done = await identify(ceremony, visitor, codes)
      if (done.outcome === 'proven') return admit(request, reply, { visitor, session: done })
      if (done.outcome === 'leaving') return sendAway(request, reply, { ...done, visitor })
      return back(reply, visitor, done.outcome === 'nothing' ? null : done.outcome)
    },
  )
}

/** From the provider where somebody signed in. Its address is the same for everybody; whose it is says a cookie. */
function returnRoute(scope: Http, ceremony: Ceremony): void {
  scope.get(
    signInPath,
    { schema: { querystring: Type.Record(Type.String(), Type.String()) }, config: isPublic },
    async (request, reply) => {
      const visitor = returnedVisitor(request, ceremony)
      const done = await endSignIn(ceremony, visitor, new URLSearchParams(request.query))
      reply.header('set-cookie', awayCookie(request, '', 0))
      if (done.outcome === 'proven') return admit(request, reply, { visitor, session: done })
      return done.outcome === 'unknown' ? unknown(reply) : back(reply, visitor, done.outcome)
    },
  )
}

/** A second click finds everything done: that is no mistake of the person. */
const isOpenFor = (ceremony: Ceremony, visitor: Visitor): Promise<boolean | null> =>
  atSeat(ceremony, visitor, async (_tx, seat) => standingOf(seat, ceremony.scribe.clock()) === 'open')
