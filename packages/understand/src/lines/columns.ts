// The head of a table of goods: which words name which column, and where each column stands.
import { findLabels, type Label } from '../extract/labels.ts'
import { plain, type Row, type Sheet, type Span, spanOf, tokensOf } from '../page/sheet.ts'
import { lexicon } from './lexicon.ts'
import { stackedLabels } from './stacks.ts'

export type ColumnRole =
  | 'position'
  | 'article'
  | 'description'
  | 'quantity'
  | 'unit'
  | 'price'
  | 'discount'
  | 'taxRate'
  | 'tax'
  | 'amount'
  | 'gross'
  /** What its name does not tell. */
  | 'other'
export type Column = { role: ColumnRole; left: number; right: number }
/** `last` is the last row of the head. */
export type Head = { row: Row; last: Row; columns: readonly Column[] }

const known = new Map(
  lexicon.flatMap(({ role, phrases: all }) => all.map((phrase) => [plain(phrase), role as ColumnRole])),
)
/** A name may be stacked over so many rows: "Price" over "per unit". */
const mostStacked = 3

/** The heads of tables of goods: at least a text or a quantity, and an amount or a price. */
export function findHeads(sheet: Sheet): Head[] {
  const byRow = Map.groupBy(findLabels(sheet, lexicon), ({ row }) => row)
  const heads: Head[] = []
  for (const row of sheet.rows) {
    const before = heads.at(-1)
    if (before && before.last.index >= row.index) continue
    const head = headAt(row, sheet, byRow)
    if (head !== null) heads.push(head)
  }
  return heads
}

/** The stack of rows from here that names most columns. */
function headAt(row: Row, sheet: Sheet, byRow: ReadonlyMap<Row, readonly Label[]>): Head | null {
  const stack: Row[] = []
  let best: Head | null = null
  for (let at = row.index; at < row.index + mostStacked; at++) {
    const [one, last] = [sheet.rows[at], stack.at(-1)]
    if (one === undefined || (last && !isNextLine(last, one, sheet.height)) || hasAmount(one)) break
    stack.push(one)
    const head = headOf(stack, byRow)
    if (head !== null && head.columns.length > (best?.columns.length ?? 0)) best = head
  }
  return best
}

function isNextLine(row: Row, next: Row, height: number): boolean {
  return next.page === row.page && next.top - row.bottom < 1.2 * height
}

const hasAmount = ({ tokens }: Row): boolean => tokens.some(({ text }) => /\d[.,]\d/.test(text))

function headOf(stack: readonly Row[], byRow: ReadonlyMap<Row, readonly Label[]>): Head | null {
  const [row, last] = [stack[0], stack.at(-1)]
  if (row === undefined || last === undefined) return null
  const labels = stackedLabels(stack, byRow, known)
  const words = stack.flatMap(({ tokens }) => tokens).filter(({ plain: bare }) => bare !== '').length
  const named = labels.reduce((sum, label) => sum + wordsOf(label), 0)
  // A sentence may hold two of the words; a head is made of them.
  if (named < 0.4 * words) return null
  const columns = columnsOf([...stacked(labels), ...unnamed(stack, labels)])
  const has = (role: ColumnRole) => columns.some((column) => column.role === role)
  const isGoods = has('description') || has('quantity') || has('article')
  return (has('amount') || has('price') || has('gross')) && isGoods && named >= 2
    ? { row, last, columns }
    : null
}

/** Words of a head that no list knows, where they stand apart from the known ones, are columns all the same. */
function unnamed(stack: readonly Row[], labels: readonly Label[]): Column[] {
  const columns: Column[] = []
  for (const row of stack)
    for (const span of closeWords(row)) {
      const unit = span.bottom - span.top
      const near = [...labels, ...columns].some(
        ({ left, right }) => span.left < right + 0.7 * unit && span.right > left - 0.7 * unit,
      )
      if (!near) columns.push({ role: 'other', left: span.left, right: span.right })
    }
  return columns
}

function closeWords(row: Row): Span[] {
  const spans: Span[] = []
  let from = 0
  row.tokens.forEach((token, at) => {
    const next = row.tokens[at + 1]
    if (next !== undefined && next.left - token.right < 0.8 * (token.bottom - token.top)) return
    spans.push(spanOf(row, from, at))
    from = at + 1
  })
  return spans
}

const wordsOf = ({ row, from, to, top }: Label): number => to - from + (top < row.top ? 2 : 1)

/** Names over each other are one: "Price" over "Unit" is no unit. Where the two together mean nothing, the lower counts. */
function stacked(labels: readonly Label[]): Column[] {
  const columns: (Column & { bare: string })[] = []
  for (const label of labels) {
    const bare = tokensOf(label)
      .map((token) => token.plain)
      .join('')
    const over = columns.find(
      (one) =>
        Math.min(one.right, label.right) - Math.max(one.left, label.left) >
        0.3 * Math.min(one.right - one.left, label.right - label.left),
    )
    const role = label.role as ColumnRole
    if (over === undefined) {
      columns.push({ role, left: label.left, right: label.right, bare })
      continue
    }
    over.bare += bare
    over.role = known.get(over.bare) ?? (role === 'unit' && over.role === 'price' ? 'price' : role)
    over.left = Math.min(over.left, label.left)
    over.right = Math.max(over.right, label.right)
  }
  return columns.map(({ role, left, right }) => ({ role, left, right }))
}

/** One column for each place; of two with the same name the left one is the price, where the right one is an amount. */
function columnsOf(labels: readonly Column[]): Column[] {
  const sorted = [...labels].sort((a, b) => a.left - b.left)
  const columns: Column[] = []
  for (const { role, left, right } of sorted) {
    const over = columns.find((one) => Math.min(one.right, right) > Math.max(one.left, left))
    if (over === undefined) columns.push({ role, left, right })
  }
  // "Price" and "Consideration": of two prices and no amount the right one is what is to be paid.
  const last = columns.findLast(({ role }) => role === 'price')
  if (last && !columns.some(({ role }) => role === 'amount' || role === 'gross')) last.role = 'amount'
  const amounts = columns.filter(({ role }) => role === 'amount')
  const hasPrice = columns.some(({ role }) => role === 'price')
  return columns.map((column) => {
    if (column.role !== 'amount' || column === amounts.at(-1)) return column
    return { ...column, role: !hasPrice && column === amounts[0] ? ('price' as const) : ('tax' as const) }
  })
}
