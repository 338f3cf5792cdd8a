import type { Page } from '@countersign/contract/layout'
import type { SealLevel } from '@countersign/contract/seal-level'
import type { VerifyReport } from '@countersign/contract/verification'
import type { RevocationSource } from './revocation-source.ts'
import type { TimestampAuthority } from './timestamp-authority.ts'

/** One source file, opened anew each time it is called for. */
export type EngineFile = { contentType: string; bytes: number; open(): AsyncIterable<Uint8Array> }

export type ReadRequest = {
  files: readonly EngineFile[]
  languages: readonly string[]
  /** Requested pages, 1-based over all files; null means all. */
  pages: ReadonlySet<number> | null
  /** Pages that an earlier attempt has committed already; they are not read again. */
  done: ReadonlySet<number>
  password: string | null
  signal: AbortSignal
}

/** `preview` is a JPEG of the upright page. `seconds`: what reading it took. */
export type ReadPage = { page: Page; preview: Uint8Array; seconds: number }

export type AttachmentsRequest = {
  files: readonly EngineFile[]
  password: string | null
  signal: AbortSignal
}

/** XML files that PDFs carry along. `refused` says that some could not be had: they took too much, or a password. */
export type Attachments = {
  files: { name: string; bytes: Uint8Array }[]
  refused: 'crashed' | 'encrypted' | null
}

export type SearchableRequest = {
  files: readonly EngineFile[]
  pages: readonly Page[]
  password: string | null
  signal: AbortSignal
}

/** What an archive may trust a copy to be; `reasons` say, in sentences, why it is not PDF/A-2u. */
export type Archival = { conformance: 'pdf/a-2u' | null; reasons: string[] }

/** `original`: the file is signed already and is itself what must be kept and sealed. */
export type Searchable = ({ kind: 'derived'; bytes: Uint8Array } & Archival) | { kind: 'original' }

/**
 * `certify` allows filling in and signing afterwards. `make` are fields for those who sign later; `field` is one of them
 * that is signed now, `fill` what goes into others, `look` what is shown.
 */
export type SealRequest = {
  pdf: EngineFile
  at: Date
  reason: string
  level: SealLevel
  signer: SealSigner
  trust: SealTrust
  signal: AbortSignal
  certify?: 2 | undefined
  make?: readonly SealField[] | undefined
  field?: string | undefined
  fill?: readonly SealEntry[] | undefined
  name?: string | undefined
  look?: SealMark | undefined
}

/** `rect`: left, bottom, width, height in points of the page as displayed. */
export type SealField = {
  name: string
  kind: 'signature' | 'text' | 'check'
  place?: { page: number; rect: [number, number, number, number] }
  lock?: { action: 'include'; fields: string[] }
}

/**
 * A name in large letters, or a picture (PNG or JPEG); `link` is a line below; `opaque` hides what the page shows there.
 */
export type SealMark = { typed?: string; picture?: Uint8Array; link?: string; opaque?: boolean }

export type SealEntry = { name: string; value: string | boolean; mark?: SealMark | undefined }

export type ProlongRequest = {
  pdf: EngineFile
  at: Date
  level: 'B-LT' | 'B-LTA'
  trust: SealTrust
  signal: AbortSignal
}

export type SurveyRequest = { pdf: EngineFile; words: readonly string[]; signal: AbortSignal }

/** Text found on a page (from 1); `rect` as in `SealField`. */
export type FoundText = { text: string; page: number; rect: [number, number, number, number] }

export type SurveyOutcome = {
  pages: { width: number; height: number }[]
  places: FoundText[]
  signed: boolean
}

export type PageRequest = { pdf: EngineFile; page: number; signal: AbortSignal }

export type SealSigner = {
  certificate: Uint8Array
  chain: readonly Uint8Array[]
  algorithm: 'rsa-sha256' | 'rsa-pss-sha256' | 'ecdsa-sha256' | 'ecdsa-sha384' | 'ed25519'
  sign(data: Uint8Array): Promise<Uint8Array>
}

/** A PKCS#12 file from outside. */
export type KeyFileRequest = { bytes: Uint8Array; password: string; signal: AbortSignal }

/** The certificate, the rest of its chain as far as the file has it, and the key (PKCS#8 DER); or why it does not open. */
export type KeyFileFound =
  | { key: { certificate: Uint8Array; chain: Uint8Array[]; privateKey: Uint8Array } }
  | { fault: string }

/** A key that answers later: all of it that is known before. */
export type SealIdentity = Omit<SealSigner, 'sign'>

/**
 * A file that waits for its signature, to be stored until then; `data` is what is to be signed. `embedded`: `pdf` has room
 * for it inside of `byteRange`. `detached`, as of `Sealed`: `digest` is that of the original.
 */
export type PreparedSeal = { data: Uint8Array } & (
  | { kind: 'embedded'; pdf: Uint8Array; byteRange: [number, number, number, number]; field: string }
  | { kind: 'detached'; digest: Uint8Array }
)

export type PrepareSealRequest = Omit<SealRequest, 'signer' | 'trust'> & { signer: SealIdentity }

export type FinishSealRequest = Omit<SealRequest, 'pdf' | 'reason' | 'signer'> & {
  prepared: PreparedSeal
  signer: SealIdentity
  signature: Uint8Array
}

/** Whom to ask for timestamps, in this order, and for revocation; `now` is what their clocks are held against. */
export type SealTrust = {
  timestamps: readonly TimestampAuthority[]
  revocation: RevocationSource
  now(): Date
}

/**
 * `level` is what was reached. `detached`: the certification of the original forbids any change, so its CAdES signature
 * stands beside it; that has nowhere to keep what levels above B-T need.
 */
export type Sealed =
  | { kind: 'embedded'; pdf: Uint8Array; level: SealLevel }
  | { kind: 'detached'; cades: Uint8Array; level: 'B-B' | 'B-T' }

/** `trusted` are certificates (DER) that end a chain. */
export type VerifyRequest = {
  pdf: EngineFile
  trusted: readonly Uint8Array[]
  at: Date
  password: string | null
  signal: AbortSignal
}

/**
 * Everything that parses bytes from outside: it runs in child processes that may be killed over memory or time.
 * Throws Problems `read.*` for what a person can mend, `read.crashed` or `read.too_slow` after two
 * kills over the same page (three where they came from outside), `seal.failed`; `timestamp.unavailable` and
 * `revocation.*` where a level above B-B cannot be reached now: it is never lowered.
 */
export interface DocumentEngine {
  /** Yields pages as they are finished: in their order only where one reader reads them all. */
  read(request: ReadRequest): AsyncGenerator<ReadPage>
  searchable(request: SearchableRequest): Promise<Searchable>
  /** Never throws for what the files are like: pages were read without them. */
  attachments(request: AttachmentsRequest): Promise<Attachments>
  seal(request: SealRequest): Promise<Sealed>
  /** The first step of a seal alone, for a key that answers later. Errors as those of `seal`. */
  prepareSeal(request: PrepareSealRequest): Promise<PreparedSeal>
  /** The rest of it, once the signature is there. It is checked against the certificate first. */
  finishSeal(request: FinishSealRequest): Promise<Sealed>
  /** Adds what validation needs in later years, and a timestamp over it at B-LTA. Throws as `seal` does. */
  prolong(request: ProlongRequest): Promise<Uint8Array>
  /** Pages, anchors such as {{sign:1}}, and words looked for. Throws `seal.failed` for what cannot be read. */
  survey(request: SurveyRequest): Promise<SurveyOutcome>
  /** A page (from 1) as JPEG, with what stands in its fields: the same bytes for the same file. */
  picture(request: PageRequest): Promise<Uint8Array>
  /** Throws `certificate.unfit` where opening it takes too long. */
  openKeyFile(request: KeyFileRequest): Promise<KeyFileFound>
  /** Throws `document.unsupported_type` for what is no PDF, and `read.*`. */
  verify(request: VerifyRequest): Promise<VerifyReport>
  close(): Promise<void>
}
