// Cursors are opaque to clients: base64url of the last id of the page.
import { Problem } from '../platform/problem.ts'

export const cursorAfter = (id: string): string => Buffer.from(id).toString('base64url')

/** Throws `cursor.invalid` for anything this service did not give out. */
export function readCursor(cursor: string, kind: string): string {
  const id = Buffer.from(cursor, 'base64url').toString('utf8')
  if (cursorAfter(id) === cursor && new RegExp(`^${kind}_[0-9a-z]{26}$`).test(id)) return id
  throw new Problem(
    'cursor.invalid',
    'The cursor is not one of ours. Leave it out to start from the beginning.',
  )
}
