// The lines of goods under the head of a table, with rules or without, over page breaks.
import type { LineItem } from '@countersign/contract/extraction'
import { evidenceOf } from '../extract/field.ts'
import type { Reading } from '../extract/reading.ts'
import { type Span, segmentsOf, textOf, tokensOf } from '../page/sheet.ts'
import { type BodyRow, readBody } from './body.ts'
import { type Cells, isProduct, named } from './cells.ts'
import { findHeads, type Head } from './columns.ts'
import { settled } from './settle.ts'
import { type Draft, draftsOf } from './texts.ts'
import { findUnheaded, inventHead } from './unheaded.ts'

/** Bounds against hostile documents: more lines than these are counted, not read. */
export const mostLines = 2_000

/** The lines in the order of the page; empty where no table of goods is found. */
export function findLineItems(reading: Reading): LineItem[] {
  const items = findHeaded(reading)
  if (items.length > 0) return items
  return findUnheaded(reading)
    .slice(0, mostLines)
    .map(({ row, cells }) => itemOf({ cells, spans: segmentsOf(row), above: [], below: [] }, reading))
}

type Table = { heads: Head[]; drafts: Draft[] }

/** Of all tables the one that most speaks for: what stands on others (tax by rates, payments) is no line of goods. */
function findHeaded(reading: Reading): LineItem[] {
  const heads = findHeads(reading.sheet)
  const tables: Table[] = []
  let from = 0
  for (const [at, head] of heads.entries()) {
    if (head.row.index < from) continue
    const { drafts, end } = readUnder(head, reading, heads[at + 1]?.row.index)
    if (drafts.length === 0) continue
    from = end
    const before = tables.find(({ heads: [first] }) => first && goesOn(head, first))
    if (before === undefined) tables.push({ heads: [head], drafts })
    else before.drafts.push(...drafts)
  }
  if (!tables.some(({ drafts }) => drafts.some(isProven))) {
    const head = inventHead(reading)
    if (head !== null) tables.push({ heads: [head], drafts: readUnder(head, reading).drafts })
  }
  const best = tables.reduce<Table | null>(
    (most, one) => (most && weight(most) >= weight(one) ? most : one),
    null,
  )
  return (best?.drafts ?? []).slice(0, mostLines).map((draft) => joinedItem(draft, reading))
}

const isProven = ({ body }: Draft): boolean => body.cells.proven

function readUnder(head: Head, reading: Reading, until?: number): { drafts: Draft[]; end: number } {
  const columns = settled(head, reading.sheet.rows.slice(head.last.index + 1, until), reading)
  const body = readBody({ ...head, columns }, reading, until ?? Number.POSITIVE_INFINITY)
  const drafts = draftsOf(body, columns, reading.sheet.height)
  return { drafts, end: body.at(-1)?.row.index ?? 0 }
}

/** What speaks for a table of goods: lines that multiply, lines with all their parts. */
function weight({ drafts }: Table): number {
  const cells = drafts.slice(0, mostLines).map(({ body }) => body.cells)
  return cells.reduce(
    (sum, { proven, quantity, price }) => sum + (proven ? 4 : quantity !== null && price !== null ? 1 : 0.4),
    0,
  )
}

/** The head of the same table, printed again: the same names, or on another page the same places. */
function goesOn(head: Head, before: Head): boolean {
  const same = head.columns.filter(({ left, right }) =>
    before.columns.some((one) => Math.min(right, one.right) > Math.max(left, one.left)),
  ).length
  const roles = head.columns.map(({ role }) => role).join(' ')
  return (
    roles === before.columns.map(({ role }) => role).join(' ') ||
    (head.row.page !== before.row.page && same >= 0.8 * Math.max(head.columns.length, before.columns.length))
  )
}

function joinedItem({ body, above, below }: Draft, reading: Reading): LineItem {
  const { row, cells }: BodyRow = body
  const words = { above: above.map(textOf), below: below.map(textOf) }
  return itemOf({ cells, spans: [...segmentsOf(row), ...above, ...below], ...words }, reading)
}

/** A number alone where a name should be: the name stands below it. */
const code = /^[\p{Lu}\d./-]*\d[\p{Lu}\d./-]*$/u

type Parts = { cells: Cells; spans: readonly Span[]; above: readonly string[]; below: readonly string[] }

function itemOf({ cells, spans, above, below }: Parts, reading: Reading): LineItem {
  const { quantity, unit, price, taxRate, amount } = cells
  const own = [...above, cells.description].filter((text) => text !== '').join(' ')
  const isCode = below.length > 0 && code.test(own)
  const [article, name] = isCode ? [cells.article ?? own, ''] : named(own, cells.article)
  const description = [name, ...below].filter((text) => text !== '').join(' ')
  const currency = amount?.currency ?? reading.currency?.code ?? null
  const read = Math.min(1, ...spans.flatMap((span) => tokensOf(span).map(({ confidence }) => confidence)))
  const agrees =
    quantity !== null && price !== null && amount !== null
      ? cells.proven || isProduct(quantity, price, [amount.minor])
      : null
  const sure = agrees === null ? 0.85 : agrees ? 0.98 : 0.55
  return {
    description: description || null,
    article,
    quantity,
    unit,
    unitPrice: price,
    taxRate,
    amount: amount === null ? null : { minor: amount.minor, currency },
    raw: spans.map(textOf).join(' ').slice(0, 300),
    confidence: Math.round(1000 * sure * read) / 1000,
    evidence: spans.map(evidenceOf),
  }
}
