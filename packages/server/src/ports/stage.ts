import type { Document } from '@countersign/contract/document'
import type { EventBody } from '@countersign/contract/event'
import type { Correction, DocumentClass, Extraction, Finding } from '@countersign/contract/extraction'
import type { Page } from '@countersign/contract/layout'
import type { SealLevel } from '@countersign/contract/seal-level'
import type { Workflow } from '@countersign/contract/workflow'
import type { DocumentEvent } from '../domain/document.ts'
import type { Fingerprint } from '../domain/fingerprint.ts'
import type { Wanted } from '../domain/plan/envelope-plan.ts'
import type { NewTask } from '../domain/tasks.ts'
import type { Clock } from '../platform/clock.ts'
import type { AccountSigner } from './account-signer.ts'
import type { AwaitedEnvelopes } from './awaited-envelopes.ts'
import type { BlobStore, DataKey, StoredBlob } from './blob-store.ts'
import type { DocumentEngine, SealTrust } from './document-engine.ts'
import type { Learning } from './learning.ts'
import type { Precedents } from './precedents.ts'
import type { SignatureDesk } from './signature-desk.ts'

export type Ports = {
  blobs: BlobStore
  engine: DocumentEngine
  clock: Clock
  sealSigner: AccountSigner
  sealTrust: SealTrust
  precedents: Precedents
  learning: Learning
  /** Where the key that seals is at a service that may answer later; null where it answers at once. */
  signatureDesk: SignatureDesk | null
  envelopes: AwaitedEnvelopes
}

export type BlobRole =
  | 'original'
  | 'layout'
  | 'preview'
  | 'searchable'
  | 'sealed'
  | 'evidence'
  | 'cades'
  | 'revision'
  | 'prepared'
  | 'certificate'
  | 'envelope'

/** What the record holds of a document so far; loaded when asked for. */
export type Holdings = {
  /** The key its blobs are written under. */
  dataKey: DataKey
  /** What the log's hashes of the source files are salted with; null in documents older than that. */
  salt: string | null
  originals: readonly (StoredBlob & { contentType: string })[]
  /** Numbers of the pages of this run that are committed already. */
  pagesDone: ReadonlySet<number>
  pages(): Promise<Page[]>
  extraction(): Promise<Extraction | null>
  /** The newest blob of that role in this run, or null. */
  artifact(role: BlobRole): Promise<StoredBlob | null>
  /** What people decided and corrected in this run. */
  corrections(): Promise<Correction[]>
  /** The document's events so far, in order. */
  history(): Promise<EventBody[]>
  password: string | null
}

/** A page as soon as it is finished; the runner commits it before the next is asked for. */
export type PageResult = { page: Page; layout: StoredBlob; preview: StoredBlob; seconds: number }

/** `expiresAt` and the days between reminders are as usual where they are left out. */
export type ToSend = {
  wanted: Wanted
  level: SealLevel
  remindAfterDays?: number
  expiresAfterDays?: number
}

/** What a stage found. The runner writes it; a stage never touches the database. */
export type Outcome = {
  event: DocumentEvent
  /** Goes into the log: no document content, no personal data. */
  data: Record<string, unknown>
  pageCount?: number
  extraction?: Omit<Extraction, 'documentId' | 'run'>
  /** Replaces the findings of the run's extraction. */
  findings?: Finding[]
  /** What later documents are held against. */
  fingerprint?: Fingerprint
  artifacts?: { role: BlobRole; blob: StoredBlob }[]
  /** The documents that this one is split into: their pages as a range, what each looks like, and why it begins there. */
  children?: { pages: string; class: DocumentClass; why: string[] }[]
  failure?: { code: string; detail: string }
  /** What people are asked to do in the state that is reached. */
  tasks?: NewTask[]
  /** Who is asked to sign; written with `document.sent`, which only an approved document can reach. */
  envelope?: ToSend
  /** When the timestamp of what was sealed is to be looked at. */
  prolongAt?: Date
}

export type StageInput = {
  accountId: string
  document: Document
  workflow: Workflow
  holdings: Holdings
  ports: Ports
  signal: AbortSignal
}

export type Stage = {
  name: string
  /** Null: it waits for something outside. Whoever brings that enqueues the document again. */
  run(input: StageInput): AsyncGenerator<PageResult, Outcome> | Promise<Outcome | null>
}
