// Pages as Markdown (CommonMark, with the tables and task lists of GitHub).
import type { Block, Page, Table } from '@countersign/contract/layout'
import { tableOf, tableRows, tick, withTicks } from './words.ts'

/**
 * Markdown in reading order: headings by their size, tables with pipes, check boxes as task lists, a rule between
 * pages. What a page says of itself only (its number) is left out. Everything that was printed is escaped: text of a
 * document never becomes markup.
 */
export function toMarkdown(pages: readonly Page[]): string {
  const largest = Math.max(0, ...pages.map(largestHeading))
  return pages
    .map((page) => markdownPage(page, largest))
    .filter((text) => text !== '')
    .join(markdownRule)
}

/** What stands between two pages that have text. */
export const markdownRule = '\n---\n\n'

/** Height in points of the largest heading of a page, 0 where it has none. */
export const largestHeading = (page: Page): number =>
  Math.max(0, ...headingsOf(page).map((block) => size(page, block)))

const headingsOf = (page: Page) => page.blocks.filter((block) => block.kind === 'heading')

/** Height of a block's lines in points. */
function size(page: Page, block: Block): number {
  const heights = block.lines.map((line) => line.box[3] * page.height).sort((a, b) => a - b)
  return heights[heights.length >> 1] ?? 0
}

/** One page; `largest` is the largest heading of the whole document, which is its title. Empty for a page without text. */
export function markdownPage(page: Page, largest: number): string {
  const ticked = withTicks(page)
  const parts = page.blocks
    .filter((block) => block.kind !== 'page_number')
    .map((block) => {
      const table = tableOf(page, block)
      if (table) return pipes(table)
      const lines = block.lines.map(ticked.text)
      if (block.kind === 'heading')
        return `${hashes(size(page, block), largest)} ${escaped(lines.join(' '))}\n`
      return paragraph(lines)
    })
  const left = ticked.left.map((checkBox) => `${tick(checkBox)} ${checkBox.label ?? ''}`)
  return [...parts, paragraph(left)].filter((part) => part !== '').join('\n')
}

// Parts of the largest heading: capitals and descenders make lines of one size differ by up to a seventh.
const hashes = (height: number, largest: number) =>
  height >= 0.86 * largest ? '#' : height >= 0.66 * largest ? '##' : '###'

function paragraph(lines: readonly string[]): string {
  return lines.map((line) => `${/^\[[x ]\] /.test(line) ? task(line) : escaped(line)}\n`).join('')
}

const task = (line: string) => `- ${line.slice(0, 4)}${escaped(line.slice(4))}`

function pipes(table: Table): string {
  const rows = tableRows(table).map((row) => row.map(cell))
  const head = rows.slice(0, table.headerRows)
  const names = Array.from({ length: table.columns }, (_, column) =>
    head
      .map((row) => row[column] ?? '')
      .filter((name) => name !== '')
      .join('<br>'),
  )
  const line = (texts: readonly string[]) => `| ${texts.join(' | ')} |\n`
  return [line(names), line(names.map(() => '---')), ...rows.slice(table.headerRows).map(line)].join('')
}

const cell = (text: string) => text.split('\n').map(inline).join('<br>')

/** Letters that mean something anywhere in a line. */
const inline = (text: string) => text.replace(/[\\`*_[\]<>|&~$]/g, '\\$&').replace(/\s+/g, ' ')

/** Beginnings that would make a line a heading, a list, a rule, a quotation or a block of code. */
const escaped = (text: string) =>
  inline(text.trim())
    .replace(/^([#+=-])/, '\\$1')
    .replace(/^(\d+)([.)])/, '$1\\$2')
