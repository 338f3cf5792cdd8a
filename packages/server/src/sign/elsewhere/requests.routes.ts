import {
  SignatureCode,
  SignatureRequest,
  SignatureRequestList,
  SignatureRequestQuery,
} from '@countersign/contract/signature-request'
import { Type } from 'typebox'
import { withAccount } from '../../db/sql.ts'
import type { Archive } from '../../documents/holdings.ts'
import type { Http } from '../../platform/http.ts'
import { Problem } from '../../platform/problem.ts'
import type { RequestRow } from './due.store.ts'
import { listRequests } from './requests.store.ts'
import { type DeskPorts, giveCode, takeCallback, takeReturn } from './requests.ts'

/** `desk` is null where no service is configured: requests of earlier settings can still be listed. */
type Deps = { archive: Archive; desk: DeskPorts | null }

const tags = ['Signatures']
const Params = Type.Object({ id: Type.String({ maxLength: 60 }) })
const mostCallbackBytes = 64_000

function shown(row: RequestRow): SignatureRequest {
  const { id, documentId, state, service, description, words } = row
  return {
    ...{ id, documentId, state, service, description, words },
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}

function deskOf({ desk }: Deps): DeskPorts {
  if (desk) return desk
  throw new Problem('signature.not_found', 'No signature service is configured here.')
}

export async function signatureRequestRoutes(http: Http, deps: Deps): Promise<void> {
  http.get(
    '/v1/signature-requests',
    {
      schema: {
        operationId: 'signatureRequests.list',
        summary: 'List what was asked of the signature service',
        description: 'The newest 200.',
        tags,
        querystring: SignatureRequestQuery,
        response: { 200: SignatureRequestList },
      },
      config: { needs: 'documents:read' },
    },
    async ({ caller: { accountId }, query }) => {
      const rows = await withAccount(deps.archive.db, accountId, (tx) => listRequests(tx, accountId, query))
      return { items: rows.map(shown) }
    },
  )
  http.post(
    '/v1/signature-requests/:id/code',
    {
      schema: {
        operationId: 'signatureRequests.giveCode',
        summary: 'Give the one-time code that the signature service asks for',
        description: 'It goes to the service and is kept nowhere. A wrong one can be given again.',
        tags,
        problems: [
          'signature.not_found',
          'signature.not_waiting',
          'signature.invalid',
          'service.unavailable',
          'key.unusable',
          'outbound.timeout',
          'outbound.unreachable',
          'outbound.name_unknown',
          'outbound.certificate_invalid',
          'outbound.address_refused',
        ],
        params: Params,
        body: SignatureCode,
        response: { 200: SignatureRequest },
      },
      config: { needs: 'sign:write' },
    },
    async ({ caller: { accountId }, params: { id }, body: { code } }) =>
      shown(await giveCode(deps, { accountId, id, code })),
  )
  returnRoute(http, deps)
  await callbackRoute(http, deps)
}

/** For the person who agreed at the service: no page of the API, and nothing to see but a sentence. */
function returnRoute(http: Http, deps: Deps): void {
  http.get(
    '/signature-consents',
    { schema: { querystring: Type.Record(Type.String(), Type.String()) }, config: { needs: 'public' } },
    async ({ query }, reply) => {
      const { agreed } = await takeReturn(deskOf(deps), new URLSearchParams(query))
      const words = agreed
        ? 'Thank you. You can close this page.'
        : 'Nothing was signed. You can open the address again.'
      return reply.header('cache-control', 'no-store').type('text/plain; charset=utf-8').send(words)
    },
  )
}

async function callbackRoute(http: Http, deps: Deps): Promise<void> {
  await http.register(async (scope) => {
    const own: Http = scope
    // Its signature is over the exact bytes.
    own.removeAllContentTypeParsers()
    own.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: mostCallbackBytes },
      (_request, body, done) => done(null, body),
    )
    own.post(
      '/v1/signature-callbacks/:id',
      {
        schema: {
          operationId: 'signatureRequests.callback',
          summary: 'Where the signature service says that it is done',
          description:
            'Signed with the shared secret as Standard Webhooks says. JSON with `id`, `state` (signed, declined or waiting), and `signature` (base64) or `reason`.',
          tags,
          problems: [
            'signature.not_found',
            'signature.callback_refused',
            'signature.invalid',
            'service.unavailable',
          ],
          consumes: ['application/json'],
          params: Params,
          body: Type.Unsafe<Buffer>({ description: 'JSON', contentMediaType: 'application/json' }),
          response: { 204: Type.Null({ description: 'Taken, or known already' }) },
        },
        config: { needs: 'public' },
      },
      async ({ params: { id }, headers, body }, reply) => {
        await takeCallback(deskOf(deps), { id, headers, body })
        return reply.code(204).send(null)
      },
    )
  })
}
