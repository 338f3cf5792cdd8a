import { type Static, Type } from 'typebox'
import { DocumentState } from './document.ts'
import { DocumentClass, FieldValue } from './extraction.ts'

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

const EventPattern = Type.String({ maxLength: 100, pattern: '^([a-z_]+\\.)+([a-z_]+|\\*)$' })
const settable = {
  url: Type.String({ minLength: 8, maxLength: 2000 }),
  events: Type.Optional(
    Type.Array(EventPattern, {
      maxItems: 50,
      description: 'event types or `document.*`; empty means all',
    }),
  ),
  includeFields: Type.Optional(Type.Boolean()),
}

export const NewWebhookEndpoint = Type.Object(settable, { additionalProperties: false })
export type NewWebhookEndpoint = Static<typeof NewWebhookEndpoint>

/** What is left out stays as it is. */
export const WebhookEndpointChange = Type.Object(
  { ...settable, url: Type.Optional(settable.url) },
  { additionalProperties: false, minProperties: 1 },
)
export type WebhookEndpointChange = Static<typeof WebhookEndpointChange>

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

/** A delivery with what happened at each attempt, oldest first; at most the newest 100. */
export const DeliveryDetails = Type.Object(
  { ...Delivery.properties, history: Type.Array(Attempt) },
  { $id: 'DeliveryDetails' },
)
export type DeliveryDetails = Static<typeof DeliveryDetails>

export const WebhookEndpointParams = Type.Object({ id: Type.String({ pattern: '^whe_[0-9a-z]{26}$' }) })
export const DeliveryParams = Type.Object({ id: Type.String({ pattern: '^msg_[0-9a-z]{26}$' }) })

const cursor = Type.Optional(Type.String({ maxLength: 40, description: '`nextCursor` of the page before' }))
const limit = Type.Integer({ minimum: 1, maximum: 200, default: 50 })
export const WebhookEndpointQuery = Type.Object({ cursor, limit }, { additionalProperties: false })
export const DeliveryQuery = Type.Object(
  { cursor, limit, state: Type.Optional(Type.Enum(deliveryStates)) },
  { additionalProperties: false },
)
export type DeliveryQuery = Static<typeof DeliveryQuery>

const nextCursor = Nullable(Type.String({ description: 'null on the last page' }))
/** Newest first. */
export const WebhookEndpointPage = Type.Object({ items: Type.Array(WebhookEndpoint), nextCursor })
/** Newest first. */
export const DeliveryPage = Type.Object({ items: Type.Array(Delivery), nextCursor })

/** What a receiver gets: small, no page text. Signed as in Standard Webhooks; `webhook-id` is the delivery's id. */
export const WebhookMessage = Type.Object(
  {
    type: Type.String({ description: 'type of the event, or webhook.test' }),
    timestamp: DateTime,
    data: Type.Object({
      document: Nullable(
        Type.Object({
          id: Type.String(),
          state: DocumentState,
          run: Type.Integer(),
          version: Type.Integer(),
          class: Nullable(DocumentClass),
          workflow: Type.String(),
          pageCount: Nullable(Type.Integer()),
          fields: Type.Optional(Type.Record(Type.String(), FieldValue)),
          findings: Type.Optional(
            Type.Object({
              errors: Type.Integer(),
              warnings: Type.Integer(),
              rules: Type.Array(Type.String()),
            }),
          ),
          links: Type.Object({ self: Type.String(), extraction: Type.String(), events: Type.String() }),
        }),
      ),
      event: Nullable(
        Type.Object({
          id: Type.String(),
          position: Type.Integer(),
          subject: Type.String(),
          data: Type.Record(Type.String(), Type.Unknown()),
        }),
      ),
      run: Type.Integer(),
      version: Type.Integer(),
      position: Type.Integer({ description: 'drop what is older than what you have seen of this document' }),
    }),
    truncated: Type.Optional(
      Type.Literal(true, { description: 'something was left out to stay under 20 kB; fetch it by its link' }),
    ),
  },
  { $id: 'WebhookMessage' },
)
export type WebhookMessage = Static<typeof WebhookMessage>
