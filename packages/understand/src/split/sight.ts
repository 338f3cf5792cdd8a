// What one page shows by itself: whether it is blank or parts others, its class, its number, what it calls itself.
import type { DocumentClass } from '@countersign/contract/extraction'
import type { Page } from '@countersign/contract/layout'
import { classify } from '../classify/classify.ts'
import { layOut } from '../page/sheet.ts'
import { type Identity, identityOf } from './identity.ts'
import { type PageNumber, pageNumberOf } from './numbering.ts'

export type Sight = {
  number: number
  blank: boolean
  /** Why this page parts what is before it from what is behind, null for a page of a document. */
  separator: string | null
  /** Why a document surely begins here, null where nothing says so. */
  begins: string | null
  numbering: PageNumber | null
  class: DocumentClass
  /** Whether the class can be relied on. */
  sure: boolean
  /** Whether the name of the class stands in a heading. */
  titled: boolean
  /** How many words it has. */
  words: number
  /** Of its paper, in square points. */
  area: number
  /** What makes it a document of its own, where the page shows it; looked for when it is asked for. */
  identity: () => Identity | null
}

const sureEnough = 0.75
/** Enough to compare what two pages say of themselves, of classes that are one page and have few words. */
const likelyEnough = 0.4
const looseClasses = new Set<DocumentClass>([
  ...(['receipt', 'shipping_label', 'business_card', 'id_card', 'letter', 'form'] as const),
])
const separatorWords =
  /^(?:separator(?: ?(?:page|sheet))?|patch ?(?:code|sheet)|document separator|trenn(?:blatt|seite)|page de séparation|séparateur|hoja separadora|foglio separatore|scheidingsblad|folha separadora|strona oddzielająca)\b/iu
/** A page of so few words with a code is a sheet that parts documents, not one of them. */
const fewWords = 12

export function sightOf(page: Page, { barcode }: { barcode?: string }): Sight {
  const words = page.blocks.flatMap(({ lines }) => lines.flatMap((line) => line.words))
  const blank = words.length === 0 && page.codes.length === 0
  const separator = blank
    ? null
    : separatorOf(
        page,
        words.map(({ text }) => text),
      )
  const nothing = { class: 'other' as const, sure: false, titled: false, identity: () => null }
  const seen = blank || separator !== null ? nothing : classOf(page)
  const code =
    barcode === undefined ? undefined : page.codes.find(({ content }) => content.startsWith(barcode))
  return {
    number: page.number,
    blank,
    separator,
    begins: code === undefined ? null : 'it has the barcode of a first page',
    numbering: pageNumberOf(page),
    words: words.length,
    area: page.width * page.height,
    ...seen,
  }
}

function separatorOf({ codes }: Page, words: readonly string[]): string | null {
  if (words.length > fewWords) return null
  if (separatorWords.test(words.join(' '))) return 'after a separator page'
  return codes.length > 0 && words.length <= 4 ? 'after a page with nothing but a barcode' : null
}

function classOf(page: Page): Pick<Sight, 'class' | 'sure' | 'titled' | 'identity'> {
  const sheet = layOut([page])
  const { class: name, confidence, why } = classify(sheet)
  const sure = confidence >= sureEnough && name !== 'other'
  // A letter has no title; it begins with a greeting.
  const titled = why.some(
    ({ reason, weight }) => weight > 1 && (name === 'letter' || reason.includes('in a heading')),
  )
  let identity: Identity | null | undefined
  const find = () => {
    if (identity === undefined)
      identity =
        confidence >= (looseClasses.has(name) ? likelyEnough : sureEnough) && name !== 'other'
          ? identityOf(sheet, name)
          : null
    return identity
  }
  return { class: name, sure, titled, identity: find }
}
