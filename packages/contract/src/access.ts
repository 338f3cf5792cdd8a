import { type Static, Type } from 'typebox'

export const scopes = [
  'documents:read',
  'documents:write',
  'review:write',
  'approvals:write',
  'workflows:manage',
  'sign:write',
  'webhooks:manage',
  'suppliers:manage',
  'actors:assert',
  'admin',
] as const
export const Scope = Type.Enum(scopes)
export type Scope = Static<typeof Scope>

export const ApiKey = Type.Object(
  {
    id: Type.String({ pattern: '^key_' }),
    name: Type.String(),
    prefix: Type.String({ description: 'first characters, to recognise it by' }),
    scopes: Type.Array(Scope),
    createdAt: Type.String({ format: 'date-time' }),
    expiresAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
    revokedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
    lastUsedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  },
  { $id: 'ApiKey' },
)
export type ApiKey = Static<typeof ApiKey>

export const NewApiKey = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100, description: 'what it is for' }),
    scopes: Type.Array(Scope, { minItems: 1, maxItems: scopes.length, uniqueItems: true }),
    kind: Type.Optional(
      Type.Enum(['live', 'test'], {
        description: 'left out: as the asking key; test keys work on the sandbox account only',
      }),
    ),
    expiresAt: Type.Optional(Type.Union([Type.String({ format: 'date-time' }), Type.Null()])),
  },
  { $id: 'NewApiKey', additionalProperties: false },
)
export type NewApiKey = Static<typeof NewApiKey>

/** The key itself is in the answer to create only, never again. */
export const ApiKeyWithSecret = Type.Object(
  { ...ApiKey.properties, key: Type.String({ description: 'shown this once' }) },
  { $id: 'ApiKeyWithSecret' },
)
export type ApiKeyWithSecret = Static<typeof ApiKeyWithSecret>

export const ApiKeyList = Type.Object({ items: Type.Array(ApiKey) })

export const ApiKeyParams = Type.Object({ id: Type.String({ pattern: '^key_[0-9a-z]{26}$' }) })

/** Who is asking, as the service sees it. */
export const Me = Type.Object(
  {
    account: Type.Object({
      id: Type.String(),
      name: Type.String(),
      kind: Type.Enum(['live', 'sandbox']),
      region: Type.String(),
    }),
    key: Type.Object({ id: Type.String(), scopes: Type.Array(Scope) }),
    onBehalfOf: Type.Union([Type.String(), Type.Null()]),
  },
  { $id: 'Me' },
)
export type Me = Static<typeof Me>
