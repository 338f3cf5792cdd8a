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

const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256, hex' })

/** Everything that shows what was done with a document or an envelope; can be checked without any server. */
export const EvidenceFile = Type.Object(
  {
    v: Type.Literal(2),
    kind: Type.Enum(['document', 'envelope']),
    subject: Type.String({ description: 'id of the document or envelope' }),
    statement: Type.String({
      description: 'exact text (JSON) of all that is known; of a document, the log names its hash',
    }),
    statementSha256: Sha256,
    proofs: Type.Array(EventProof, { description: 'one for each event about the subject, in order' }),
    stamped: Type.Union(
      [
        Type.Object({
          note: Type.String({ description: 'the checkpoint as the log alone signed it' }),
          token: Type.String({ description: 'RFC 3161 token over the note, base64' }),
        }),
        Type.Null(),
      ],
      { description: 'when the checkpoint existed, where a timestamp was taken of it' },
    ),
    logKey: Type.String({
      description:
        'the key of the log as its server says it: compare it with one that you have from elsewhere',
    }),
    madeAt: Type.String({ format: 'date-time' }),
  },
  { $id: 'EvidenceFile' },
)
export type EvidenceFile = Static<typeof EvidenceFile>
