// What can be wrong with a file, in words a person can act on.

/** Stable codes of what can be wrong with a file. */
export type ReadErrorCode =
  | 'file.unsupported'
  | 'file.unreadable'
  | 'file.encrypted'
  | 'file.password_wrong'
  | 'file.too_many_pages'
  | 'file.too_many_pixels'
  | 'language.missing'
  | 'file.too_large'
  | 'file.too_heavy'

/** An error the sender of a file can do something about; `message` says what. */
export type ReadError = Error & { name: 'ReadError'; code: ReadErrorCode }

/** Makes a ReadError; `cause` is the library's own error. */
export function readError(code: ReadErrorCode, message: string, cause?: unknown): ReadError {
  return Object.assign(new Error(message, cause === undefined ? {} : { cause }), {
    name: 'ReadError' as const,
    code,
  })
}

/** Whether an error is one that the sender of the file can do something about. */
export function isReadError(error: unknown): error is ReadError {
  return error instanceof Error && error.name === 'ReadError' && 'code' in error
}
