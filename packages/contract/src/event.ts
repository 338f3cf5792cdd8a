import { type Static, Type } from 'typebox'

/** Who did it: a person, a key, a recipient of an envelope, or the system itself. */
export const Actor = Type.Object({
  kind: Type.Enum(['user', 'key', 'recipient', 'system']),
  id: Type.String(),
  onBehalfOf: Type.Optional(Type.String({ description: 'salted SHA-256 of the person a key acts for' })),
})
export type Actor = Static<typeof Actor>

export const Source = Type.Object({
  channel: Type.Enum(['api', 'cli', 'worker', 'system']),
  deviceId: Type.Optional(Type.String()),
  capturedAt: Type.Optional(Type.String({ format: 'date-time' })),
})
export type Source = Static<typeof Source>

/** The body that is hashed: its RFC 8785 form is what the log stores. */
export const EventBody = Type.Object({
  v: Type.Literal(1),
  id: Type.String({ pattern: '^evt_' }),
  account: Type.String(),
  type: Type.String({ description: 'dotted, singular: document.read' }),
  subject: Type.String({ description: 'id of what the event is about' }),
  run: Type.Integer(),
  version: Type.Integer(),
  at: Type.String({ format: 'date-time' }),
  actor: Actor,
  source: Source,
  traceparent: Type.Union([Type.String(), Type.Null()]),
  data: Type.Record(Type.String(), Type.Unknown()),
})
export type EventBody = Static<typeof EventBody>

/** An event with its place in the one order that all readers share. */
export const Event = Type.Object({ position: Type.Integer({ minimum: 1 }), ...EventBody.properties })
export type Event = Static<typeof Event>

export const EventPage = Type.Object({
  items: Type.Array(Event),
  nextCursor: Type.String({ description: 'give it back as `cursor` to go on from here' }),
})
export type EventPage = Static<typeof EventPage>

const EventTypes = Type.String({
  maxLength: 1000,
  description: 'event types or `document.*`, separated by commas; left out means all',
})
const Cursor = Type.String({
  maxLength: 40,
  description:
    '`nextCursor` of the page before; `latest` starts with what happens from now on; left out starts with the first event',
})
const Subject = Type.String({ maxLength: 60, description: 'only events about this id' })

/** What to read of the log, and how long to wait when there is nothing new. */
export const EventQuery = Type.Object(
  {
    cursor: Type.Optional(Cursor),
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
    types: Type.Optional(EventTypes),
    subject: Type.Optional(Subject),
    wait: Type.Integer({
      minimum: 0,
      maximum: 60,
      default: 0,
      description: 'seconds to wait for the first event',
    }),
  },
  { additionalProperties: false },
)
export type EventQuery = Static<typeof EventQuery>

/** The header `Last-Event-ID`, which clients send when they connect again, goes before `cursor`. */
export const EventStreamQuery = Type.Object(
  { cursor: Type.Optional(Cursor), types: Type.Optional(EventTypes), subject: Type.Optional(Subject) },
  { additionalProperties: false },
)
export type EventStreamQuery = Static<typeof EventStreamQuery>

export const DocumentEventQuery = Type.Object(
  {
    cursor: Type.Optional(Type.String({ maxLength: 40, description: '`nextCursor` of the page before' })),
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
  },
  { additionalProperties: false },
)
export type DocumentEventQuery = Static<typeof DocumentEventQuery>
