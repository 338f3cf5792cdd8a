// What of a document was not looked at, said aloud: a value that stands there was not missed in silence.
import type { Finding, LineItem } from '@countersign/contract/extraction'
import type { Page } from '@countersign/contract/layout'
import { mostLines } from '../lines/line-items.ts'
import { lastPages, lookedAt, maximumPages } from './looked-at.ts'
import { maximumWords } from './sheet.ts'

const wordsOn = ({ blocks }: Page): number =>
  blocks.reduce((sum, { lines }) => sum + lines.reduce((all, { words }) => all + words.length, 0), 0)

/** `sums`: the document has a total, which is often printed last; then a person has to look. */
export function beyondBounds(
  pages: readonly Page[],
  { sums, lines }: { sums: boolean; lines: readonly LineItem[] },
): Finding[] {
  const severity = sums ? ('error' as const) : ('warning' as const)
  const finding = (message: string, page?: number): Finding => ({
    rule: 'document.too_long',
    severity,
    message: `${message} Nothing of it is lost, but values that stand there were not looked for. Look at it, or send it in parts.`,
    ...(page === undefined ? {} : { page }),
  })
  const looked = new Set(lookedAt(pages))
  const left = pages.find((page) => !looked.has(page) && wordsOn(page) > 0)
  const crowded = [...looked].find((page) => wordsOn(page) > maximumWords)
  return [
    ...(left
      ? [
          finding(
            `Only the first ${maximumPages - lastPages} and the last ${lastPages} of ${pages.length} pages were understood.`,
            left.number,
          ),
        ]
      : []),
    ...(crowded
      ? [finding(`Only the first ${maximumWords} words of a page were understood.`, crowded.number)]
      : []),
    ...(lines.length >= mostLines
      ? [finding(`Only the first ${mostLines} lines of the table were taken.`)]
      : []),
  ]
}
