import { VerifyReport } from '@countersign/contract/verification'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Clock } from '../platform/clock.ts'
import type { Http } from '../platform/http.ts'
import { closing, guarded, type Limits } from '../platform/incoming.ts'
import { Problem } from '../platform/problem.ts'
import type { DocumentEngine } from '../ports/document-engine.ts'
import type { Turns } from './turns.ts'

export type VerifyParts = {
  engine: Pick<DocumentEngine, 'verify'>
  /** Certificates (DER) that end a chain: the own root, and those that were configured. */
  trusted(): Promise<readonly Uint8Array[]>
  clock: Clock
  limits: Limits
  turns: Turns
}

const Headers = Type.Object({
  'countersign-password': Type.Optional(
    Type.String({ maxLength: 500, description: 'opens an encrypted PDF; forgotten at once' }),
  ),
})

const schema = {
  operationId: 'verify',
  summary: 'Verify the signatures of a PDF',
  description:
    'The body is any PDF, signed here or elsewhere. It is not kept. A file that nobody signed, or whose signatures do not hold, is a verdict and no error.',
  tags: ['Verification'],
  consumes: ['application/pdf', 'application/octet-stream'],
  headers: Headers,
  response: { 200: VerifyReport },
  problems: [
    'document.empty',
    'document.too_large',
    'document.unsupported_type',
    'read.crashed',
    'read.damaged',
    'read.encrypted',
    'read.too_slow',
    'request.aborted',
    'service.overloaded',
  ],
} as const

export async function verifyRoutes(http: Http, parts: VerifyParts): Promise<void> {
  // In here the body is a stream: it is read when its turn has come.
  await http.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
    scope.post(
      '/v1/verify',
      { schema, config: { needs: 'documents:read', counts: 'uploads' } },
      async (request, reply) => {
        assertFits(request, parts.limits)
        const gone = new AbortController()
        reply.raw.once('close', () => gone.abort(new Error('the client went away')))
        return parts.turns.take(() => verify(request, parts, gone.signal))
      },
    )
  })
}

/** Told before the body is sent, where it is announced. */
function assertFits({ headers }: FastifyRequest, { maxFileBytes }: Limits): void {
  if (Number(headers['content-length'] ?? 0) > maxFileBytes)
    throw new Problem(
      'document.too_large',
      `The file is larger than the ${Math.floor(maxFileBytes / 1_000_000)} MB that are allowed. Verify it with \`countersign verify\`, or raise COUNTERSIGN_MAX_FILE_MB.`,
      closing,
    )
}

async function verify(
  request: FastifyRequest,
  parts: VerifyParts,
  signal: AbortSignal,
): Promise<VerifyReport> {
  const { engine, limits, clock, trusted } = parts
  const chunks: Uint8Array[] = []
  for await (const chunk of guarded(request.raw, limits)) chunks.push(chunk)
  const bytes = Buffer.concat(chunks)
  if (bytes.length === 0)
    throw new Problem('document.empty', 'The request has no body. Send the PDF as it is.')
  return engine.verify({
    pdf: { contentType: 'application/pdf', bytes: bytes.length, open: () => inParts(bytes) },
    trusted: await trusted(),
    at: clock(),
    password: (request.headers['countersign-password'] as string | undefined) ?? null,
    signal,
  })
}

const partBytes = 1024 * 1024

async function* inParts(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += partBytes) yield bytes.subarray(at, at + partBytes)
}
