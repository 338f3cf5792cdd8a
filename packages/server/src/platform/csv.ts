// CSV (RFC 4180) as spreadsheets save it: comma, semicolon or tab. Pure.

export type CsvRecord = { line: number; cells: string[] }

/** Empty lines count as lines, and are left out; no more than a few beyond `most` are read. */
export function csvRecords(source: string, most: number): CsvRecord[] {
  const text = source.replace(/^\ufeff/, '')
  const separator = separatorOf(text)
  const records: CsvRecord[] = []
  let [line, begun, cell, quoted] = [1, 1, '', false]
  let cells: string[] = []
  const end = () => {
    cells.push(cell)
    if (cells.some((one) => one.trim() !== '')) records.push({ line: begun, cells })
    cells = []
    cell = ''
  }
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? ''
    if (sign === '\n') line += 1
    if (quoted && sign === '"' && text[at + 1] === '"') {
      cell += '"'
      at += 1
    } else if (sign === '"' && (quoted || cell.trim() === '')) {
      quoted = !quoted
    } else if (!quoted && sign === separator) {
      cells.push(cell)
      cell = ''
    } else if (!quoted && sign === '\n') {
      end()
      begun = line
    } else if (quoted || sign !== '\r') cell += sign
    if (records.length > most) return records
  }
  end()
  return records
}

/** The one that the first line has most of. */
function separatorOf(text: string): string {
  const head = text.slice(0, Math.max(0, text.indexOf('\n')) || text.length)
  const count = (sign: string) => head.split(sign).length
  return [';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best), ',')
}
