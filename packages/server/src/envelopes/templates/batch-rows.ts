// A list of people as CSV: one envelope for each line. Pure.
import { type EnvelopeBatchRow, mostBatchRows } from '@countersign/contract/envelope-template'
import { type CsvRecord, csvRecords } from '../../platform/csv.ts'

export type RowFault = { path: string; message: string }
export type ParsedRows = { rows: EnvelopeBatchRow[]; faults: RowFault[] }

const mostFaults = 50
const longestCell = 2000

type Column =
  | { kind: 'person'; as: string; what: 'name' | 'email' | 'language' | 'accessCode' }
  | { kind: 'value'; name: string }
  | { kind: 'title' | 'message' | 'document' }

const personColumn = /^([a-z][a-z0-9-]{0,39})\.(name|email|language|accessCode)$/

const refused = (path: string, message: string): ParsedRows => ({ rows: [], faults: [{ path, message }] })

export const knownColumns =
  'document, title, message, PERSON.name, PERSON.email, PERSON.language, PERSON.accessCode, values.NAME'

/** The first line names the columns. With any fault nothing is taken. */
export function parseBatchRows(text: string): ParsedRows {
  const [head, ...records] = csvRecords(text, mostBatchRows + 2)
  if (!head)
    return refused('line 1', `The file is empty. Its first line must name the columns: ${knownColumns}.`)
  if (records.length === 0) return refused(`line ${head.line}`, 'There is no row after the names of columns.')
  if (records.length > mostBatchRows)
    return refused(`line ${records[mostBatchRows]?.line ?? 0}`, `A list has at most ${mostBatchRows} rows.`)
  const columns = head.cells.map((cell) => columnOf(cell.trim()))
  const faults = columns.flatMap((column, index) =>
    column
      ? []
      : [
          {
            path: `line ${head.line}, column ${index + 1}`,
            message: `"${(head.cells[index] ?? '').slice(0, 40)}" is no column. There are: ${knownColumns}.`,
          },
        ],
  )
  if (faults.length > 0) return { rows: [], faults: faults.slice(0, mostFaults) }
  return rowsOf(records, columns as Column[])
}

function columnOf(cell: string): Column | null {
  const [, as, what] = personColumn.exec(cell) ?? []
  if (as && what) return { kind: 'person', as, what: what as 'name' }
  if (/^values\.\S.{0,99}$/.test(cell)) return { kind: 'value', name: cell.slice('values.'.length) }
  return cell === 'title' || cell === 'message' || cell === 'document' ? { kind: cell } : null
}

function rowsOf(records: readonly CsvRecord[], columns: readonly Column[]): ParsedRows {
  const faults: RowFault[] = []
  const rows = records.flatMap(({ line, cells }) => {
    const message =
      cells.length !== columns.length
        ? `It has ${cells.length} cells and the first line ${columns.length}. Put cells that hold the separator in quotes.`
        : cells.some((cell) => cell.length > longestCell)
          ? `A cell is longer than ${longestCell} characters.`
          : null
    if (message === null) return [rowOf(cells, columns)]
    faults.push({ path: `line ${line}`, message })
    return []
  })
  return faults.length > 0 ? { rows: [], faults: faults.slice(0, mostFaults) } : { rows, faults }
}

/** An empty cell says nothing. */
function rowOf(cells: readonly string[], columns: readonly Column[]): EnvelopeBatchRow {
  const row: EnvelopeBatchRow = {}
  for (const [index, column] of columns.entries()) {
    const cell = (cells[index] ?? '').trim()
    if (cell === '') continue
    if (column.kind === 'person')
      row.people = { ...row.people, [column.as]: { ...row.people?.[column.as], [column.what]: cell } }
    else if (column.kind === 'value') row.values = { ...row.values, [column.name]: cell }
    else if (column.kind === 'document') row.documents = [{ documentId: cell }]
    else row[column.kind] = cell
  }
  return row
}
