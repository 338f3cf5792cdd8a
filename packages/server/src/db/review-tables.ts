// Rows of workflows that accounts wrote, of what people are asked, and of what they corrected.
import type { DocumentClass } from '@countersign/contract/extraction'
import type { TaskDecision, TaskKind } from '@countersign/contract/review'
import type { NewWorkflow } from '@countersign/contract/workflow'
import type { ColumnType, Generated } from 'kysely'

export type ReviewTables = {
  workflows: { accountId: string; name: string; activeVersion: number | null; createdAt: Date }
  workflowVersions: {
    accountId: string
    name: string
    version: number
    definition: ColumnType<NewWorkflow, string, string>
    sha256: Buffer
    createdBy: string
    createdAt: Date
  }
  reviewTasks: {
    id: string
    accountId: string
    documentId: string
    run: number
    kind: TaskKind
    field: string | null
    rules: string[]
    skill: string | null
    level: number | null
    class: DocumentClass | null
    magnitude: number | null
    state: 'open' | 'done' | 'cancelled'
    claimedBy: Buffer | null
    claimedUntil: Date | null
    skippedBy: Generated<Buffer[]>
    decidedBy: Buffer | null
    decidedThrough: Generated<Buffer | null>
    decision: TaskDecision | null
    createdAt: Date
    decidedAt: Date | null
  }
  reviewers: {
    id: string
    accountId: string
    person: Buffer
    body: Buffer
    skills: string[]
    keyId: string | null
    createdAt: Date
  }
  corrections: {
    id: string
    documentId: string
    accountId: string
    run: number
    eventId: string
    body: Buffer
    at: Date
  }
}
