// What the engine and its child processes say to each other, over the channel that Node gives a forked process.
import type { Page } from '@countersign/contract/layout'
import type { VerifyReport } from '@countersign/contract/verification'
import type { SignatureRequest } from '@countersign/pdf/sign/append-request'
import type { ArchiveData } from '@countersign/pdf/sign/archive-objects'
import type { Archival, KeyFileFound, SurveyOutcome } from '../../ports/document-engine.ts'

export type ReadLimits = { maxPages: number; maxPageMegapixels: number }

/** A source file as the child sees it; its bytes are asked for by its place in the list. */
export type FileHead = { contentType: string; bytes: number }

export type ReadTask = {
  kind: 'read'
  files: readonly FileHead[]
  languages: readonly string[]
  /** How many pages each file has, where another reader has counted them already. */
  counts: readonly number[] | null
  password: string | null
  limits: ReadLimits
  /** Path of a recogniser that reads all lines, null for the one that comes along. */
  recogniser: string | null
}
export type SearchableTask = {
  kind: 'searchable'
  files: readonly FileHead[]
  pages: readonly Page[]
  password: string | null
  limits: ReadLimits
}
/** `mayRewrite`: what cannot be appended to and is not signed is saved anew first. */
export type PrepareTask = {
  kind: 'prepare'
  files: readonly FileHead[]
  request: SignatureRequest
  mayRewrite: boolean
}
export type ArchiveTask = { kind: 'archive'; files: readonly FileHead[]; archive: ArchiveData }
export type VerifyTask = {
  kind: 'verify'
  files: readonly FileHead[]
  trusted: readonly Uint8Array[]
  at: Date
  password: string | null
}
export type AttachmentsTask = { kind: 'attachments'; files: readonly FileHead[]; password: string | null }
/** What is asked about a PDF that is being signed: its messages (CMS), its pages and places, one page as a picture. */
export type MessagesTask = { kind: 'messages'; files: readonly FileHead[] }
export type SurveyTask = { kind: 'survey'; files: readonly FileHead[]; words: readonly string[] }
/** A PKCS#12 file that somebody uploaded. */
export type KeyFileTask = { kind: 'keyFile'; files: readonly FileHead[]; password: string }
export type PictureTask = { kind: 'picture'; files: readonly FileHead[]; page: number }
export type Task =
  | ReadTask
  | SearchableTask
  | AttachmentsTask
  | PrepareTask
  | ArchiveTask
  | VerifyTask
  | MessagesTask
  | SurveyTask
  | PictureTask
  | KeyFileTask

/** What a task hands over, with its bytes: the preview of a page, a PDF, or none. A read task begins with `opened`. */
export type Item = { head: Head; bytes: Uint8Array }
export type Head =
  | { item: 'opened'; counts: number[] }
  | { item: 'page'; page: Page }
  | { item: 'original' }
  | { item: 'attachment'; name: string }
  | ({ item: 'derived' } & Archival)
  | { item: 'forbidden' }
  | { item: 'verified'; report: VerifyReport }
  | { item: 'archived' }
  | { item: 'messages'; messages: Uint8Array[] }
  | { item: 'surveyed'; survey: SurveyOutcome }
  | { item: 'picture' }
  | { item: 'keyFile'; found: KeyFileFound }
  | { item: 'prepared'; byteRange: [number, number, number, number]; field: string }

export type ToChild =
  | { type: 'task'; task: Task }
  /**
   * One more item is wanted; the child works at most one ahead. `page` names the page, null that there are no more;
   * left out by tasks that know themselves what comes next.
   */
  | { type: 'next'; page?: number | null }
  /** The next bytes of the file that was asked for; null at its end. */
  | { type: 'chunk'; bytes: Uint8Array | null }
  | { type: 'abort' }

export type FromChild =
  /** More bytes of this file are wanted; `begin`: from its beginning. */
  | { type: 'pull'; file: number; begin: boolean }
  /** Some bytes of the item whose head follows. */
  | { type: 'part'; bytes: Uint8Array }
  | { type: 'item'; head: Head }
  | { type: 'finished' }
  /** `code` is the engine package's own; null for what nobody foresaw. */
  | { type: 'failed'; code: string | null; message: string; stack: string }
