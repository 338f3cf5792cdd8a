// The tables as Kysely sees them, camelCase; the truth is migrations/*.sql.

import type { DocumentState, Metadata, Tier } from '@countersign/contract/document'
import type { DocumentClass } from '@countersign/contract/extraction'
import type { ArtifactKind, RetentionRule } from '@countersign/contract/retention'
import type { SealLevel } from '@countersign/contract/seal-level'
import type { SignatureRequestState } from '@countersign/contract/signature-request'
import type { ColumnType, Generated } from 'kysely'
import type { EnvelopeTables } from './envelope-tables.ts'
import type { LearningTables } from './learning-tables.ts'
import type { ReviewTables } from './review-tables.ts'
import type { SigningTables } from './signing-tables.ts'

type Json<T> = ColumnType<T, string, string>

export type Tables = CoreTables & EnvelopeTables & LearningTables & ReviewTables & SigningTables

type CoreTables = {
  accounts: {
    id: string
    name: string
    kind: 'live' | 'sandbox'
    region: string
    sandboxOf: string | null
    wrappedKey: Buffer
    kekId: string
    createdAt: Date
  }
  apiKeys: {
    id: string
    accountId: string
    name: string
    prefix: string
    hash: Buffer
    scopes: string[]
    createdAt: Date
    expiresAt: Date | null
    revokedAt: Date | null
    lastUsedAt: Date | null
  }
  documents: {
    id: string
    accountId: string
    state: DocumentState
    run: number
    version: number
    workflow: string
    workflowVersion: number
    tier: Tier
    class: DocumentClass | null
    pageCount: number | null
    pageRange: string | null
    languages: string[]
    /** Of rows written before they had particulars, as packetId, deviceId and capturedAt. */
    metadata: ColumnType<Metadata | null, string | null, string | null>
    particulars: Buffer | null
    packetHash: Buffer | null
    removed: Generated<ArtifactKind[]>
    settledAt: Date | null
    retentionAt: Date | null
    /** When the timestamp of its seal is looked at next; null where there is none. */
    prolongAt: Date | null
    password: Buffer | null
    parentId: string | null
    parentPages: string | null
    packetId: string | null
    duplicateOf: string | null
    contentHash: Buffer | null
    legalHold: Generated<boolean>
    failureCode: string | null
    failureDetail: string | null
    wrappedKey: Buffer | null
    kekId: string | null
    deviceId: string | null
    capturedAt: Date | null
    createdAt: Date
    updatedAt: Date
    expiresAt: Date | null
  }
  documentFingerprints: {
    documentId: string
    accountId: string
    run: number
    contentHash: Buffer | null
    keys: Buffer[]
    bands: number[]
    signature: Buffer
    updatedAt: Date
  }
  suppliers: {
    id: string
    accountId: string
    position: number
    keys: Buffer[]
    body: Buffer
    createdAt: Date
  }
  retentionPolicies: {
    accountId: string
    rules: Json<RetentionRule[]>
    updatedAt: Date
    reconsidered: string | null
  }
  blobs: {
    id: string
    accountId: string
    documentId: string
    run: number
    role: string
    bytes: number
    sha256: string
    kekId: string
    createdAt: Date
  }
  documentFiles: {
    documentId: string
    accountId: string
    ordinal: number
    name: string | null
    contentType: string
    bytes: number
    sha256: string
    /** Null once the original was removed and the rest is kept. */
    blobId: string | null
  }
  pages: {
    documentId: string
    accountId: string
    run: number
    number: number
    layoutBlob: string
    previewBlob: string
    source: string
    language: string | null
    confidence: number
  }
  extractions: {
    documentId: string
    accountId: string
    run: number
    body: Buffer
    /** As the machine left it, once a person has changed it. */
    asRead: Buffer | null
    updatedAt: Date
  }
  privateValues: {
    id: string
    accountId: string
    documentId: string
    eventId: string
    name: string
    value: Buffer
  }
  events: {
    seq: Generated<number>
    xid: Generated<string>
    id: string
    accountId: string
    subject: string
    type: string
    run: number
    version: number
    at: Date
    body: string
  }
  logPositions: { position: number; seq: number; accountId: string }
  logTail: { onlyRow: Generated<boolean>; position: number; xid: string; seq: number }
  followers: { name: string; position: number }
  logTiles: { level: number; number: number; hashes: Buffer }
  logCheckpoints: { origin: string; size: number; at: Date; note: string }
  logCosignatures: { origin: string; size: number; witness: string; at: Date; line: string }
  logTimestamps: { origin: string; size: number; at: Date; token: Buffer }
  idempotencyKeys: {
    accountId: string
    key: string
    route: string
    fingerprint: Buffer | null
    documentId: string | null
    status: number | null
    body: Buffer | null
    createdAt: Date
    lockedUntil: Date
    expiresAt: Date
  }
  uploads: {
    id: string
    accountId: string
    keyId: string
    length: number | null
    received: Generated<number>
    said: Buffer | null
    wrappedKey: Buffer | null
    kekId: string | null
    traceparent: string | null
    documentId: string | null
    failureCode: string | null
    failureDetail: string | null
    finishingUntil: Date | null
    createdAt: Date
    updatedAt: Date
    expiresAt: Date
  }
  uploadParts: {
    uploadId: string
    accountId: string
    startsAt: number
    bytes: number
    blobId: string
    createdAt: Date
  }
  webhookEndpoints: {
    id: string
    accountId: string
    url: string
    events: string[]
    includeFields: boolean
    state: 'enabled' | 'disabled'
    disabledReason: string | null
    secret: Buffer
    previousSecret: Buffer | null
    previousSecretUntil: Date | null
    secretRotatedAt: Date | null
    createdAt: Date
    deletedAt: Date | null
  }
  deliveries: {
    id: string
    accountId: string
    endpointId: string
    eventId: string
    eventType: string
    position: number
    documentId: string | null
    state: 'pending' | 'delivered' | 'failed' | 'cancelled'
    attempts: Generated<number>
    retries: Generated<number>
    nextAttemptAt: Date | null
    lockedUntil: Date | null
    body: Buffer | null
    eventAt: Date
    createdAt: Date
    deliveredAt: Date | null
  }
  attempts: {
    deliveryId: string
    accountId: string
    number: number
    at: Date
    durationMs: number
    status: number | null
    error: string | null
  }
  signatureRequests: {
    id: string
    accountId: string
    documentId: string
    run: number
    state: SignatureRequestState
    service: string
    description: string
    level: SealLevel
    claimedAt: Date
    certificate: Buffer
    chain: Buffer[]
    algorithm: string
    data: Buffer
    kind: 'embedded' | 'detached'
    field: string | null
    byteRange: number[] | null
    digest: Buffer | null
    blobId: string | null
    reference: string | null
    words: string | null
    signature: Buffer | null
    attempts: Generated<number>
    dueAt: Date | null
    expiresAt: Date
    createdAt: Date
    updatedAt: Date
  }
}
