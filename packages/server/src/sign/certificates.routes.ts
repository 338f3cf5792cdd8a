import { Type } from 'typebox'
import type { Db } from '../db/sql.ts'
import type { Http } from '../platform/http.ts'
import { rootCertificate } from './signer.ts'

export function certificateRoutes(http: Http, { db }: { db: Db }) {
  http.get(
    '/v1/certificates/root',
    {
      schema: {
        operationId: 'certificates.root',
        summary: 'Get the root certificate of the seals',
        description: 'PEM. Whoever trusts it can verify every seal of this installation without asking it.',
        tags: ['Certificates'],
        produces: ['application/x-pem-file'],
        response: { 200: Type.String({ description: 'PEM' }) },
      },
      config: { needs: 'documents:read' },
    },
    async (_request, reply) => reply.type('application/x-pem-file').send(await rootCertificate(db)),
  )
}
