// CSV (RFC 4180) as spreadsheets save it: comma, semicolon, tab or bar; any line ends. Pure.

/** `unclosed`: a quote that opens in it is never closed. */
export type CsvRecord = { line: number; cells: string[]; unclosed?: true }

/** Empty lines count as lines, and are left out; no more than a few beyond `most` are read. */
export function csvRecords(source: string, most: number): CsvRecord[] {
  const plain = source.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')
  // Excel writes what parts the cells into a line of its own, `sep=;`.
  const [said = '', own] = /^sep=(.)\n/i.exec(plain) ?? []
  const text = plain.slice(said.length)
  const separator = own ?? separatorOf(text)
  const records: CsvRecord[] = []
  let [line, cell, quoted] = [own === undefined ? 1 : 2, '', false]
  let begun = line
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
    } else cell += sign
    if (records.length > most) return records
  }
  end()
  const last = records.at(-1)
  return quoted && last ? [...records.slice(0, -1), { ...last, unclosed: true }] : records
}

/** The one that the first line has most of. */
function separatorOf(text: string): string {
  const head = text.slice(0, Math.max(0, text.indexOf('\n')) || text.length)
  const count = (sign: string) => head.split(sign).length
  return [';', '\t', '|'].reduce((best, sign) => (count(sign) > count(best) ? sign : best), ',')
}
