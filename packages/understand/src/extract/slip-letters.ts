// Letters that thermal print and its readers mix up, in names and addresses: mended where only one reading is a word.
import { type Row, type Span, tokensOf } from '../page/sheet.ts'

/** Surer than this a word was read as it is printed, whatever it looks like. */
const sure = 0.9
const shortest = 5

/** What addresses and names of companies are made of everywhere; no place and nobody's name is among them. */
const common = new Set(
  `jalan lorong persiaran lebuhraya taman kampung bandar kawasan perindustrian seksyen bangunan wisma menara tingkat pusat
  street avenue drive boulevard highway square court crescent terrace floor ground level block suite building tower centre
  center complex kompleks shopping plaza industrial estate market station school garden gardens village north south
  straße strasse platz allee chemin impasse avenida calle paseo corso piazza viale travessa aleja
  enterprise trading limited corporation company holdings marketing services restaurant hardware machinery supermarket
  pharmacy stationery bakery`.split(/\s+/),
)

/** The words of a line as they were most likely printed; `said`: words that were read surely elsewhere on the page. */
export function mendedText(span: Span, said: ReadonlySet<string> = new Set()): string {
  const tokens = tokensOf(span)
  const words = tokens.filter(({ text }) => /^\p{L}/u.test(text))
  const capitalised = words.filter(({ text }) => /^\p{Lu}/u.test(text)).length >= words.length / 2
  const mended = tokens.map(({ text, confidence }, at) => {
    if (isAmpersand(tokens, at)) return '&'
    const word = unmixed(text, capitalised)
    if (confidence >= sure) return word
    if (isLot(word, tokens[at + 1]?.text)) return 'LOT'
    return knownWord(word, said)
  })
  return mended.join(' ')
}

/** Digits and signs among letters, letters that no word begins with. */
function unmixed(text: string, capitalised: boolean): string {
  const isCapital = /\p{Lu}/u.test(text) && !/\p{Ll}{2}/u.test(text)
  const as = (capital: string, small: string) => (isCapital ? capital : small)
  let word = text.replace(/(?<=^\p{L}+)0(?=\p{L}+\W*$)/u, as('O', 'o'))
  if (/^\p{L}{2,}[015|!]\p{L}+\W*$|^\p{L}[015|!]\p{L}{2,}\W*$/u.test(word))
    word = word.replace(/0/g, as('O', 'o')).replace(/[1|!]/g, as('I', 'l')).replace(/5/g, as('S', 's'))
  if (/^\p{L}{2,}!$/u.test(word)) word = word.replace('!', as('I', 'l'))
  // Names begin with a capital: no word begins with an l and one of these.
  return capitalised ? word.replace(/^l(?=[bcdfghjkmnpqrstvwxz]\p{Ll})/u, 'I') : word
}

/** "12 8 14": between the numbers of houses that follow each other stands an ampersand. */
function isAmpersand(tokens: readonly { text: string }[], at: number): boolean {
  const [before, here, after] = [tokens[at - 1]?.text, tokens[at]?.text, tokens[at + 1]?.text]
  if (here !== '8' || before === undefined || after === undefined) return false
  const [first, second] = [Number.parseInt(before, 10), Number.parseInt(after, 10)]
  return second > first && second - first <= 4 && /^\d{1,4}[,.]?$/.test(after)
}

/** "0T 4674": the edge of the paper took the first letter. */
const isLot = (word: string, next = ''): boolean => /^[0O]T$/.test(word) && /^\d{2,}/.test(next)

/** The word that differs in one letter, if there is one and no other: a common one, or one of the same page. */
function knownWord(text: string, said: ReadonlySet<string>): string {
  const [, head = '', body = '', tail = ''] = /^([^\p{L}]*)(.*?)([^\p{L}]*)$/u.exec(text) ?? []
  const small = body.toLowerCase()
  if (small.length < shortest - 1 || common.has(small) || said.has(small)) return text
  const near = (words: ReadonlySet<string>) =>
    [...words].filter((word) => word.length >= shortest && isOneOff(small, word))
  const found = new Set([...near(common), ...near(said)])
  const [only] = found
  if (only === undefined || found.size > 1) return text
  const capital = /^\p{Lu}{2}/u.test(body) ? only.toUpperCase() : /^\p{Lu}/u.test(body) ? titled(only) : only
  return head + capital + tail
}

const surest = 0.97
const mostSaid = 400

/** Words of letters on this page that were read surely, in small letters. */
export function saidOn(rows: readonly Row[], page: number): Set<string> {
  const words = rows
    .filter((row) => row.page === page)
    .flatMap(({ tokens }) => tokens.filter(({ confidence }) => confidence >= surest))
    .flatMap(({ text }) => /^[^\p{L}]*(\p{L}{6,})[^\p{L}]*$/u.exec(text)?.[1]?.toLowerCase() ?? [])
  return new Set(words.slice(0, mostSaid))
}

const titled = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

/** One letter is another, is missing, or is too many. */
function isOneOff(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false
  let start = 0
  while (start < one.length && one[start] === other[start]) start++
  const [a, b] = [one.slice(start), other.slice(start)]
  return a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1)
}
