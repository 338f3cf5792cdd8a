// Errors in words of the command line.
import { isReadError } from '../read-error.ts'

/** The code of an error of the system or of reading. */
export const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined)

const systemSentences: Record<string, string> = {
  ENOENT: 'There is no such file.',
  EACCES: 'The file may not be read. Check its permissions.',
  EISDIR: 'This is a folder. Name the files in it.',
}

const passwordSentences: Record<string, string> = {
  'file.encrypted': 'The PDF is protected by a password. Give it with --password or --password-stdin.',
  'file.password_wrong': 'The password does not open this PDF. Check it.',
}

/** What a person at a terminal is told. */
export function sentenceOf(error: unknown): string {
  const code = String(codeOf(error))
  const message = error instanceof Error ? error.message : String(error)
  return (isReadError(error) ? passwordSentences[code] : systemSentences[code]) ?? message
}
