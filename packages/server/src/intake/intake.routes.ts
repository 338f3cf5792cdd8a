import { Document } from '@countersign/contract/document'
import multipart from '@fastify/multipart'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { circumstancesOf } from '../documents/documents.routes.ts'
import type { Http } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { type Admission, admissionProblems, admits } from './admission.ts'
import { formSource, type Source } from './form.ts'
import { takeIn } from './intake.ts'
import { readOptions, UploadOptions } from './options.ts'
import type { Intake, Upload } from './received.ts'
import type { Incoming } from './upload.ts'

const Headers = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ maxLength: 258, description: 'a quoted string, unique for each document you send' }),
  ),
  'countersign-password': Type.Optional(
    Type.String({ maxLength: 500, description: 'opens an encrypted PDF; forgotten once it is read' }),
  ),
})

/** The draft asks for a quoted string; unquoted ones are common and accepted. */
export function idempotencyKeyOf(header: string | undefined): string | null {
  if (header === undefined) return null
  const key = /^"((?:[^"\\]|\\["\\])*)"$/.exec(header)?.[1] ?? header
  if (/^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/.test(key) && !key.includes('"')) return key
  throw new Problem(
    'idempotency.invalid',
    'Idempotency-Key must be 1 to 255 visible ASCII characters, best a UUID in double quotes.',
  )
}

function rawSource(request: FastifyRequest): Source {
  const { name, ...query } = request.query as UploadOptions
  async function* files(): AsyncGenerator<Incoming> {
    yield { name: name ?? 'document', stream: request.raw }
  }
  return { files: files(), intent: () => readOptions(query) }
}

function uploadOf(request: FastifyRequest, intake: Intake): Upload {
  const headers = request.headers as { 'idempotency-key'?: string; 'countersign-password'?: string }
  const source = request.isMultipart() ? formSource(request, intake.limits) : rawSource(request)
  const { caller } = request
  // A mistake in the query is answered before the first byte is stored.
  if (!request.isMultipart()) source.intent()
  return {
    ...source,
    accountId: caller.accountId,
    circumstances: circumstancesOf(request),
    onBehalfOf: caller.onBehalfOf,
    password: headers['countersign-password'] ?? null,
    idempotencyKey: idempotencyKeyOf(headers['idempotency-key']),
  }
}

async function create(request: FastifyRequest, reply: FastifyReply, intake: Intake): Promise<FastifyReply> {
  const answered = await takeIn(intake, uploadOf(request, intake))
  if (answered.replayed) reply.header('idempotency-replayed', 'true')
  // The stored text as it is: a repeated request gets the same bytes.
  return reply
    .code(answered.status)
    .header('location', answered.location)
    .type('application/json; charset=utf-8')
    .serializer((body: string) => body)
    .send(answered.body)
}

export type IntakeParts = Intake & { admission: Admission }

export async function intakeRoutes(http: Http, intake: IntakeParts): Promise<void> {
  // In here bodies are streams, never parsed into memory.
  await http.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    await scope.register(multipart)
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
    scope.post(
      '/v1/documents',
      {
        schema: {
          operationId: 'documents.create',
          sends: ['location'],
          problems: [
            ...admissionProblems,
            'form.malformed',
            'form.part_repeated',
            'form.too_many_parts',
            'document.empty',
            'document.erased',
            'document.too_large',
            'document.too_many_files',
            'document.unsupported_type',
            'form.malformed',
            'form.part_repeated',
            'form.too_many_parts',
            'idempotency.invalid',
            'idempotency.mismatch',
            'idempotency.running',
            'read.language_missing',
            'request.aborted',
            'workflow.not_found',
          ],
          tags: ['Documents'],
          summary: 'Upload a document',
          description:
            'The body is the file itself, or `multipart/form-data` with one or more parts named `file` that become one document in their order. Answers 202 at once; reading starts afterwards.',
          consumes: ['application/octet-stream', 'multipart/form-data'],
          headers: Headers,
          querystring: UploadOptions,
          response: { 202: Document },
        },
        config: { needs: 'documents:write', counts: 'uploads' },
        onRequest: admits(intake.admission),
      },
      (request, reply) => create(request, reply, intake),
    )
  })
}
