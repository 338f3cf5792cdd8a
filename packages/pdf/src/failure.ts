/** An Error with a stable `code`; the message tells a person what to do next. */
export type PdfError = Error & { code: string }

/** Makes an Error with a `code` from the tables of `open.ts`, `sign/sign.ts` and `searchable.ts`. */
export function failure(code: string, message: string, cause?: unknown): PdfError {
  return Object.assign(new Error(message, cause === undefined ? undefined : { cause }), { code })
}

/** True for an error this package throws on purpose, whatever its part. */
export function isFailure(error: unknown): error is PdfError {
  return (
    error instanceof Error &&
    'code' in error &&
    /^(pdf|seal|timestamp|revocation|key)\./.test(String(error.code))
  )
}
