import { type Static, Type } from 'typebox'

export const scopes = [
  'documents:read',
  'documents:write',
  'review:write',
  'sign:write',
  'webhooks:manage',
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
