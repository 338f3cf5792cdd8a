// tus 1.0 as routes: what they take and say. The reference describes them like all others.
import { Upload, UploadParams } from '@countersign/contract/upload'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Http } from '../../platform/http.ts'
import { Problem } from '../../platform/problem.ts'
import { type Admission, admissionProblems, admits } from '../admission.ts'
import { AppendHeaders, CreateHeaders, Version } from './headers.ts'
import {
  appendTo,
  giveUp,
  lookAtUpload,
  openUpload,
  type Progress,
  progressOf,
  type Resumable,
} from './resumable.ts'
import * as tus from './tus.ts'
import { isFull, toUpload } from './uploads.store.ts'

const lengthOfBody = ({ headers }: FastifyRequest): number | null =>
  headers['content-length'] === undefined ? null : Number(headers['content-length'])

const typeOfBody = ({ headers }: FastifyRequest): string =>
  (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''

function sayProgress(reply: FastifyReply, { row, documentId }: Progress): FastifyReply {
  reply.header('upload-offset', String(row.received)).header('cache-control', 'no-store')
  if (documentId !== null) return reply.header('countersign-document', documentId)
  return isFull(row) ? reply : reply.header('upload-expires', row.expiresAt.toUTCString())
}

const appendedBy = (
  request: FastifyRequest,
  { id, offset, length }: { id: string; offset: number; length: number | null },
) => ({
  accountId: request.caller.accountId,
  id,
  offset,
  length,
  stream: request.raw,
  bytes: lengthOfBody(request),
  checksum: tus.readChecksum((request.headers as { 'upload-checksum'?: string })['upload-checksum']),
})

async function create(resumable: Resumable, request: FastifyRequest, reply: FastifyReply) {
  const headers = request.headers as unknown as CreateHeaders
  const { accountId, keyId, onBehalfOf } = request.caller
  tus.refuseConcatenation(request.headers['upload-concat'])
  const length = tus.readLength(headers, resumable.intake.limits.maxFileBytes)
  const said = {
    metadata: headers['upload-metadata'] ?? '',
    person: onBehalfOf,
    password: headers['countersign-password'] ?? null,
  }
  const { traceparent } = request
  // A mistake in the checksum's header is answered before there is an upload.
  const append = appendedBy(request, { id: '', offset: 0, length: null })
  const row = await openUpload(resumable, { accountId, keyId, said, length, traceparent })
  reply.code(201).header('location', `/v1/uploads/${row.id}`)
  if (typeOfBody(request) !== tus.bodyType)
    return sayProgress(reply, { row, documentId: null, metadata: '' }).send()
  try {
    return sayProgress(reply, await appendTo(resumable, { ...append, id: row.id })).send()
  } catch (error) {
    // The client does not know the address: it will start again, and there must not be two.
    await giveUp(resumable, accountId, row.id)
    reply.removeHeader('location')
    throw error
  }
}

async function append(resumable: Resumable, request: FastifyRequest, reply: FastifyReply) {
  if (typeOfBody(request) !== tus.bodyType)
    throw new Problem('request.unsupported_media_type', `Send the bytes as Content-Type: ${tus.bodyType}.`)
  const { id } = request.params as { id: string }
  const headers = request.headers as unknown as AppendHeaders
  const appended = appendedBy(request, {
    id,
    offset: headers['upload-offset'],
    length: headers['upload-length'] ?? null,
  })
  return sayProgress(reply.code(204), await appendTo(resumable, appended)).send()
}

async function head(resumable: Resumable, request: FastifyRequest, reply: FastifyReply) {
  const { id } = request.params as { id: string }
  const progress = await progressOf(resumable, request.caller.accountId, id)
  const { length } = progress.row
  if (progress.metadata !== '') reply.header('upload-metadata', progress.metadata)
  if (length === null) reply.header('upload-defer-length', '1')
  else reply.header('upload-length', String(length))
  return sayProgress(reply, progress).send()
}

const about = { tags: ['Documents'] }
/** Once every byte is in, whoever asks first makes the document, and is told if there can be none. */
const finishing = [
  'document.empty',
  'document.unsupported_type',
  'document.too_large',
  'read.language_missing',
  'request.aborted',
  'workflow.not_found',
] as const
const taking = [...finishing, ...admissionProblems, 'upload.too_long', 'upload.checksum_mismatch'] as const
const tooOld = 'upload.version_unsupported'
const write = { needs: 'documents:write' } as const

export type ResumableParts = Resumable & { admission: Admission }

function writingRoutes(scope: Http, resumable: ResumableParts): void {
  const onRequest = admits(resumable.admission)
  scope.post(
    '/v1/uploads',
    {
      schema: {
        ...about,
        operationId: 'uploads.create',
        sends: ['location', 'tus-resumable', 'upload-offset'],
        problems: [...taking, tooOld, 'upload.too_many'],
        summary: 'Open a resumable upload',
        description:
          'tus 1.0. Answers 201 with the `Location` that takes the bytes. With a body the upload begins at once.',
        headers: CreateHeaders,
        response: { 201: Type.Null() },
      },
      config: { ...write, counts: 'uploads' },
      onRequest,
    },
    (request, reply) => create(resumable, request, reply),
  )
  scope.patch(
    '/v1/uploads/:id',
    {
      schema: {
        ...about,
        operationId: 'uploads.append',
        sends: ['tus-resumable', 'upload-offset'],
        problems: [
          ...taking,
          tooOld,
          'upload.not_found',
          'upload.expired',
          'upload.offset_mismatch',
          'upload.too_many_parts',
        ],
        summary: 'Send bytes of an upload',
        description:
          'tus 1.0. The answer to the last byte names the new document in `Countersign-Document`. What arrived before a connection broke is kept.',
        consumes: [tus.bodyType],
        params: UploadParams,
        headers: AppendHeaders,
        response: { 204: Type.Null() },
      },
      config: write,
      onRequest,
    },
    (request, reply) => append(resumable, request, reply),
  )
  scope.delete(
    '/v1/uploads/:id',
    {
      schema: {
        ...about,
        operationId: 'uploads.delete',
        sends: ['tus-resumable'],
        problems: [tooOld, 'upload.not_found'],
        summary: 'Give an upload up',
        description: 'tus 1.0. Its bytes are deleted. A document that it has become stays.',
        params: UploadParams,
        headers: Type.Object(Version),
        response: { 204: Type.Null() },
      },
      config: write,
    },
    async ({ caller, params }, reply) => {
      await giveUp(resumable, caller.accountId, params.id)
      return reply.code(204).send(null)
    },
  )
}

function readingRoutes(scope: Http, resumable: Resumable): void {
  scope.head(
    '/v1/uploads/:id',
    {
      schema: {
        ...about,
        operationId: 'uploads.head',
        sends: ['tus-resumable', 'upload-offset'],
        problems: [...finishing, tooOld, 'upload.not_found', 'upload.expired'],
        summary: 'Ask how far an upload has come',
        description:
          'tus 1.0. `Upload-Offset` says where to go on. Once every byte is in, `Countersign-Document` names the document.',
        params: UploadParams,
        headers: Type.Object(Version),
        response: { 200: Type.Null() },
      },
      config: write,
    },
    (request, reply) => head(resumable, request, reply),
  )
  scope.get(
    '/v1/uploads/:id',
    {
      exposeHeadRoute: false,
      schema: {
        ...about,
        operationId: 'uploads.get',
        sends: ['tus-resumable'],
        problems: ['upload.not_found'],
        summary: 'Fetch the state of an upload',
        params: UploadParams,
        response: { 200: Upload },
      },
      config: write,
    },
    async ({ caller, params }) => toUpload(await lookAtUpload(resumable, caller.accountId, params.id)),
  )
}

function optionsRoute(scope: Http, { intake }: Resumable): void {
  const schema = {
    ...about,
    operationId: 'uploads.options',
    sends: ['tus-resumable' as const],
    summary: 'Ask what this server can do',
    description: 'tus 1.0: `Tus-Version`, `Tus-Extension`, `Tus-Max-Size`, `Tus-Checksum-Algorithm`.',
    response: { 204: Type.Null() },
  }
  scope.options('/v1/uploads', { schema, config: { needs: 'public' } }, async (_request, reply) =>
    reply
      .code(204)
      .headers({
        'tus-version': tus.version,
        'tus-extension': tus.extensions.join(','),
        'tus-max-size': String(intake.limits.maxFileBytes),
        'tus-checksum-algorithm': tus.checksums.join(','),
      })
      .send(null),
  )
}

const needsVersion = new Set(['POST', 'PATCH', 'HEAD', 'DELETE'])

export async function resumableRoutes(http: Http, resumable: ResumableParts): Promise<void> {
  await http.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    // Bodies are streams, never parsed into memory.
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
    scope.addHook('preValidation', async ({ method, headers }) => {
      if (needsVersion.has(method)) tus.checkVersion(headers['tus-resumable'] as string | undefined)
    })
    scope.addHook('onSend', async (_request, reply) => {
      reply.header('tus-resumable', tus.version)
    })
    writingRoutes(scope, resumable)
    readingRoutes(scope, resumable)
    optionsRoute(scope, resumable)
  })
}
