// A place in the log as clients hold it: opaque to them, a position to us.
import { Problem } from '../platform/problem.ts'

export const formatCursor = (position: number): string => `p${position}`

export const cursorInvalid = () =>
  new Problem(
    'cursor.invalid',
    'Give back `nextCursor` exactly as it came, or leave the cursor out to start with the first event.',
  )

export function parseCursor(text: string): number {
  const digits = /^p(\d{1,15})$/.exec(text)?.[1]
  if (digits === undefined) throw cursorInvalid()
  return Number(digits)
}
