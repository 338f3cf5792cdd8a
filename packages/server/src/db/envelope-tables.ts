// The tables of envelopes as Kysely sees them; the truth is migrations/0008 and those after it.
import type { EnvelopeState, RecipientState } from '@countersign/contract/envelope'
import type { IdentityMethod, RecipientRole } from '@countersign/contract/envelope-facts'
import type { SealLevel } from '@countersign/contract/seal-level'
import type { ColumnType, Generated } from 'kysely'

export type Proof = { method: IdentityMethod; at: string }

export type EnvelopeTables = {
  envelopes: {
    id: string
    accountId: string
    documentId: string
    state: EnvelopeState
    version: number
    level: SealLevel
    particulars: Buffer
    createdBy: string
    requestHash: Buffer | null
    fingerprint: Buffer | null
    remindDays: number
    waitingFor: string | null
    failureCode: string | null
    failureDetail: string | null
    attempts: Generated<number>
    certificateBlob: string | null
    evidenceBlob: string | null
    createdAt: Date
    sentAt: Date | null
    settledAt: Date | null
    expiresAt: Date
    nextAt: Date | null
    lockedUntil: Date | null
    awaitedRun: number | null
  }
  envelopeTemplates: {
    accountId: string
    name: string
    version: number
    definition: Buffer
    fingerprint: Buffer
    createdBy: string
    createdAt: Date
  }
  envelopeBatches: {
    id: string
    accountId: string
    template: string
    version: number
    total: number
    createdBy: string
    requestHash: Buffer | null
    fingerprint: Buffer
    nextAt: Date | null
    lockedUntil: Date | null
    createdAt: Date
    settledAt: Date | null
  }
  envelopeBatchRows: {
    batchId: string
    accountId: string
    number: number
    state: 'waiting' | 'made' | 'failed'
    body: Buffer | null
    envelopeId: string | null
    failureCode: string | null
    failureDetail: string | null
    attempts: Generated<number>
  }
  envelopeDocuments: {
    envelopeId: string
    accountId: string
    ordinal: number
    documentId: string
    source: 'original' | 'searchable'
    sourceSha256: string
    pages: number | null
  }
  envelopeRecipients: {
    id: string
    envelopeId: string
    accountId: string
    ordinal: number
    step: number
    role: RecipientRole
    state: RecipientState
    particulars: Buffer
    linkHash: Buffer
    proofs: ColumnType<Proof[], string, string>
    sessionHash: Buffer | null
    sessionUntil: Date | null
    codeHash: Buffer | null
    codeUntil: Date | null
    wrongCodes: Generated<number>
    codesAfter: Date | null
    totpStep: number | null
    delegatedTo: string | null
    remindAt: Date | null
    notifiedAt: Date | null
    viewedAt: Date | null
    consentedAt: Date | null
    actedAt: Date | null
    embeddedAt: Date | null
  }
  envelopeRevisions: {
    envelopeId: string
    accountId: string
    ordinal: number
    number: number
    kind: 'certified' | 'signed' | 'sealed'
    recipientId: string | null
    blobId: string
    sha256: string
    bytes: number
    at: Date
  }
  envelopePagesShown: {
    recipientId: string
    accountId: string
    ordinal: number
    revision: number
    page: number
    sha256: string
    at: Date
  }
  envelopeMails: {
    id: string
    envelopeId: string
    accountId: string
    recipientId: string
    kind: string
    number: number
    said: Buffer | null
    state: 'pending' | 'sent' | 'failed' | 'cancelled'
    attempts: Generated<number>
    nextAttemptAt: Date | null
    createdAt: Date
    sentAt: Date | null
  }
  recipientPasskeys: {
    id: string
    accountId: string
    emailHash: Buffer
    rpId: string
    particulars: Buffer
    counter: number
    createdAt: Date
    usedAt: Date | null
  }
}
