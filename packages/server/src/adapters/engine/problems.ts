// The engine packages' errors as Problems, in words that tell a person what to do next.
import { Problem, type ProblemCode } from '../../platform/problem.ts'
import type { FromChild } from './protocol.ts'

export type Failure = Extract<FromChild, { type: 'failed' }>

const reopen =
  'Upload it again with the header Countersign-Password, or POST {"password": "…"} to /v1/documents/{id}/reopen.'
const needsPassword = `The PDF is protected by a password. ${reopen}`
const otherPassword = `The password does not open this PDF. Check it. ${reopen}`

/** A detail of our own, or null where the package's own sentence says it all. */
const readProblems: Record<string, readonly [ProblemCode, string | null]> = {
  'file.encrypted': ['read.encrypted', needsPassword],
  'pdf.encrypted': ['read.encrypted', needsPassword],
  'file.password_wrong': ['read.encrypted', otherPassword],
  'pdf.password_wrong': ['read.encrypted', otherPassword],
  'file.unsupported': ['read.unsupported', null],
  'language.missing': ['read.language_missing', null],
  'file.unreadable': ['read.damaged', null],
  'file.too_large': ['read.crashed', null],
  'pdf.damaged': ['read.damaged', null],
  'pdf.empty': ['read.damaged', null],
  'pdf.image_unreadable': ['read.damaged', null],
  'file.too_many_pages': ['read.too_many_pages', null],
  'file.too_many_pixels': ['read.too_many_pixels', null],
}

export function readProblem(failure: Failure): Problem {
  const [code, detail] = readProblems[failure.code ?? ''] ?? [
    'read.failed',
    'The file could not be read. Save it again as a PDF or scan it anew, and upload that.',
  ]
  return new Problem(code, detail ?? failure.message, { cause: causeOf(failure) })
}

const verifyProblems: Record<string, readonly [ProblemCode, string | null]> = {
  'pdf.not_pdf': ['document.unsupported_type', null],
  'pdf.encrypted': ['read.encrypted', 'The PDF is protected by a password. Send it in Countersign-Password.'],
  'pdf.password_wrong': [
    'read.encrypted',
    'The password does not open this PDF. Check Countersign-Password.',
  ],
  'pdf.damaged': ['read.damaged', null],
}

export function verifyProblem(failure: Failure): Problem {
  const [code, detail] = verifyProblems[failure.code ?? ''] ?? [
    'read.damaged',
    'The PDF cannot be read. Ask for an intact copy.',
  ]
  return new Problem(code, detail ?? failure.message, { cause: causeOf(failure) })
}

const sealDetails: Record<string, string> = {
  'seal.cannot_append':
    'The document is signed and damaged or encrypted, so that nothing can be added without breaking its signatures. Ask its sender for an intact copy without a password and upload that.',
  'pdf.encrypted':
    'The PDF is protected by a password, so it cannot be sealed as it is. Use a workflow that makes a searchable copy (read.searchable), or upload it without a password.',
}

/** Codes whose own sentence says what to do. */
const itself = new Set([
  'seal.signed_already',
  'seal.no_such_page',
  'seal.field_taken',
  'seal.field_unknown',
  'seal.picture_unreadable',
])

export function sealProblem(failure: Failure): Problem {
  const detail =
    sealDetails[failure.code ?? ''] ??
    (itself.has(failure.code ?? '') ? failure.message : null) ??
    'No seal could be added to this PDF. Save it again or print it to a new PDF, and upload that.'
  return new Problem('seal.failed', detail, { cause: causeOf(failure) })
}

/** With the stack of the child, for the log. */
function causeOf({ message, stack, code }: Failure): Error {
  return Object.assign(new Error(message), { stack, ...(code !== null && { code }) })
}
