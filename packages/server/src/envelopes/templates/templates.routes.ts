import { Envelope } from '@countersign/contract/envelope'
import {
  EnvelopeFromTemplate,
  EnvelopeTemplate,
  EnvelopeTemplateList,
  NewEnvelopeTemplate,
  TemplateParams,
  TemplateQuery,
} from '@countersign/contract/envelope-template'
import { Type } from 'typebox'
import { withAccount } from '../../db/sql.ts'
import { circumstancesOf } from '../../documents/documents.routes.ts'
import { accountKey } from '../../documents/keys.ts'
import type { Http } from '../../platform/http.ts'
import { createEnvelope } from '../create.ts'
import type { Office } from '../life.ts'
import { deleteTemplate, listTemplates } from './templates.store.ts'
import { askedFrom, getTemplate, openTemplate, saveTemplate, templateNotFound } from './templates.ts'

const tags = ['Envelope templates']
const write = { needs: 'sign:write' } as const
const read = { needs: 'documents:read' } as const

export const RequestKey = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ minLength: 1, maxLength: 255, description: 'the same key again gives the same answer' }),
  ),
})

export function templateRoutes(http: Http, office: Office): void {
  saveRoute(http, office)
  readRoutes(http, office)
  deleteRoute(http, office)
  sendRoute(http, office)
}

function saveRoute(http: Http, office: Office) {
  http.post(
    '/v1/envelope-templates',
    {
      schema: {
        operationId: 'envelopeTemplates.save',
        tags,
        summary: 'Save a template',
        description:
          'An envelope whose documents, and some of whose people, are given when it is sent. The same name again makes a new version; nothing new where nothing has changed. Conditions are checked against the fields of all classes.',
        sends: ['location'],
        problems: ['envelope.template_invalid', 'envelope.template_limit_reached', 'envelope.template_taken'],
        body: NewEnvelopeTemplate,
        response: { 200: EnvelopeTemplate, 201: EnvelopeTemplate },
      },
      config: write,
    },
    async ({ caller, body }, reply) => {
      const { accountId, keyId } = caller
      const { template, isNew } = await saveTemplate(office, { accountId, template: body, keyId })
      return reply
        .code(isNew ? 201 : 200)
        .header('location', `/v1/envelope-templates/${template.name}?version=${template.version}`)
        .send(template)
    },
  )
}

function readRoutes(http: Http, { archive: { db, kms } }: Office) {
  http.get(
    '/v1/envelope-templates',
    {
      schema: {
        operationId: 'envelopeTemplates.list',
        tags,
        summary: 'List templates, each with its newest version',
        response: { 200: EnvelopeTemplateList },
      },
      config: read,
    },
    ({ caller: { accountId } }) =>
      withAccount(db, accountId, async (tx) => {
        const key = await accountKey(tx, accountId, kms)
        const items = (await listTemplates(tx, accountId)).map((row) => ({
          ...{ name: row.name, version: row.version, title: openTemplate(row, key).title },
          createdAt: row.createdAt.toISOString(),
        }))
        return { items }
      }),
  )
  http.get(
    '/v1/envelope-templates/:name',
    {
      schema: {
        operationId: 'envelopeTemplates.get',
        tags,
        summary: 'One template: the newest version, or the one asked for',
        problems: ['envelope.template_not_found'],
        params: TemplateParams,
        querystring: TemplateQuery,
        response: { 200: EnvelopeTemplate },
      },
      config: read,
    },
    ({ caller: { accountId }, params: { name }, query: { version } }) =>
      withAccount(db, accountId, (tx) => getTemplate(tx, accountId, { name, version, kms })),
  )
}

function deleteRoute(http: Http, { archive: { db } }: Office) {
  http.delete(
    '/v1/envelope-templates/:name',
    {
      schema: {
        operationId: 'envelopeTemplates.delete',
        tags,
        summary: 'Delete a template with all its versions',
        description: 'Envelopes that were made of it go on. Rows of a list that are not made yet fail.',
        problems: ['envelope.template_not_found'],
        params: TemplateParams,
        response: { 204: Type.Null({ description: 'Gone' }) },
      },
      config: write,
    },
    async ({ caller: { accountId }, params: { name } }, reply) => {
      if (!(await withAccount(db, accountId, (tx) => deleteTemplate(tx, accountId, name))))
        throw templateNotFound(name)
      return reply.code(204).send(null)
    },
  )
}

function sendRoute(http: Http, office: Office) {
  http.post(
    '/v1/envelope-templates/:name/envelopes',
    {
      schema: {
        operationId: 'envelopeTemplates.send',
        tags,
        summary: 'Send documents to be signed, as the template says',
        description: 'Says what the template leaves open: `documents`, `people` by their names, `values`.',
        sends: ['location'],
        problems: [
          'document.erased',
          'document.not_found',
          'document.not_ready',
          'envelope.invalid',
          'envelope.template_not_found',
          'idempotency.mismatch',
        ],
        headers: RequestKey,
        params: TemplateParams,
        body: EnvelopeFromTemplate,
        response: { 201: Envelope },
      },
      config: write,
    },
    async (request, reply) => {
      const { caller, params, body } = request
      const { accountId } = caller
      const { version, ...filling } = body
      const { db, kms } = office.archive
      const template = await withAccount(db, accountId, (tx) =>
        getTemplate(tx, accountId, { name: params.name, version, kms }),
      )
      const envelope = await createEnvelope(office, {
        ...{ accountId, asked: askedFrom(template, filling), said: { template: params.name, ...body } },
        requestKey: request.headers['idempotency-key'] ?? null,
        circumstances: circumstancesOf(request),
      })
      return reply.code(201).header('location', `/v1/envelopes/${envelope.id}`).send(envelope)
    },
  )
}
