// A list of suppliers as CSV (RFC 4180), as spreadsheets save it: comma, semicolon or tab; every fault with its line.
import { mostSuppliers, type NewSupplier } from '@countersign/contract/supplier'
import { type CsvRecord, csvRecords } from '../platform/csv.ts'

export type Fault = { path: string; message: string }
export type Parsed = { suppliers: { line: number; supplier: NewSupplier }[]; faults: Fault[] }

const columns = ['name', 'number', 'vatId', 'iban'] as const
type Column = (typeof columns)[number]

/** As they are written in spreadsheets. */
const columnNames: { [name: string]: Column } = {
  ...{ name: 'name', supplier: 'name', suppliername: 'name', company: 'name', seller: 'name' },
  ...{ number: 'number', suppliernumber: 'number', supplierno: 'number', id: 'number' },
  ...{ vatid: 'vatId', vatnumber: 'vatId', vatno: 'vatId', vat: 'vatId', ustidnr: 'vatId', ustid: 'vatId' },
  ...{ iban: 'iban', ibans: 'iban', account: 'iban' },
}

/** Enough to mend a file by; the rest is of the same kinds. */
const mostFaults = 50
const longestCell = 2000

/** Reads the text of a file; faults are for people, and with any of them nothing is to be kept. */
export function parseSuppliers(text: string): Parsed {
  const [head, ...rows] = csvRecords(text, mostSuppliers + 2)
  if (!head)
    return refused(
      'line 1',
      'The file is empty. Its first line must name the columns: name,number,vatId,iban.',
    )
  const places = placesOf(head)
  if ('faults' in places) return { suppliers: [], faults: places.faults }
  if (rows.length > mostSuppliers)
    return refused(`line ${rows[mostSuppliers]?.line ?? 0}`, `A list has at most ${mostSuppliers} suppliers.`)
  const faults: Fault[] = []
  const suppliers = rows.flatMap((row) => {
    const made = supplierOf(row, { places, width: head.cells.length })
    if (!('path' in made)) return [{ line: row.line, supplier: made }]
    faults.push(made)
    return []
  })
  return { suppliers, faults: faults.slice(0, mostFaults) }
}

const refused = (path: string, message: string): Parsed => ({ suppliers: [], faults: [{ path, message }] })

type Places = Map<Column, number>

function placesOf({ line, cells }: CsvRecord): Places | { faults: Fault[] } {
  const places: Places = new Map()
  const faults: Fault[] = []
  for (const [index, cell] of cells.entries()) {
    const column = columnNames[cell.toLowerCase().replace(/[^a-z]/g, '')]
    const path = `line ${line}, column ${index + 1}`
    if (!column)
      faults.push({ path, message: `"${cell.slice(0, 40)}" is no column. There are: ${columns.join(', ')}.` })
    else if (places.has(column)) faults.push({ path, message: `The column ${column} stands there twice.` })
    else places.set(column, index)
  }
  if (!places.has('name')) faults.push({ path: `line ${line}`, message: 'The column name is missing.' })
  return faults.length > 0 ? { faults: faults.slice(0, mostFaults) } : places
}

function supplierOf(
  { line, cells }: CsvRecord,
  { places, width }: { places: Places; width: number },
): NewSupplier | Fault {
  if (cells.length !== width)
    return {
      path: `line ${line}`,
      message: `It has ${cells.length} cells and the first line ${width}. Put cells that hold the separator in quotes.`,
    }
  const cell = (column: Column) => cells[places.get(column) ?? -1]?.trim() ?? ''
  const long = columns.find((column) => cell(column).length > longestCell)
  if (long) return { path: `line ${line}, ${long}`, message: `It is longer than ${longestCell} characters.` }
  return {
    name: cell('name'),
    number: cell('number') || null,
    vatId: cell('vatId') || null,
    ibans: cell('iban')
      .split(/[|,;\n]/)
      .map((iban) => iban.trim())
      .filter((iban) => iban !== ''),
  }
}
