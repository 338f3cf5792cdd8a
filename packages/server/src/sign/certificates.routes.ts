import { Type } from 'typebox'
import type { Clock } from '../platform/clock.ts'
import type { Http } from '../platform/http.ts'
import { remembered } from '../platform/pressure.ts'
import type { KeyPorts } from './keys.ts'
import { ocspAnswer, ownList } from './revocation.ts'
import { rootCertificate } from './signer.ts'

const ocspRequest = 'application/ocsp-request'
const mostRequestBytes = 4096
/** Anybody may ask: a list is signed once a minute at most. */
const listRestMs = 60_000
const tags = ['Certificates']
const binary = (description: string) => Type.Unsafe<Buffer>({ type: 'string', format: 'binary', description })

export function certificateRoutes(http: Http, ports: KeyPorts & { clock: Clock }) {
  http.get(
    '/v1/certificates/root',
    {
      schema: {
        operationId: 'certificates.root',
        summary: 'Get the root certificate of the seals',
        description: 'PEM. Whoever trusts it can verify every seal of this installation without asking it.',
        tags,
        produces: ['application/x-pem-file'],
        response: { 200: Type.String({ description: 'PEM' }) },
      },
      config: { needs: 'documents:read' },
    },
    async (_request, reply) => reply.type('application/x-pem-file').send(await rootCertificate(ports.db)),
  )
  for (const kind of ['authority', 'issuer'] as const) {
    const list = remembered(() => ownList(ports, kind), { restMs: listRestMs })
    http.get(
      `/v1/certificates/${kind}.crl`,
      {
        schema: {
          operationId: `certificates.${kind}List`,
          summary: `Get the revocation list of the ${kind === 'issuer' ? 'issuer of the seals' : 'root'}`,
          description: 'DER (RFC 5280). Validators fetch it by the address in the certificates.',
          tags,
          produces: ['application/pkix-crl'],
          response: { 200: binary('The list') },
        },
        config: { needs: 'public' },
      },
      async (_request, reply) => reply.type('application/pkix-crl').send(Buffer.from(await list())),
    )
  }
  http.addContentTypeParser(
    ocspRequest,
    { parseAs: 'buffer', bodyLimit: mostRequestBytes },
    (_request, body, done) => done(null, body),
  )
  http.post(
    '/v1/certificates/ocsp',
    {
      schema: {
        operationId: 'certificates.status',
        summary: 'Ask whether a certificate was revoked',
        description: 'OCSP (RFC 6960), DER in and out. Validators ask it by the address in the certificates.',
        tags,
        consumes: [ocspRequest],
        produces: ['application/ocsp-response'],
        body: Type.Unsafe<Buffer>({ description: 'The request', contentMediaType: ocspRequest }),
        response: { 200: binary('The answer') },
      },
      config: { needs: 'public' },
    },
    async (request, reply) =>
      reply.type('application/ocsp-response').send(Buffer.from(await ocspAnswer(ports, request.body))),
  )
}
