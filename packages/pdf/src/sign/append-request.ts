// What the thread that appends is asked and answers. Apart from it, so that nobody loads its parser for its words.
import { failure } from '../failure.ts'
import type { Appearance } from './appearance.ts'
import type { Entry } from './entries.ts'
import type { NewField } from './fields.ts'

/** A file in memory that has room for what is appended: the first `length` bytes of `bytes` are the file. */
export type Roomy = { bytes: Uint8Array; length: number }

/**
 * What is to be signed, as the thread is told. `make` are fields for later, made in the same update, and only before the
 * first signature; `fill` is put into fields that are there. `password` opens an encrypted file.
 */
export type SignatureRequest = {
  kind: 'signature' | 'timestamp'
  field: Partial<NewField>
  reserve: number
  at?: Date | undefined
  name?: string | undefined
  reason?: string | undefined
  location?: string | undefined
  certify?: 1 | 2 | 3 | undefined
  look?: Appearance | undefined
  make?: readonly NewField[] | undefined
  fill?: readonly Entry[] | undefined
  password?: string | undefined
}

/** Offset and length of what is signed before and after the signature itself. */
export type Range = [number, number, number, number]

/** The refusal to append, with the way out. */
export function cannotAppend(why: string, cause?: unknown) {
  const way =
    'Seal a rewritten copy of it instead (rewritePdf), unless it is signed: then ask for an intact file.'
  return failure('seal.cannot_append', `Nothing can be appended to this PDF: ${why}. ${way}`, cause)
}
