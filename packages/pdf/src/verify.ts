// Verifies the signatures of a PDF: PAdES and what came before it, made by us or by anybody else.

import type { VerifyReport } from '@countersign/contract/verification'
import { isFailure } from './failure.ts'
import { isolated } from './isolate.ts'

/** `trusted` are certificates (DER) that end a chain. `at` is when this happens; now, if not given. */
export type VerifyOptions = { trusted: readonly Uint8Array[]; at?: Date; password?: string }

/**
 * Examines every signature and document timestamp of a PDF: what it covers, whether it holds, what was changed
 * afterwards and whether that was allowed, whom it leads to, when it was made, which level it reaches
 * (ETSI EN 319 102-1, EN 319 142-1). A file without signatures has the verdict `unsigned`. Throws `pdf.not_pdf`,
 * `pdf.damaged`, `pdf.encrypted`, `pdf.password_wrong`.
 */
export function verifyPdf(bytes: Uint8Array, options: VerifyOptions): Promise<VerifyReport> {
  const { trusted, at = new Date(), password } = options
  return isolated('examine', { bytes, trusted, at, ...(password !== undefined && { password }) })
}

/** `problems` are sentences for a person; `valid` means that there are none. `signer` is the subject, if known. */
export type SealVerdict = {
  valid: boolean
  problems: string[]
  signer: string | null
  field: string | null
  coversWholeFile: boolean
}

/** Checks the signature that covers most of the file. Never throws for what the bytes are. */
export async function verifySeal(bytes: Uint8Array, options: VerifyOptions): Promise<SealVerdict> {
  const none = { valid: false, signer: null, field: null, coversWholeFile: false }
  try {
    const { signatures } = await verifyPdf(bytes, options)
    const end = ({ byteRange }: { byteRange: number[] }) => (byteRange[2] ?? 0) + (byteRange[3] ?? 0)
    const [last] = signatures.sort((a, b) => end(b) - end(a))
    if (!last) return { ...none, problems: ['The file has no signature.'] }
    const { problems, field, signer, coverage } = last
    const coversWholeFile = coverage === 'file'
    const added = coversWholeFile ? [] : ['Something was added to the file after this signature.']
    const all = [...problems, ...added]
    return { valid: all.length === 0, problems: all, signer: signer?.subject ?? null, field, coversWholeFile }
  } catch (error) {
    if (!isFailure(error)) throw error
    return { ...none, problems: ['The file cannot be read as a PDF.'] }
  }
}
