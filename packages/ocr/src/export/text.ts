// Pages as plain text.
import type { Page } from '@countersign/contract/layout'
import { tableOf, tableRows, tick, withTicks } from './words.ts'

/**
 * Plain text in reading order: lines as they stand, an empty line between paragraphs, the cells of a table parted by
 * tabs, `[x]` or `[ ]` before the label of a check box, a form feed between pages.
 */
export function toText(pages: readonly Page[]): string {
  return pages.map(pageText).join('\f')
}

function pageText(page: Page): string {
  const ticked = withTicks(page)
  const blocks = page.blocks.map((block) => {
    const table = tableOf(page, block)
    return table
      ? tableRows(table).map((row) => row.map(oneLine).join('\t').trimEnd())
      : block.lines.map(ticked.text)
  })
  const left = ticked.left.map((checkBox) => `${tick(checkBox)} ${checkBox.label}`)
  const parts = [...blocks, left].filter((lines) => lines.length > 0)
  return parts.map((lines) => `${lines.join('\n')}\n`).join('\n')
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ')
