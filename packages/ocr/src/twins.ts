// Characters that look alike in many typefaces, told apart by the rest of their word: a network that reads letter by
// letter takes Oak for 0ak and 1,50 for l,50. Only where no other reading makes sense.
import type { Span } from './recognise.ts'

/** What may stand behind a zero without a space. */
const units = /^(?:[kmcdµn]?m|[mk]?g|[mcdh]?l|k?wh?|[kmg]?b|h|hrs?|min|s|v|ma?h?|st|pcs?|th|nd|er|x)[²³]?$/iu
const zeroFirst = /^0(?=(['’]?\p{L}[\p{L}'’-]*)$)/u
const zeroBetween = /^([\p{L}'’-]*\p{L})0(?=\p{L}[\p{L}'’-]*$)/u
const zeroLast = /^(\p{Lu}{5,})0$/u
/** No Latin language has words that begin so, not even those that begin with lg, lh, lk, ln, lp, ls, lv, lw, lz. */
const lFirst = /^l(?=(?:[bcdfmr]\p{Ll}{3}|n[cdfgkstv]\p{Ll}{2}|t[ae]\p{Ll})\p{Ll}*$)/u
/** An amount with cents, of which some digits are written as letters. */
const amount = /^(?=.*\d)([€£$]?)([\dOolIG][\dOolIGSBZ]{0,2}(?:[.,]?[\dOolIGSBZ]{3})*[.,][\dOoGSBZ]{2})$/
const digitOf: Readonly<Record<string, string>> = {
  O: '0',
  o: '0',
  l: '1',
  I: '1',
  Z: '2',
  S: '5',
  G: '6',
  B: '8',
}
const cents = /^\d{3}(?:[.,]\d{3})*[.,]\d{2}$/

/** What opens a quotation below the line stands before a word; anywhere else it is a comma. */
const lowQuote = /(?<=.)‚/gu

/** The words of a line with each O, 0, l, I and 1 as the rest of its word wants it. */
export function withTwins(words: readonly Span[]): Span[] {
  const texts = words.map(({ text }) => text.replace(lowQuote, ','))
  return words.map((word, i) => {
    const text = texts[i] as string
    const number = asDigits(text, texts[i + 1] ?? '')
    return { ...word, text: number === text ? asLetters(text) : number }
  })
}

function asDigits(text: string, next: string): string {
  // The first of a number whose thousands are parted by spaces.
  if (/^[lI]$/.test(text) && cents.test(next)) return '1'
  return text.replace(
    amount,
    (_, sign, digits) => sign + digits.replace(/[A-Za-z]/g, (letter: string) => digitOf[letter] ?? letter),
  )
}

function asLetters(text: string): string {
  if (/^o['’]\p{Lu}\p{Ll}/u.test(text)) return `O${text.slice(1)}`
  if (lFirst.test(text)) return text.replace(lFirst, 'I')
  if (zeroLast.test(text)) return text.replace(zeroLast, '$1O')
  const [, rest = ''] = zeroFirst.exec(text) ?? []
  // Capitals after a zero may be a code, as in the post codes of Britain.
  if (rest !== '' && /^(?:['’]|\p{Ll}{2}|[^\p{Lu}\p{ASCII}])/u.test(rest) && !units.test(rest))
    return `O${rest}`
  return text.replace(zeroBetween, (whole, before: string, at: number) => {
    const after = text.slice(at + before.length + 1)
    const isSmall = /\p{Ll}$/u.test(before) && /^\p{Ll}/u.test(after)
    const isLarge = /^[\p{Lu}'’-]+$/u.test(before + after) && before.length + after.length >= 4
    return isSmall ? `${before}o` : isLarge ? `${before}O` : whole
  })
}
