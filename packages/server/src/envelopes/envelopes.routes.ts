import { Readable } from 'node:stream'
import {
  Envelope,
  EnvelopePage,
  EnvelopeParams,
  EnvelopeQuery,
  NewEnvelope,
  VoidEnvelope,
} from '@countersign/contract/envelope'
import { EnvelopeFacts } from '@countersign/contract/envelope-facts'
import { Type } from 'typebox'
import { withAccount } from '../db/sql.ts'
import { cursorAfter, readCursor } from '../documents/cursor.ts'
import { circumstancesOf } from '../documents/documents.routes.ts'
import { documentKey } from '../documents/keys.ts'
import { asContent } from '../documents/results.routes.ts'
import type { Http } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { askedOf, createEnvelope } from './create.ts'
import { findEnvelopeRow, listEnvelopes } from './envelopes.store.ts'
import { envelopeFacts } from './facts.ts'
import { latestOf, openEnvelope, openEnvelopes } from './holdings.ts'
import { type Office, resendLetter, voidEnvelope } from './life.ts'
import { toEnvelope } from './view.ts'

const tags = ['Envelopes']
const write = { needs: 'sign:write' } as const
const read = { needs: 'documents:read' } as const

const RequestKey = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ minLength: 1, maxLength: 255, description: 'the same key again gives the same envelope' }),
  ),
})
const RecipientParams = Type.Object({
  ...EnvelopeParams.properties,
  recipientId: Type.String({ pattern: '^rcp_[0-9a-z]{26}$' }),
})
const FileParams = Type.Object({
  ...EnvelopeParams.properties,
  number: Type.Integer({ minimum: 1, maximum: 20, description: 'of the document in the envelope' }),
})
const FileQuery = Type.Object(
  {
    revision: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'left out: the newest' })),
  },
  { additionalProperties: false },
)

export function envelopeRoutes(http: Http, office: Office): void {
  createRoute(http, office)
  readRoutes(http, office)
  fileRoute(http, office)
  certificateRoutes(http, office)
  lifeRoutes(http, office)
}

function createRoute(http: Http, office: Office) {
  http.post(
    '/v1/envelopes',
    {
      schema: {
        operationId: 'envelopes.create',
        tags,
        summary: 'Send documents to be signed',
        description:
          'Names completed documents and the people who sign, approve or get a copy. Fields stand at anchors of the text such as `{{sign:1}}`, at words, or in boxes. Everything else happens by itself; events tell how far it is.',
        sends: ['location'],
        problems: [
          'document.erased',
          'document.not_found',
          'document.not_ready',
          'envelope.invalid',
          'idempotency.mismatch',
        ],
        headers: RequestKey,
        body: NewEnvelope,
        response: { 201: Envelope },
      },
      config: write,
    },
    async (request, reply) => {
      const envelope = await createEnvelope(office, {
        accountId: request.caller.accountId,
        asked: askedOf(request.body),
        said: request.body,
        requestKey: request.headers['idempotency-key'] ?? null,
        circumstances: circumstancesOf(request),
      })
      return reply.code(201).header('location', `/v1/envelopes/${envelope.id}`).send(envelope)
    },
  )
}

function readRoutes(http: Http, { archive }: Office) {
  const { db, kms } = archive
  http.get(
    '/v1/envelopes',
    {
      schema: {
        operationId: 'envelopes.list',
        tags,
        summary: 'List envelopes, newest first',
        problems: ['cursor.invalid'],
        querystring: EnvelopeQuery,
        response: { 200: EnvelopePage },
      },
      config: read,
    },
    ({ caller: { accountId }, query: { state, document, cursor, limit = 50 } }) =>
      withAccount(db, accountId, async (tx) => {
        const before = cursor === undefined ? undefined : readCursor(cursor, 'env')
        const rows = await listEnvelopes(tx, accountId, { state, document, before, limit: limit + 1 })
        const shown = rows.slice(0, limit)
        const last = shown.at(-1)
        const items = (await openEnvelopes(tx, accountId, { rows: shown, kms })).map(toEnvelope)
        return { items, nextCursor: rows.length > limit && last ? cursorAfter(last.id) : null }
      }),
  )
  http.get(
    '/v1/envelopes/:id',
    {
      schema: {
        operationId: 'envelopes.get',
        tags,
        summary: 'One envelope: its people, its revisions, how far it is',
        description: 'Once the first document is erased, names and addresses are empty.',
        problems: ['envelope.not_found'],
        params: EnvelopeParams,
        response: { 200: Envelope },
      },
      config: read,
    },
    ({ caller: { accountId }, params: { id } }) =>
      withAccount(db, accountId, async (tx) => {
        const rows = [await findEnvelopeRow(tx, accountId, { id })]
        const [opened] = await openEnvelopes(tx, accountId, { rows, kms })
        if (!opened) throw new Error(`envelope ${id} did not open`)
        return toEnvelope(opened)
      }),
  )
  http.get(
    '/v1/envelopes/:id/facts',
    {
      schema: {
        operationId: 'envelopes.facts',
        tags,
        summary: 'Who did what when, and how we know',
        description:
          'Everything that the certificate of completion is made of: identity, consent, what was shown, times, addresses, revisions, events with their places in the log.',
        problems: ['envelope.not_found', 'document.erased'],
        params: EnvelopeParams,
        response: { 200: EnvelopeFacts },
      },
      config: read,
    },
    ({ caller: { accountId }, params: { id } }) =>
      withAccount(db, accountId, (tx) => envelopeFacts(tx, accountId, { id, kms })),
  )
}

function fileRoute(http: Http, { archive }: Office) {
  const { db, kms, blobs } = archive
  http.get(
    '/v1/envelopes/:id/files/:number',
    {
      schema: {
        operationId: 'envelopes.file',
        tags,
        summary: 'A document of the envelope as PDF, as it is now or was at a revision',
        sends: ['content-disposition', 'etag'],
        problems: ['blob.not_found', 'document.erased', 'envelope.not_found', 'envelope.revision_not_found'],
        params: FileParams,
        querystring: FileQuery,
        produces: ['application/pdf'],
      },
      config: read,
    },
    async ({ caller: { accountId }, params: { id, number: ordinal }, query }, reply) => {
      const { revision, key } = await withAccount(db, accountId, async (tx) => {
        const opened = await openEnvelope(tx, accountId, { id, kms })
        const found =
          query.revision === undefined
            ? latestOf(opened, ordinal)
            : opened.revisions.find((one) => one.ordinal === ordinal && one.number === query.revision)
        const documentId = opened.documents.find((one) => one.ordinal === ordinal)?.documentId
        if (!found || !documentId)
          throw new Problem(
            'envelope.revision_not_found',
            'The envelope has no such revision yet. Its `documents` say which there are.',
          )
        return { revision: found, key: await documentKey(tx, accountId, { documentId, kms }) }
      })
      asContent(reply, { contentType: 'application/pdf', name: `${id}-${ordinal}.pdf` })
      return reply
        .header('content-length', revision.bytes)
        .header('etag', `"${revision.sha256}"`)
        .send(Readable.from(blobs.open(revision.blobId, key)))
    },
  )
}

const proofs = [
  ['certificate', 'certificateBlob', 'application/pdf', 'pdf', 'The certificate of completion, sealed'],
  ['evidence', 'evidenceBlob', 'application/json', 'json', 'What the certificate is made of, for programs'],
] as const

function certificateRoutes(http: Http, { archive }: Office) {
  const { db, kms, blobs } = archive
  for (const [name, column, contentType, ending, summary] of proofs)
    http.get(
      `/v1/envelopes/:id/${name}`,
      {
        schema: {
          operationId: `envelopes.${name}`,
          tags,
          summary,
          description: 'Made some seconds after completion, when the log has signed all that happened.',
          sends: ['content-disposition'],
          problems: ['blob.not_found', 'document.erased', 'envelope.not_found', 'envelope.not_proven'],
          params: EnvelopeParams,
          produces: [contentType],
        },
        config: read,
      },
      async ({ caller: { accountId }, params: { id } }, reply) => {
        const { key, envelope } = await withAccount(db, accountId, (tx) =>
          openEnvelope(tx, accountId, { id, kms }),
        )
        const blob = envelope[column]
        if (!blob)
          throw new Problem(
            'envelope.not_proven',
            `The envelope is ${envelope.state}. Its certificate is made some seconds after it is completed.`,
          )
        asContent(reply, { contentType, name: `${id}.${ending}` })
        return reply.send(Readable.from(blobs.open(blob, key)))
      },
    )
}

function lifeRoutes(http: Http, office: Office) {
  http.post(
    '/v1/envelopes/:id/void',
    {
      schema: {
        operationId: 'envelopes.void',
        tags,
        summary: 'Take an envelope back',
        description: 'Nobody is asked any more, and those who were are told. Not once everybody has signed.',
        problems: ['envelope.not_found', 'envelope.invalid_transition', 'document.erased'],
        params: EnvelopeParams,
        body: VoidEnvelope,
        response: { 200: Envelope },
      },
      config: write,
    },
    (request) =>
      voidEnvelope(office, {
        accountId: request.caller.accountId,
        id: request.params.id,
        reason: request.body.reason,
        circumstances: circumstancesOf(request),
      }),
  )
  http.post(
    '/v1/envelopes/:id/recipients/:recipientId/resend',
    {
      schema: {
        operationId: 'envelopes.resend',
        tags,
        summary: 'Send the letter with the link again',
        problems: [
          'document.erased',
          'envelope.invalid_transition',
          'envelope.not_found',
          'envelope.recipient_not_found',
        ],
        params: RecipientParams,
        response: { 200: Envelope },
      },
      config: write,
    },
    (request) =>
      resendLetter(office, {
        accountId: request.caller.accountId,
        id: request.params.id,
        recipientId: request.params.recipientId,
        circumstances: circumstancesOf(request),
      }),
  )
}
