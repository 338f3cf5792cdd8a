// By what a place on a paper is known again: the words around it, where it stands, and what the value looks like.
import type { Field } from '@countersign/contract/extraction'
import type { Row, Sheet, Token } from '../page/sheet.ts'
import type { Option } from './options.ts'
import { thin } from './words.ts'

/** What each kind of sign counts; several say nearly the same, so that each alone counts less. */
export const signKinds: Readonly<Record<string, number>> = {
  before: 0.8,
  label: 1,
  box: 1.5,
  head: 0.5,
  after: 0.5,
  above: 0.8,
  'second above': 0.4,
  below: 0.4,
  left: 0.3,
  'left edge': 0.3,
  right: 0.3,
  'right edge': 0.3,
  height: 0.25,
  'height on page': 0.25,
  page: 0.2,
  shape: 0.7,
  words: 0.3,
  size: 0.4,
  rank: 0.4,
  general: 1,
}

export const kindOf = (sign: string): string => sign.slice(0, sign.indexOf('|'))
/** Kinds that quote what is printed. */
export const wording: ReadonlySet<string> = new Set(
  'before,label,box,head,after,above,second above,below'.split(','),
)

/** What signs are compared by: letters that readers take for each other are one. */
export const comparable = (sign: string): string =>
  wording.has(kindOf(sign)) ? `${kindOf(sign)}|${thin(wordsOfSign(sign))}` : sign

export const wordsOfSign = (sign: string): string => sign.slice(sign.indexOf('|') + 1)

/** Names of the fields that hold this value as the machine alone read it. */
export type General = ReadonlyMap<string, string>

const keyOf = (value: Field['value']): string =>
  typeof value === 'string' ? value.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '') : String(value.minor)

export function generalNames(fields: readonly Field[]): General {
  const names = new Map<string, string>()
  for (const { name, value } of fields) {
    const key = keyOf(value)
    names.set(key, names.has(key) ? `${names.get(key)} ${name}` : name)
  }
  return names
}

/** The words around a token; what they are is the same for every candidate that begins or ends there. */
type Around = { before: string; label: string; above: string; second: string; below: string; after: string }

/** A function that names the signs of a candidate, each as `kind|words`. */
export function signsOf(sheet: Sheet, general: General): (option: Option) => string[] {
  const around = new Map<Token, Around>()
  const lastPage = sheet.rows.at(-1)?.page ?? 1
  const aroundOf = (row: Row, at: number): Around => {
    const token = row.tokens[at]
    if (token === undefined) return nothing
    const known = around.get(token) ?? look(sheet, row, at)
    around.set(token, known)
    return known
  }
  const described = new Map<Option, string[]>()
  const describe = (option: Option) => {
    const { row, from, to } = option
    const first = aroundOf(row, from)
    const last = aroundOf(row, to)
    const page = row.page === 1 ? 'first' : row.page === lastPage ? 'last' : 'middle'
    if (option.tick)
      return [
        `box|${wordsAt(row, from, Math.min(row.tokens.length, from + 4))}`,
        ...[`before|${first.before}`, `label|${first.label}`, `above|${first.above}`, `below|${first.below}`],
        ...placed(sheet, option),
        `page|${page}`,
      ]
    return [
      `before|${first.before}`,
      `label|${first.label}`,
      `head|${wordsAt(row, 0, Math.min(3, from))}`,
      `after|${last.after}`,
      `above|${first.above}`,
      `second above|${first.second}`,
      `below|${first.below}`,
      ...placed(sheet, option),
      `page|${page}`,
      `shape|${shapeIn(option)}`,
      `words|${to - from + 1}`,
      `general|${general.get(keyOf(option.value)) ?? 'nothing'}`,
    ]
  }
  return (option) => {
    const signs = described.get(option) ?? describe(option)
    described.set(option, signs)
    return signs
  }
}

const nothing: Around = { before: '', label: '', above: '', second: '', below: '', after: '' }

const textIn = ({ row, from, to }: Option): string =>
  row.tokens
    .slice(from, to + 1)
    .map(({ text }) => text)
    .join(' ')

/** Two grids that overlap, so that what lies on a border of one is inside the other. */
function placed(sheet: Sheet, { row, left, right, top, bottom }: Option): string[] {
  const page = sheet.pages.find(({ number }) => number === row.page)
  const [width, height] = [page?.width ?? 595, page?.height ?? 842]
  const grid = (share: number, cells: number) => [Math.floor(share * cells), Math.floor(share * cells + 0.5)]
  const [x, xx] = grid(left / width, 30)
  const [r, rr] = grid(right / width, 30)
  const [y, yy] = grid(top / height, 30)
  const size = Math.round(3 * Math.log2(Math.max(1, bottom - top) / sheet.height))
  return [
    ...[`left|${x}`, `left edge|${xx}`, `right|${r}`, `right edge|${rr}`],
    ...[`height|${y}`, `height on page|${yy}`, `size|${size}`],
  ]
}

/** How many digits an amount or a day has says nothing. */
function shapeIn(option: Option): string {
  const shape = shapeOf(textIn(option))
  return typeof option.value === 'string' ? shape : shape.replace(/9\d/g, '9')
}

/** Letters as A or a, digits as 9; what repeats stands once, but digits keep their count up to eight. */
export function shapeOf(text: string): string {
  return text
    .slice(0, 60)
    .replace(/\p{Lu}+/gu, 'A')
    .replace(/\p{L}+/gu, (word) => (word === 'A' ? 'A' : 'a'))
    .replace(/\d+/g, (digits) => `9${Math.min(8, digits.length)}`)
    .replace(/[Aa]+/g, (letters) => (letters.length > 1 ? 'Aa' : letters))
}

function look(sheet: Sheet, row: Row, at: number): Around {
  const [above, second] = upwards(sheet, row, at)
  return {
    before: wordsAt(row, at - 1, at),
    label: labelBefore(row, at),
    above,
    second,
    below: downwards(sheet, row, at),
    after: at + 1 < row.tokens.length && !gapAfter(row, at) ? wordsAt(row, at + 1, at + 2) : '',
  }
}

/** Up to four words on the left, back to a gap or a number; a gap may lie between them and the value. */
function labelBefore(row: Row, at: number): string {
  let from = at - 1
  while (
    from > 0 &&
    at - from < 4 &&
    !gapAfter(row, from - 1) &&
    !/\d/.test(row.tokens[from - 1]?.text ?? '')
  )
    from -= 1
  return wordsAt(row, from, at)
}

function gapAfter(row: Row, at: number): boolean {
  const [token, next] = [row.tokens[at], row.tokens[at + 1]]
  if (token === undefined || next === undefined) return true
  return next.left - token.right > 2 * (token.bottom - token.top)
}

/** Words with digits are one word: what is printed there changes from paper to paper. */
function wordsAt(row: Row, from: number, to: number): string {
  const tokens = row.tokens.slice(Math.max(0, from), Math.max(0, to))
  return tokens
    .map(({ text, plain }) => (/\d\d|^\d$/.test(text) ? '9' : plain))
    .filter((word) => word !== '')
    .join(' ')
}

const furthestRows = 12

function upwards(sheet: Sheet, row: Row, at: number): [string, string] {
  const found: string[] = []
  for (let index = row.index - 1; index >= 0 && row.index - index <= furthestRows; index--) {
    const text = beside(sheet, { row, at, other: sheet.rows[index] })
    if (text !== null) found.push(text)
    if (found.length === 2) break
  }
  return [found[0] ?? '', found[1] ?? '']
}

function downwards(sheet: Sheet, row: Row, at: number): string {
  for (let index = row.index + 1; index < sheet.rows.length && index - row.index <= furthestRows; index++) {
    const text = beside(sheet, { row, at, other: sheet.rows[index] })
    if (text !== null) return text
  }
  return ''
}

/** The words of another row that stand over or under the token, to the next gap on both sides. */
function beside(
  sheet: Sheet,
  { row, at, other }: { row: Row; at: number; other: Row | undefined },
): string | null {
  const token = row.tokens[at]
  if (token === undefined || other === undefined || other.page !== row.page) return null
  if (Math.abs(other.top - token.top) > 5 * sheet.height) return null
  const hit = other.tokens.findIndex(({ left, right }) => left < token.right && right > token.left)
  if (hit < 0) return null
  let [from, to] = [hit, hit + 1]
  while (from > 0 && hit - from < 3 && !gapAfter(other, from - 1)) from -= 1
  while (to < other.tokens.length && to - hit < 4 && !gapAfter(other, to - 1)) to += 1
  return wordsAt(other, from, to)
}
