// What text can be kept: PostgreSQL takes no NUL, and half a surrogate pair is no Unicode.
import { Problem } from './problem.ts'

const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

/** Where the first text is that cannot be kept, as JSON Pointer. A stack of our own, as JSON may nest without end. */
function unstorablePath(value: unknown): string | undefined {
  const left: [path: string, value: unknown][] = [['', value]]
  for (let next = left.pop(); next; next = left.pop()) {
    const [path, inner] = next
    if (typeof inner === 'string' && !isStorable(inner)) return path || '/'
    if (typeof inner !== 'object' || inner === null) continue
    for (const [key, deeper] of Object.entries(inner)) {
      if (!isStorable(key)) return path || '/'
      left.push([`${path}/${key}`, deeper])
    }
  }
  return undefined
}

/** Throws `request.invalid` where a text in `value` cannot be kept; `where` is what it is called. */
export function refuseUnstorable(value: unknown, where: string): void {
  const path = unstorablePath(value)
  if (path === undefined) return
  const place = path === '/' ? where || '/' : `${where}${path}`
  const message = 'holds NUL or half of a surrogate pair'
  throw new Problem('request.invalid', `${place} ${message}, which cannot be kept. Leave that out.`, {
    errors: [{ path: place, message }],
  })
}
