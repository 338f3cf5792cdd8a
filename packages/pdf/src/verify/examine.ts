// The whole examination of a file. Runs in the thread of isolate.ts: everything here was written by strangers.
import { createHash } from 'node:crypto'
import type { VerifyReport } from '@countersign/contract/verification'
import { PDF } from '@libpdf/core'
import { failure } from '../failure.ts'
import { type Certificate, readCertificate } from '../trust/certificates.ts'
import { type Changes, changesBetween, type Permission } from './changes.ts'
import { bytesLookSigned, type Covered, coveredBy } from './coverage.ts'
import { type Found, foundSignatures, securityStore } from './found.ts'
import { type Candidate, judgeAll } from './judge.ts'
import type { Finding } from './report.ts'
import { updateProblem, withExactStarts } from './updates.ts'
import { fileReport, reported } from './words.ts'

/** `trusted` are certificates (DER) that end a chain; `at` is now. */
export type Examination = { bytes: Uint8Array; trusted: readonly Uint8Array[]; at: Date; password?: string }

/** `verifyPdf`, which see. */
export async function examine({ bytes, trusted, at, password }: Examination): Promise<VerifyReport> {
  if (!Buffer.from(bytes.subarray(0, 1024)).includes('%PDF-'))
    throw failure('pdf.not_pdf', 'The file is no PDF. Send the PDF whose signatures are to be verified.')
  const pdf = await load(bytes, password)
  const found = foundSignatures(pdf)
  const revisions = revisionsOf(bytes, password)
  const candidates: Candidate[] = []
  for (const signature of found)
    candidates.push(await candidateOf(signature, { bytes, pdf, found, revisions }))
  const { certificates, crls, ocsps } = securityStore(pdf)
  const trust = { anchors: readAll(trusted), pool: readAll(certificates), crls, ocsps }
  const signatures = judgeAll(candidates, trust, at).map((judgement) => reported(judgement, bytes.length))
  const traces = bytesLookSigned(bytes)
  return fileReport(signatures, { at, bytes: bytes.length, sha256: sha256Of(bytes), problems: [], traces })
}

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

async function load(bytes: Uint8Array, password: string | undefined): Promise<PDF> {
  const pdf = await parsed(bytes, password)
  if (!pdf.isEncrypted || pdf.isAuthenticated) return pdf
  const words =
    password === undefined
      ? 'The PDF is protected by a password. Send the password with it.'
      : 'The password does not open this PDF. Check it and try again.'
  throw failure(password === undefined ? 'pdf.encrypted' : 'pdf.password_wrong', words)
}

async function parsed(bytes: Uint8Array, password: string | undefined): Promise<PDF> {
  const options = password === undefined ? {} : { credentials: password }
  try {
    const pdf = await PDF.load(bytes, options)
    if (!pdf.recoveredViaBruteForce) return pdf
    const mended = withExactStarts(bytes)
    return mended ? await PDF.load(mended, options) : pdf
  } catch (error) {
    throw failure('pdf.damaged', 'The PDF is damaged and cannot be read. Ask for an intact copy.', error)
  }
}

const readAll = (ders: readonly Uint8Array[]): Certificate[] =>
  ders.flatMap((der) => {
    try {
      return [readCertificate(der)]
    } catch {
      return [] // A certificate that cannot be read helps no chain.
    }
  })

type Revision = { pdf: PDF; found: Found[]; hasStore: boolean }

/** Several signatures may end one revision: each is read once. */
function revisionsOf(
  bytes: Uint8Array,
  password: string | undefined,
): (end: number) => Promise<Revision | null> {
  const known = new Map<number, Promise<Revision | null>>()
  const read = async (end: number): Promise<Revision | null> => {
    try {
      const pdf = await load(bytes.subarray(0, end), password)
      if (pdf.recoveredViaBruteForce) return null
      const { crls, ocsps } = securityStore(pdf)
      return { pdf, found: foundSignatures(pdf), hasStore: crls.length + ocsps.length > 0 }
    } catch {
      return null // It is a finding that the version as signed is no document.
    }
  }
  return (end) => {
    const revision = known.get(end) ?? read(end)
    known.set(end, revision)
    return revision
  }
}

type Scene = {
  bytes: Uint8Array
  pdf: PDF
  found: readonly Found[]
  revisions(end: number): Promise<Revision | null>
}

const none: Changes = { allowed: [], forbidden: [] }

const unsigned: Finding = {
  subIndication: 'FORMAT_FAILURE',
  message: 'The place for the signature was prepared, but nobody has signed there.',
}
const isEmpty = ({ contents }: Found) => contents.every((byte) => byte === 0)

async function candidateOf(found: Found, scene: Scene): Promise<Candidate> {
  const { bytes, pdf, revisions } = scene
  const covered = isEmpty(found) ? unsigned : coveredBy(bytes, found)
  if (!('end' in covered)) return { found, covered, changes: none, hasStore: false }
  const revision = await revisions(covered.end)
  const inRevision = revision?.found.some(
    ({ field, byteRange }) => field === found.field && `${byteRange}` === `${found.byteRange}`,
  )
  if (!revision || !inRevision) {
    const message = 'The version of the file that was signed cannot be read, or does not show this signature.'
    return { found, covered: { subIndication: 'FORMAT_FAILURE', message }, changes: none, hasStore: false }
  }
  const changes = changesAfter(covered, { ...scene, revision, found })
  return {
    found,
    covered,
    changes: pdf.recoveredViaBruteForce ? broken(changes) : changes,
    hasStore: revision.hasStore,
  }
}

const broken = ({ allowed, forbidden }: Changes): Changes => ({
  allowed,
  forbidden: [
    ...forbidden,
    'the table of its objects is damaged, so that each viewer may show something else',
  ],
})

function changesAfter(
  covered: Covered,
  { bytes, pdf, revision, found }: Omit<Scene, 'found'> & { revision: Revision; found: Found },
): Changes {
  if (covered.end === bytes.length) return none
  const broken = updateProblem(bytes, covered.end)
  const changes = changesBetween(revision.pdf, pdf, permissionOf(revision, found))
  return broken === null ? changes : { ...changes, forbidden: [broken, ...changes.forbidden] }
}

/** What the version that was signed allows: the strictest certification in it, and all locks. */
function permissionOf({ found }: Revision, signature: Found): Permission {
  const levels = [...found, signature].flatMap(({ level }) => level ?? [])
  const locks = found.flatMap(({ lock }) => lock ?? [])
  return { level: levels.length === 0 ? null : (Math.min(...levels) as 1 | 2 | 3), locks }
}
