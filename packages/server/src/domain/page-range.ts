import { Problem } from '../platform/problem.ts'

const highest = 100_000

/** `1-3,7` → {1, 2, 3, 7}. Throws `request.invalid` with an example. */
export function parsePageRange(text: string): Set<number> {
  const pages = new Set<number>()
  for (const part of text.split(',')) {
    const [, from = '', to = from] = /^\s*(\d{1,6})(?:\s*-\s*(\d{1,6}))?\s*$/.exec(part) ?? []
    const first = Number(from)
    const last = Number(to)
    if (from === '' || first < 1 || last < first || last > highest)
      throw new Problem(
        'request.invalid',
        `"pages" must be page numbers and ranges such as 1-3,7; "${part.trim().slice(0, 20)}" is not.`,
      )
    for (let page = first; page <= last; page += 1) pages.add(page)
  }
  return pages
}
