// Whether an error says that something we stand on is away: the database, the disk, memory. It will be back, and what
// was asked for was not to blame.
import { isProblem } from './problem.ts'

/** PostgreSQL's classes 08, 53 and 58, its shutdowns and its own time limits (its manual, appendix A); a server that was told to stop. */
const databaseCodes = /^(?:08...|53...|58...|57P0[1-5]|25P03)$/
const systemCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOSPC',
  'EDQUOT',
  'EROFS',
  'EIO',
  'EMFILE',
  'ENFILE',
  'ENOMEM',
])
/** Whom we ask for proof is away, or our own certificate must be replaced: the document has no part in it. */
const awayCodes = new Set<string>([
  'service.unavailable',
  'key.unusable',
  'timestamp.unavailable',
  'revocation.unavailable',
  'revocation.revoked',
])
/** What the driver says has no code. */
const driverMessages =
  /timeout exceeded when trying to connect|Connection terminated|Query read timeout|not queryable|Client was closed/

/** `Query read timeout` is what the driver says when a statement was not answered in time. */
export const noAnswer = (error: unknown): boolean =>
  error instanceof Error && error.message === 'Query read timeout'

type Known = Error & { code?: unknown; syscall?: unknown }

export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (isProblem(error)) return awayCodes.has(error.code)
  const { code, syscall, message }: Known = error
  // The socket of a database that is just starting is not there yet; a missing file is another matter.
  if (code === 'ENOENT') return syscall === 'connect'
  if (typeof code === 'string' && (systemCodes.has(code) || databaseCodes.test(code))) return true
  return driverMessages.test(message)
}
