// What the classifier sees of a document: the phrases that tell a class, in headings and elsewhere, and its shape.
import { type DocumentClass, documentClasses } from '@countersign/contract/extraction'
import { classDefinitions } from '../classes/classes.ts'
import { plain, type Row, type Sheet, type Token } from '../page/sheet.ts'
import { shapeOf } from './shape.ts'

/** A class shows on its first pages; later ones mention everything. */
const considered = { pages: 3, words: 2_500 }
const longestPhrase = 5
const headingRows = 40

/** A phrase; with `# ` in front a phrase in a heading, with `~ ` a trait of the shape. */
export type Feature = string

/** Strength of each feature that is there, 0 to 1. */
export function featuresOf(sheet: Sheet): Map<Feature, number> {
  const rows = consideredRows(sheet)
  const features = new Map<Feature, number>()
  for (const row of rows) noteRow(features, row, sheet)
  for (const [name, value] of shapeOf(sheet, rows)) features.set(`~ ${name}`, value)
  return features
}

function consideredRows(sheet: Sheet): Row[] {
  const last = sheet.pages[considered.pages - 1]?.number ?? Number.POSITIVE_INFINITY
  const rows: Row[] = []
  let words = 0
  for (const row of sheet.rows) {
    if (row.page > last || words > considered.words) break
    rows.push(row)
    words += row.tokens.length
  }
  return rows
}

const phrasesOf = (name: DocumentClass) => {
  const { titles, words } = classDefinitions[name].terms
  return [...Object.keys(titles), ...Object.keys(words)]
}
const keyOf = (phrase: string) => (phrase.startsWith('*') ? `*${plain(phrase)}` : plain(phrase))
const known = new Set(documentClasses.flatMap(phrasesOf).map(keyOf))
const ends = [...known].filter((phrase) => phrase.startsWith('*')).map((phrase) => phrase.slice(1))

function noteRow(features: Map<Feature, number>, row: Row, sheet: Sheet): void {
  for (let from = 0; from < row.tokens.length; from++) {
    const token = row.tokens[from]
    if (token === undefined) continue
    const see = (phrase: string, to: number) => {
      features.set(phrase, 1)
      if (inHeading(row, { from, to, sheet })) features.set(`# ${phrase}`, 1)
    }
    for (const end of ends) if (token.plain.endsWith(end) && token.plain !== end) see(`*${end}`, from)
    let compact = ''
    for (let to = from; to < Math.min(row.tokens.length, from + longestPhrase); to++) {
      compact += row.tokens[to]?.plain ?? ''
      if (known.has(compact)) see(compact, to)
    }
  }
}

type Place = { from: number; to: number; sheet: Sheet }

/** Tall, or standing nearly alone in the upper part of the first page. */
function inHeading(row: Row, { from, to, sheet }: Place): boolean {
  const token = row.tokens[from] as Token
  const last = row.tokens[to] as Token
  const page = sheet.pages[0]
  if (row.page !== page?.number || row.index > headingRows) return false
  const height = token.bottom - token.top
  if (height > 1.35 * sheet.height && row.tokens.length <= 12) return true
  if (row.top > 0.4 * page.height && row.index > 12) return false
  const before = row.tokens[from - 1]
  const after = row.tokens[to + 1]
  const apart = (gap: number) => gap > 1.5 * height
  const begins = before === undefined || apart(token.left - before.right)
  const ends = after === undefined || apart(after.left - last.right) || !/^\p{Ll}/u.test(after.text)
  return begins && ends && row.tokens.length <= 9
}

/** How much of a title's weight counts in a text and on top of it in a heading, and of other words in a heading. */
const shares = { titleInText: 0.3, titleInHeading: 0.9, wordInHeading: 0.2 }

/** The weights of one class before anything was learned, from its own vocabulary. */
export function priorWeights(name: DocumentClass): Map<Feature, number> {
  const { titles, words, shape = {} } = classDefinitions[name].terms
  const weights = new Map<Feature, number>(
    Object.entries(shape).map(([trait, weight]) => [`~ ${trait}`, weight]),
  )
  for (const [phrase, weight] of Object.entries(words)) {
    weights.set(keyOf(phrase), weight)
    weights.set(`# ${keyOf(phrase)}`, weight * shares.wordInHeading)
  }
  for (const [phrase, weight] of Object.entries(titles)) {
    weights.set(keyOf(phrase), weight * shares.titleInText)
    weights.set(`# ${keyOf(phrase)}`, weight * shares.titleInHeading)
  }
  return weights
}
