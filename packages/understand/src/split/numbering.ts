// "Page 2 of 3" and its like: which page of how many this one says it is.
import type { Page } from '@countersign/contract/layout'

/** `of` is null where only the page's own number is printed. */
export type PageNumber = { page: number; of: number | null }

const word = '(?:page|seite|blatt|pagina|página|pág|pag|strona|str|sheet|p)'
const of = '(?:of|von|de|di|van|z|sur|/)'
const labelled = new RegExp(`\\b${word}\\.?:?\\s*(\\d{1,4})(?:\\s*${of}\\s*(\\d{1,4}))?(?!\\d|[.,]\\d)`, 'iu')
const bare = /^[-–(\s]*(\d{1,4})\s*(?:of|von|\/)\s*(\d{1,4})[-–)\s]*$/iu
const edge = { top: 0.14, bottom: 0.86 }

/** What is printed at the head or foot of the page; elsewhere only where it names both numbers. */
export function pageNumberOf({ blocks }: Page): PageNumber | null {
  let best: PageNumber | null = null
  for (const block of blocks)
    for (const line of block.lines) {
      const text = line.words.map((one) => one.text).join(' ')
      if (text.length > 160) continue
      const atEdge = line.box[1] < edge.top || line.box[1] > edge.bottom || block.kind === 'page_number'
      const found = labelled.exec(text) ?? (atEdge ? bare.exec(text) : null)
      const number = found === null ? null : numberFrom(found)
      if (number === null || (number.of === null && !atEdge)) continue
      if (best === null || (best.of === null && number.of !== null)) best = number
    }
  return best
}

function numberFrom([, page = '', of]: RegExpExecArray): PageNumber | null {
  const number = { page: Number(page), of: of === undefined ? null : Number(of) }
  if (number.page < 1 || (number.of !== null && number.of < number.page)) return null
  return number
}
