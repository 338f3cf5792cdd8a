// Rows of what people's decisions teach.
import type { DocumentClass, Field, LearnedUse, ModelKind } from '@countersign/contract/extraction'
import type { ColumnType } from 'kysely'

type Json<T> = ColumnType<T, string, string>

export type LearningTables = {
  learningDue: {
    documentId: string
    accountId: string
    run: number
    dueAt: Date
    attempts: number
  }
  learningLessons: {
    documentId: string
    id: string
    accountId: string
    run: number
    class: DocumentClass
    keys: Buffer[]
    body: Buffer
    /** The first version of the layouts that uses it; null: it would have made reading worse. */
    since: number | null
    createdAt: Date
  }
  learningMarks: {
    documentId: string
    field: string
    accountId: string
    run: number
    body: Buffer
    createdAt: Date
  }
  learningFields: {
    id: string
    accountId: string
    class: DocumentClass
    name: string
    type: Field['type']
    required: boolean
    threshold: number | null
    about: string | null
    createdAt: Date
  }
  learningModels: {
    accountId: string
    kind: ModelKind
    version: number
    body: Json<unknown>
    figures: Json<Record<string, number>>
    createdAt: Date
  }
  learningLives: {
    accountId: string
    kind: ModelKind
    live: number
    trial: number | null
    /** Of a hundred documents. */
    share: number
    /** Somebody chose the version: what is refitted waits for a word. */
    pinned: boolean
    updatedAt: Date
  }
  learningOutcomes: {
    documentId: string
    run: number
    field: string
    accountId: string
    class: DocumentClass
    verdict: 'right' | 'wrong' | 'missed' | 'extra' | 'unseen'
    confidence: number | null
    taught: boolean
    models: Json<LearnedUse['models']>
    at: Date
  }
  learningNovelty: {
    documentId: string
    run: number
    accountId: string
    class: DocumentClass
    /** Of 0 to 1. */
    score: number
    at: Date
  }
}
