import { type Static, Type } from 'typebox'
import { DocumentClass } from './extraction.ts'
import { ArtifactKind } from './retention.ts'

export const documentStates = [
  'received',
  'read',
  'split',
  'understood',
  'in_review',
  'validated',
  'approved',
  'signing',
  'sealed',
  'completed',
  'rejected',
  'failed',
  'erased',
] as const
export const DocumentState = Type.Enum(documentStates)
export type DocumentState = Static<typeof DocumentState>

export const tiers = ['realtime', 'standard', 'batch'] as const
export const Tier = Type.Enum(tiers)
export type Tier = Static<typeof Tier>

export const artifactNames = ['original', 'searchable', 'sealed', 'evidence'] as const
export const ArtifactName = Type.Enum(artifactNames)
export type ArtifactName = Static<typeof ArtifactName>

/** Up to 50 strings of up to 500 characters; keys of up to 100. */
export const Metadata = Type.Record(
  Type.String({ minLength: 1, maxLength: 100 }),
  Type.String({ maxLength: 500 }),
  { maxProperties: 50 },
)
export type Metadata = Static<typeof Metadata>

const DateTime = Type.String({ format: 'date-time' })
const Nullable = <T extends Type.TSchema>(type: T) => Type.Union([type, Type.Null()])

/** One source file of a document, in order. */
export const DocumentFile = Type.Object({
  name: Type.String({ maxLength: 255 }),
  contentType: Type.String(),
  bytes: Type.Integer(),
  sha256: Type.String(),
})
export type DocumentFile = Static<typeof DocumentFile>

/** What entered as one thing, and what is known about it so far. */
export const Document = Type.Object(
  {
    id: Type.String({ pattern: '^doc_[0-9a-z]{26}$' }),
    state: DocumentState,
    run: Type.Integer(),
    version: Type.Integer(),
    workflow: Type.String(),
    workflowVersion: Type.Integer(),
    tier: Tier,
    class: Nullable(DocumentClass),
    pageCount: Nullable(Type.Integer()),
    pages: Nullable(Type.String({ description: 'requested page range, e.g. 1-3,7; null means all' })),
    languages: Type.Array(Type.String()),
    metadata: Metadata,
    files: Type.Array(DocumentFile),
    parentId: Nullable(Type.String()),
    packetId: Nullable(Type.String()),
    duplicateOf: Nullable(Type.String()),
    legalHold: Type.Boolean(),
    removed: Type.Array(ArtifactKind, { description: 'what retention has removed' }),
    failure: Nullable(Type.Object({ code: Type.String(), detail: Type.String() })),
    createdAt: DateTime,
    updatedAt: DateTime,
    expiresAt: Nullable(DateTime),
    capturedAt: Nullable(DateTime),
    deviceId: Nullable(Type.String()),
    links: Type.Object({
      self: Type.String(),
      events: Type.String(),
      extraction: Type.String(),
      artifacts: Type.Record(Type.String(), Type.String()),
    }),
  },
  { $id: 'Document' },
)
export type Document = Static<typeof Document>

export const DocumentParams = Type.Object({ id: Type.String({ pattern: '^doc_[0-9a-z]{26}$' }) })
