import { DocumentClass } from '@countersign/contract/extraction'
import { Validation, ValuesToValidate } from '@countersign/contract/validation'
import type { FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Http } from '../platform/http.ts'
import { guarded } from '../platform/incoming.ts'
import { Problem } from '../platform/problem.ts'
import { type OnTheSpot, validatePicture, validateValues } from './on-the-spot.ts'

export type ValidateParts = OnTheSpot & {
  idleMs: number
  /** So many pictures at a time; further ones wait, and too many are refused. */
  turns: { take<T>(work: () => Promise<T>): Promise<T> }
}

const mostBytes = 2_000_000
const pictures = ['image/jpeg', 'image/png', 'image/webp'] as const
const longest = 500

const Query = Type.Object(
  {
    class: Type.Optional(DocumentClass),
    workflow: Type.Optional(
      Type.String({ maxLength: 63, description: 'judge it by the active version of this workflow too' }),
    ),
    languages: Type.Optional(
      Type.String({
        maxLength: 100,
        pattern: '^[a-z]{2}(,[a-z]{2})*$',
        description: 'of the picture, ISO 639-1, comma-separated: de,en',
      }),
    ),
  },
  { additionalProperties: false },
)

const json = { 'application/json': { schema: ValuesToValidate } }
const schema = {
  operationId: 'validate',
  summary: 'Check values or a small picture at once',
  description:
    'For forms and cameras: the body is JSON with values by name, or a picture of up to 2 MB. Answers what the values are and what is wrong with them. Nothing is kept. What is wrong with the values is an answer and no error.',
  tags: ['Validation'],
  body: { content: { ...json, ...Object.fromEntries(pictures.map((type) => [type, { schema: true }])) } },
  querystring: Query,
  response: { 200: Validation },
  problems: [
    'document.empty',
    'document.too_large',
    'document.unsupported_type',
    'read.crashed',
    'read.damaged',
    'read.failed',
    'read.language_missing',
    'read.no_pages',
    'read.too_many_pages',
    'read.too_many_pixels',
    'read.too_slow',
    'read.unsupported',
    'request.aborted',
    'request.timeout',
    'service.overloaded',
    'validate.too_slow',
    'workflow.not_found',
  ],
} as const

export async function validateRoutes(http: Http, parts: ValidateParts): Promise<void> {
  // Pictures reach the handler as streams: they are read when their turn has come. JSON is parsed as everywhere.
  await http.register(async (scope) => {
    scope.addContentTypeParser([...pictures], (_request, _payload, done) => done(null))
    scope.post('/v1/validate', { schema, config: { needs: 'documents:read' } }, async (request, reply) => {
      const { accountId } = request.caller
      const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
      if (type === 'application/json') {
        const values = request.body as unknown as ValuesToValidate
        assertShort(values)
        return validateValues(parts, { accountId, values })
      }
      const gone = new AbortController()
      reply.raw.once('close', () => gone.abort(new Error('the client went away')))
      return parts.turns.take(() => ofPicture(request, parts, { type, signal: gone.signal }))
    })
  })
}

function assertShort({ fields }: ValuesToValidate): void {
  for (const [name, value] of Object.entries(fields))
    if (typeof value === 'string' && value.length > longest)
      throw new Problem('request.invalid', `"${name}" is longer than ${longest} characters.`, {
        errors: [{ path: `/fields/${name}`, message: `must have at most ${longest} characters` }],
      })
}

async function ofPicture(
  request: FastifyRequest,
  parts: ValidateParts,
  { type, signal }: { type: string; signal: AbortSignal },
): Promise<Validation> {
  const { class: kind, languages, workflow } = request.query as Static<typeof Query>
  const chunks: Uint8Array[] = []
  for await (const chunk of guarded(request.raw, { maxFileBytes: mostBytes, idleMs: parts.idleMs }))
    chunks.push(chunk)
  const bytes = Buffer.concat(chunks)
  if (bytes.length === 0)
    throw new Problem(
      'document.empty',
      'The request has no body. Send the picture as it is, or JSON with "fields".',
    )
  return validatePicture(parts, {
    accountId: request.caller.accountId,
    workflow,
    bytes,
    contentType: type,
    classes: kind ? [kind] : [],
    languages: languages?.split(',') ?? [],
    signal,
  })
}
