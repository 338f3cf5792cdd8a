// Seals: children append to the file, this process holds the key and asks for timestamps.
import { createHash } from 'node:crypto'
import { digestNamed, type Signer, signDetached } from '@countersign/pdf/cms'
import type { Roomy } from '@countersign/pdf/sign/append-request'
import {
  type Appender,
  type Prepared,
  requestFor,
  type SignatureOptions,
} from '@countersign/pdf/sign/prepare'
import { isSignError, prolongPdf, reaches, signPrepared } from '@countersign/pdf/sign/sign'
import { stamp } from '@countersign/pdf/sign/timestamper'
import { imprintOf } from '@countersign/pdf/trust/timestamp-token'
import { isProblem, Problem } from '../../../platform/problem.ts'
import type { EngineFile, ProlongRequest, Sealed, SealRequest } from '../../../ports/document-engine.ts'
import type { Head, Item, Task } from '../protocol.ts'

/** Runs a task in a child, again where one was lost. */
export type InChild = (task: Task, files: readonly EngineFile[]) => Promise<Item>

export async function seal(inChild: InChild, sealing: SealRequest): Promise<Sealed> {
  const { pdf, at, level, trust, field } = sealing
  if (pdf.contentType !== 'application/pdf')
    return detached(sealing, { ...sealing.signer, chain: [...sealing.signer.chain] }).catch(signProblem)
  const request = requestFor(wordsOf(sealing), { timestamped: reaches(level, 'B-T') })
  const task = { kind: 'prepare', files: headsOf([pdf]), request, mayRewrite: field === undefined } as const
  const item = await inChild(task, [pdf]).catch(sealCrashed)
  const signer = { ...sealing.signer, chain: [...sealing.signer.chain] }
  if (item.head.item === 'forbidden') return detached(sealing, signer).catch(signProblem)
  const prepared = preparedOf(item)
  // A child may have written it anew: what it appended to is what stands before the signature.
  const original = prepared.bytes.subarray(0, prepared.byteRange[1])
  const options = { ...trust, at, level, signer, appender: appenderOf(inChild), original }
  const { bytes } = await signPrepared(prepared, options).catch(signProblem)
  return { kind: 'embedded', pdf: bytes, level }
}

/** What goes into the file, whoever signs. */
function wordsOf({ at, reason, certify, make, field, fill, name, look }: SealRequest): SignatureOptions {
  return {
    ...{ at, reason, certify, make, field, name, look },
    fill: fill?.map(({ mark, ...entry }) => ({ ...entry, ...(mark && { mark: { ...mark, lines: [] } }) })),
  }
}

/** Timestamps and revocation are asked for here, everything that parses the file happens in children. */
export async function prolong(inChild: InChild, request: ProlongRequest): Promise<Uint8Array> {
  const { pdf, at, level, trust } = request
  const { head } = await inChild({ kind: 'messages', files: headsOf([pdf]) }, [pdf]).catch(sealCrashed)
  if (head.item !== 'messages') throw unexpected(head, 'messages')
  const chunks: Uint8Array[] = []
  for await (const chunk of pdf.open()) chunks.push(chunk)
  const options = { ...trust, at, level, appender: appenderOf(inChild), messages: head.messages }
  return prolongPdf(new Uint8Array(Buffer.concat(chunks)), options).catch(signProblem)
}

async function detached({ pdf, at, level, trust }: SealRequest, signer: Signer): Promise<Sealed> {
  const digest = await digestOf(pdf, digestNamed(signer.algorithm))
  if (level === 'B-B')
    return { kind: 'detached', cades: await signDetached(digest, signer, { signingTime: at }), level }
  const timestamp = async (signature: Uint8Array) =>
    (await stamp(imprintOf(signature, 'sha256'), { authorities: trust.timestamps, now: trust.now })).token
  return {
    kind: 'detached',
    cades: await signDetached(digest, signer, { signingTime: at, timestamp }),
    level: 'B-T',
  }
}

export const headsOf = (files: readonly EngineFile[]) =>
  files.map(({ contentType, bytes }) => ({ contentType, bytes }))

function preparedOf({ head, bytes }: Item): Prepared {
  if (head.item !== 'prepared') throw unexpected(head, 'prepared')
  return { bytes, length: bytes.length, byteRange: head.byteRange, field: head.field }
}

export const unexpected = (head: Head, kind: string) =>
  new Error(`the reader answered ${head.item} instead of ${kind}`)

/** Later parts of a seal are appended by children too: what they parse begins with a stranger's bytes. */
function appenderOf(inChild: InChild): Appender {
  return {
    async signature(file, request) {
      const pdf = fileOf(file)
      const task = { kind: 'prepare', files: headsOf([pdf]), request, mayRewrite: false } as const
      return preparedOf(await inChild(task, [pdf]).catch(sealCrashed))
    },
    async archive(file, archive) {
      const pdf = fileOf(file)
      const task = { kind: 'archive', files: headsOf([pdf]), archive } as const
      const { head, bytes } = await inChild(task, [pdf]).catch(sealCrashed)
      if (head.item !== 'archived') throw unexpected(head, 'archived')
      return { bytes, length: bytes.length }
    },
  }
}

const chunkBytes = 1024 * 1024

function fileOf({ bytes, length }: Roomy): EngineFile {
  return {
    contentType: 'application/pdf',
    bytes: length,
    async *open() {
      for (let at = 0; at < length; at += chunkBytes)
        yield bytes.subarray(at, Math.min(at + chunkBytes, length))
    },
  }
}

async function digestOf(file: EngineFile, algorithm: string): Promise<Buffer> {
  const hash = createHash(algorithm)
  for await (const chunk of file.open()) hash.update(chunk)
  return hash.digest()
}

export function sealCrashed(error: unknown): never {
  if (!isProblem(error) || (error.code !== 'read.crashed' && error.code !== 'read.too_slow')) throw error
  throw new Problem(
    'seal.failed',
    'Sealing this PDF took too much memory or time. Save it again or print it to a new PDF, and upload that.',
    { cause: error },
  )
}

const waiting = ['timestamp.unavailable', 'revocation.unavailable', 'revocation.revoked'] as const

/** Whom we asked is away, or our own certificate was taken back: no fault of the document, and it waits. */
function signProblem(error: unknown): never {
  const code = isSignError(error) ? waiting.find((one) => one === error.code) : undefined
  if (!code || !isSignError(error)) throw error
  throw new Problem(code, error.message, { cause: error })
}
