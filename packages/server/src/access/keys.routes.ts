import { ApiKeyList, ApiKeyParams, ApiKeyWithSecret, Me, NewApiKey } from '@countersign/contract/access'
import type { Http } from '../platform/http.ts'
import { type AccessPorts, createKey, findOwnAccount, listKeys, revokeKey } from './accounts.ts'

const tags = ['Keys']

export function keyRoutes(http: Http, ports: AccessPorts) {
  http.post(
    '/v1/keys',
    {
      schema: {
        operationId: 'keys.create',
        problems: ['key.kind_refused'],
        summary: 'Make an API key',
        description: 'The answer is the only place where the key itself is ever shown.',
        tags,
        body: NewApiKey,
        response: { 201: ApiKeyWithSecret },
      },
      config: { needs: 'admin' },
    },
    async ({ body, caller }, reply) => {
      const expiresAt = body.expiresAt ? new Date(body.expiresAt) : null
      const made = await createKey(ports, { ...body, accountId: caller.accountId, expiresAt })
      return reply.code(201).header('cache-control', 'no-store').send(made)
    },
  )

  http.get(
    '/v1/keys',
    {
      schema: {
        operationId: 'keys.list',
        summary: 'List API keys',
        description: 'Newest first; a live account also sees the keys of its sandbox.',
        tags,
        response: { 200: ApiKeyList },
      },
      config: { needs: 'admin' },
    },
    async ({ caller }) => ({ items: await listKeys(ports.db, caller.accountId) }),
  )

  http.delete(
    '/v1/keys/:id',
    {
      schema: {
        operationId: 'keys.revoke',
        problems: ['key.not_found'],
        summary: 'Revoke an API key',
        description: 'It is refused everywhere within five seconds, and stays in the list.',
        tags,
        params: ApiKeyParams,
      },
      config: { needs: 'admin' },
    },
    async ({ caller, params }, reply) => {
      await revokeKey(ports, { accountId: caller.accountId, id: params.id })
      return reply.code(204).send()
    },
  )

  http.get(
    '/v1/me',
    {
      schema: {
        operationId: 'me.get',
        summary: 'See which account and key is asking',
        tags,
        response: { 200: Me },
      },
      config: { needs: 'any' },
    },
    async ({ caller }) => ({
      account: await findOwnAccount(ports.db, caller.accountId),
      key: { id: caller.keyId, scopes: [...caller.scopes] },
      onBehalfOf: caller.onBehalfOf,
    }),
  )
}
