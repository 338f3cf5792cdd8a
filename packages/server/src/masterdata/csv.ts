// A list of suppliers as CSV (RFC 4180), as spreadsheets save it: comma, semicolon or tab; every fault with its line.
import { mostSuppliers, type NewSupplier } from '@countersign/contract/supplier'
import { type CsvRecord, csvRecords } from '../platform/csv.ts'

export type Fault = { path: string; message: string }
export type Parsed = { suppliers: { line: number; supplier: NewSupplier }[]; faults: Fault[] }

const columns = ['name', 'number', 'vatId', 'iban'] as const
type Column = (typeof columns)[number]

/** As spreadsheets and bookkeeping programs name them, in the languages that documents are understood in. */
const spellings: Record<Column, string> = {
  name: `name supplier suppliername vendor vendorname company seller creditor lieferant lieferantenname kreditorname firma
    fournisseur nomfournisseur nom raisonsociale proveedor nombre razonsocial fornitore ragionesociale leverancier naam
    fornecedor nome dostawca nazwa`,
  number: `number suppliernumber supplierno suppliernr vendornumber vendorno id nummer nr kreditor kreditornummer kreditorennummer
    lieferantennummer lieferantennr numero numerofournisseur numeroproveedor codigo codice codicefornitore leveranciersnummer
    kod numer`,
  vatId: `vatid vatnumber vatno vatnr vat vatidnumber ustidnr ustid ustidnummer umsatzsteueridentifikationsnummer uid uidnummer
    tva numerotva ntva tvaintracommunautaire nif nifiva cif iva partitaiva piva btw btwnummer btwid contribuinte nipue nip`,
  iban: 'iban ibans account bankaccount konto bankkonto bankverbindung compte cuenta conto rekening conta rachunek',
}

const columnNames = new Map<string, Column>(
  columns.flatMap((column) => spellings[column].split(/\s+/).map((name) => [name, column] as const)),
)

const lettersOf = (cell: string): string =>
  cell
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z]/g, '')

/** Enough to mend a file by; the rest is of the same kinds. */
const mostFaults = 50
const longestCell = 2000

/**
 * Reads the text of a file; faults are for people, and with any of them nothing is to be kept. `ignored` are columns that
 * somebody named as of no use: others that are not known might be misspelt.
 */
export function parseSuppliers(text: string, ignored: readonly string[] = []): Parsed {
  const [head, ...rows] = csvRecords(text, mostSuppliers + 2)
  const open = [head, ...rows].find((row) => row?.unclosed)
  if (open)
    return refused(`line ${open.line}`, 'A quote opens in it and is never closed. Close or remove it.')
  if (!head)
    return refused(
      'line 1',
      'The file is empty. Its first line must name the columns: name,number,vatId,iban.',
    )
  const places = placesOf(head, new Set(ignored.map(lettersOf)))
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

function placesOf({ line, cells }: CsvRecord, ignored: ReadonlySet<string>): Places | { faults: Fault[] } {
  const known = cells.map((cell) => columnNames.get(lettersOf(cell)))
  if (cells[0]?.startsWith('PK\u0003\u0004'))
    return refused(
      'file',
      'It is a spreadsheet or an archive, not CSV. Save it as "CSV UTF-8" and send that.',
    )
  if (known.every((column) => column === undefined))
    return refused(
      `line ${line}`,
      `The first line must name the columns, but no name in it is known. There are: ${columns.join(', ')}.`,
    )
  const places: Places = new Map()
  const faults: Fault[] = []
  for (const [index, cell] of cells.entries()) {
    if (ignored.has(lettersOf(cell))) continue
    const column = known[index]
    const path = `line ${line}, column ${index + 1}`
    if (!column)
      faults.push({
        path,
        message: `"${cell.slice(0, 40)}" is no column. There are: ${columns.join(', ')}. Mend it, delete the column, or name it in ?ignore=.`,
      })
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
