import { type Static, Type } from 'typebox'

const DateTime = Type.String({ format: 'date-time' })
const Nullable = <T extends Type.TSchema>(type: T) => Type.Union([type, Type.Null()])

export const WebhookEndpoint = Type.Object(
  {
    id: Type.String({ pattern: '^whe_' }),
    url: Type.String({ maxLength: 2000 }),
    events: Type.Array(Type.String(), { description: 'event types or `document.*`; empty means all' }),
    includeFields: Type.Boolean({ description: 'false keeps normalised field values out of the body' }),
    state: Type.Enum(['enabled', 'disabled']),
    disabledReason: Nullable(Type.String()),
    createdAt: DateTime,
    secretRotatedAt: Nullable(DateTime),
  },
  { $id: 'WebhookEndpoint' },
)
export type WebhookEndpoint = Static<typeof WebhookEndpoint>

export const NewWebhookEndpoint = Type.Object(
  {
    url: Type.String({ minLength: 8, maxLength: 2000 }),
    events: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 50 })),
    includeFields: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
export type NewWebhookEndpoint = Static<typeof NewWebhookEndpoint>

/** The secret (`whsec_…`) is in the answer to create and rotate only, never again. */
export const WebhookEndpointWithSecret = Type.Object({ ...WebhookEndpoint.properties, secret: Type.String() })
export type WebhookEndpointWithSecret = Static<typeof WebhookEndpointWithSecret>

export const deliveryStates = ['pending', 'delivered', 'failed', 'cancelled'] as const
export const Delivery = Type.Object(
  {
    id: Type.String({ pattern: '^msg_' }),
    endpointId: Type.String(),
    eventId: Type.String(),
    eventType: Type.String(),
    position: Type.Integer(),
    state: Type.Enum(deliveryStates),
    attempts: Type.Integer(),
    nextAttemptAt: Nullable(DateTime),
    createdAt: DateTime,
    deliveredAt: Nullable(DateTime),
  },
  { $id: 'Delivery' },
)
export type Delivery = Static<typeof Delivery>

export const Attempt = Type.Object({
  number: Type.Integer(),
  at: DateTime,
  durationMs: Type.Integer(),
  status: Nullable(Type.Integer({ description: 'HTTP status, null where no answer came' })),
  error: Nullable(Type.String({ description: 'problem code, e.g. webhook.address_refused' })),
})
export type Attempt = Static<typeof Attempt>
