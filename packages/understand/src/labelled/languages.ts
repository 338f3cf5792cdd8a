// Labels in several languages at once, as passports and parcels have them: "Name/Surname/Nom".
import { plain, type Row, type Sheet, type Token } from '../page/sheet.ts'

/** Short words on both sides are no labels: `AM/B/L`, `m/s`, `c/o`. */
const between = /(?<=\p{L}{2}[.’']?)\/(?=\p{L}{2})/u

/** The words a label is made of; languages beside each other are parted as `partLanguages` parts them on the paper. */
export const wordsOfLabel = (printed: string): string[] =>
  printed
    // `Date d expiration` is printed with an apostrophe, as one word.
    .replace(/(?<= [dl]) (?=[aeiouyhàâéèêô])/giu, '’')
    .split(/\s+/)
    .flatMap((word) => word.split(between))
    .map(plain)
    .filter(Boolean)

/** The sheet with `Surname/Nom` as two words, where one of them is a word of a label. */
export function partLanguages(sheet: Sheet, labels: readonly { printed: readonly string[] }[]): Sheet {
  const known = new Set(labels.flatMap(({ printed }) => printed.flatMap(wordsOfLabel)))
  const parted = (row: Row): Row => {
    if (!row.tokens.some(({ text }) => between.test(text))) return row
    return { ...row, tokens: row.tokens.flatMap((token) => partsOf(token, known)) }
  }
  return { ...sheet, rows: sheet.rows.map(parted) }
}

function partsOf(token: Token, known: ReadonlySet<string>): Token[] {
  const texts = token.text.split(between)
  const isKnown = (text: string) => plain(text).length > 2 && known.has(plain(text))
  if (texts.length < 2 || !texts.some(isKnown)) return [token]
  const [x, y, width, height] = token.box
  let at = 0
  return texts.map((text) => {
    const [from, to] = [at / token.text.length, (at + text.length) / token.text.length]
    at += text.length + 1
    const wide = token.right - token.left
    return {
      ...token,
      text,
      plain: plain(text),
      box: [x + width * from, y, width * (to - from), height],
      left: token.left + wide * from,
      right: token.left + wide * to,
    }
  })
}
