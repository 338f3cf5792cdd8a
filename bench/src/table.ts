// What people read: figures in columns, as plain text in a terminal and as Markdown in the reference.

export type Cell = string | number | null
export type Table = {
  title: string
  columns: readonly string[]
  rows: readonly (readonly Cell[])[]
  /** Names files or values of whoever runs the benchmark: not for a page that others read. */
  confidential?: boolean
}

/** Three significant digits where there are any to show; a dash for what was not measured. */
export function formatCell(cell: Cell): string {
  if (cell === null) return '–'
  if (typeof cell === 'string') return cell
  if (!Number.isFinite(cell)) return '–'
  if (Number.isInteger(cell) || Math.abs(cell) >= 100) return String(Math.round(cell))
  return cell.toFixed(Math.abs(cell) >= 10 ? 1 : 2)
}

/** Numbers stand right, words left. */
export function renderTable({ title, columns, rows }: Table): string {
  const texts = rows.map((row) => columns.map((_, at) => formatCell(row[at] ?? null)))
  const widths = columns.map((name, at) => Math.max(name.length, ...texts.map((row) => row[at]?.length ?? 0)))
  const right = columns.map((_, at) => rows.some((row) => typeof row[at] === 'number'))
  const line = (cells: readonly string[]) =>
    cells
      .map((text, at) => (right[at] ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd()
  const rule = widths.map((width) => '─'.repeat(width)).join('  ')
  return [title, '', line(columns), rule, ...texts.map(line), ''].join('\n')
}

export function renderMarkdown({ title, columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const align = columns.map((_, at) => (rows.some((row) => typeof row[at] === 'number') ? '---:' : '---'))
  const texts = rows.map((row) => columns.map((_, at) => formatCell(row[at] ?? null).replaceAll('|', '\\|')))
  return [`**${title}**`, '', line(columns), line(align), ...texts.map(line), ''].join('\n')
}
