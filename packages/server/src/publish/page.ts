// Pages of lists that are sorted by id, newest first: the cursor is the last id that was shown.
import { Problem } from '../platform/problem.ts'

export function afterCursor(cursor: string | undefined, kind: 'whe' | 'msg'): string | undefined {
  if (cursor === undefined || new RegExp(`^${kind}_[0-9a-z]{26}$`).test(cursor)) return cursor
  throw new Problem(
    'cursor.invalid',
    'Give back `nextCursor` exactly as it came, or leave the cursor out to start with the newest.',
  )
}

/** `rows` holds one more than `limit` where there is another page. */
export function toPage<Row extends { id: string }>(rows: readonly Row[], limit: number) {
  const items = rows.slice(0, limit)
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
}
