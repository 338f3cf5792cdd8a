import { type Static, Type } from 'typebox'

const Base64 = Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$', description: 'SHA-256, base64' })
const Note = Type.String({
  description:
    'signed note (c2sp.org/tlog-checkpoint): name of the log, number of events, root; then the signature of the log and those of witnesses',
})

/** Shows without the database that an event stands in the log at its place. */
export const EventProof = Type.Object(
  {
    position: Type.Integer({ minimum: 1 }),
    entry: Type.String({
      description: 'the exact bytes of the event; the leaf is SHA-256 of 0x00 and these',
    }),
    leaf: Base64,
    proof: Type.String({
      description:
        'c2sp.org/tlog-proof: place, path and checkpoint, all that a verifier needs besides `entry` and the key',
    }),
    timestamp: Type.Union([Type.String(), Type.Null()], {
      description: 'RFC 3161 token (base64) over the signed text of the checkpoint, where that one has one',
    }),
  },
  { $id: 'EventProof' },
)
export type EventProof = Static<typeof EventProof>

/** Shows that one checkpoint goes on from an earlier one. */
export const ConsistencyProof = Type.Object(
  {
    from: Type.Integer({ minimum: 0 }),
    to: Type.Integer({ minimum: 1 }),
    hashes: Type.Array(Base64, { description: 'RFC 6962 §2.1.2' }),
    checkpoint: Note,
  },
  { $id: 'ConsistencyProof' },
)
export type ConsistencyProof = Static<typeof ConsistencyProof>

export const ConsistencyQuery = Type.Object(
  {
    from: Type.Integer({ minimum: 0, maximum: 1e15, description: 'events of the checkpoint that you have' }),
  },
  { additionalProperties: false },
)
export type ConsistencyQuery = Static<typeof ConsistencyQuery>

export const EventPlace = Type.Object({
  id: Type.String({ maxLength: 60, description: 'the document' }),
  position: Type.Integer({ minimum: 1, maximum: 1e15, description: 'place of the event in the log' }),
})
export type EventPlace = Static<typeof EventPlace>
