// A file that holds several documents: where each begins, and whether all its pages are there.
import type { DocumentClass, Finding } from '@countersign/contract/extraction'
import type { Page } from '@countersign/contract/layout'
import { missingPages } from './completeness.ts'
import { type Sight, sightOf } from './sight.ts'

/** Pages `from` to `to`, by their numbers in the file; `why` says why a document begins here. */
export type Part = { from: number; to: number; class: DocumentClass; why: string[] }
export type Split = { parts: Part[]; findings: Finding[] }

/** A barcode that begins with `barcode` stands on the first page of every document. */
export type SplitOptions = { barcode?: string }

/** Beyond these pages nothing is looked at; they stay with the last document. */
const mostPages = 1_000
/** So much must speak for a beginning. */
const enough = 1.5

/**
 * The documents in a file, in order. Blank and separator pages belong to none of them. A file that is one document is
 * one part. Findings: pages that a document says it has and does not, twice, or in another order.
 */
export function splitPages(pages: readonly Page[], options: SplitOptions = {}): Split {
  const sights = pages.slice(0, mostPages).map((page) => sightOf(page, options))
  const backs = blankBacks(sights)
  const parts: { sights: Sight[]; why: string[] }[] = []
  let parted: string | null = null
  for (const sight of sights) {
    if (sight.separator !== null) parted = sight.separator
    else if (sight.blank) parted ??= backs ? null : 'after a blank page'
    else {
      const current = parts.at(-1)
      const why = current === undefined ? [] : reasonsToBegin(sight, { current: current.sights, parted })
      if (current === undefined || why.length > 0) parts.push({ sights: [sight], why })
      else current.sights.push(sight)
      parted = null
    }
  }
  return finished(parts, pages)
}

function finished(
  parts: readonly { sights: readonly Sight[]; why: string[] }[],
  pages: readonly Page[],
): Split {
  const found = parts.map(({ sights, why }): Part => {
    const [first, last] = [sights[0], sights.at(-1)]
    return { from: first?.number ?? 1, to: last?.number ?? 1, class: classOf(sights), why }
  })
  const findings = parts.flatMap(({ sights }) => missingPages(sights))
  const last = found.at(-1)
  if (pages.length > mostPages && last !== undefined) {
    last.to = pages.at(-1)?.number ?? last.to
    const message = `Only the first ${mostPages} pages were looked at for documents that begin there. Send larger files in parts.`
    findings.push({ rule: 'split.too_long', severity: 'warning', message, page: mostPages })
  }
  return { parts: found, findings }
}

/** Every second page of a scanned stack is blank: the backs, which part nothing. */
function blankBacks(sights: readonly Sight[]): boolean {
  const backs = sights.filter((_, at) => at % 2 === 1)
  const fronts = sights.filter((_, at) => at % 2 === 0)
  return backs.length >= 2 && backs.every(({ blank }) => blank) && fronts.every(({ blank }) => !blank)
}

type Before = { current: readonly Sight[]; parted: string | null }

/** Empty where the page goes on with what came before. */
function reasonsToBegin(sight: Sight, { current, parted }: Before): string[] {
  const reasons: [string, number][] = []
  if (sight.begins !== null) reasons.push([sight.begins, 3])
  if (parted !== null) reasons.push([parted, parted === 'after a blank page' ? 1 : 3])
  const numbering = byNumbering(sight, current)
  // Where the pages are counted, what they look like says nothing more.
  reasons.push(
    ...(numbering.length > 0 ? numbering : [...byClass(sight, current), ...byPaper(sight, current)]),
  )
  const sum = reasons.reduce((total, [, weight]) => total + weight, 0)
  return sum < enough ? [] : reasons.filter(([, weight]) => weight > 0).map(([reason]) => reason)
}

function byNumbering({ numbering }: Sight, current: readonly Sight[]): [string, number][] {
  const before = current.findLast((one) => one.numbering !== null)?.numbering
  if (numbering === null) return []
  if (before === undefined || before === null) {
    if (numbering.page === 1) return [['its numbering begins', 2]]
    // First pages often have no number.
    return numbering.page === current.length + 1 ? [['its numbering goes on', -4]] : []
  }
  if (numbering.of !== before.of && numbering.of !== null && before.of !== null)
    return [['its numbering is another', 2.5]]
  if (numbering.page === 1) return [['its numbering begins anew', 3]]
  return numbering.page > before.page ? [['its numbering goes on', -4]] : []
}

/** Pages in the middle of a document are of no class to speak of: only a page that is surely another one counts. */
function byClass(sight: Sight, current: readonly Sight[]): [string, number][] {
  const first = current.find(({ sure }) => sure) ?? current[0]
  if (first === undefined) return []
  if (sight.class === first.class) return byIdentity(sight, current)
  if (!sight.sure) return []
  if (!first.sure) {
    // What could not be named before was more than a cover sheet.
    const tells = cards.has(sight.class) || (sight.titled && first.words >= coverWords)
    return tells ? [[`it is ${sight.class}, and nothing before it is`, 1.6]] : []
  }
  if (!sight.titled) return [[`it looks like ${sight.class}`, cards.has(sight.class) ? 1.6 : 0.8]]
  return [[`it is ${sight.class}, what came before is ${first.class}`, 2]]
}

const coverWords = 40
/** They have no title; what surely looks like one is no page of anything else. */
const cards = new Set<DocumentClass>([
  'id_card',
  'passport',
  'driving_licence',
  'business_card',
  'shipping_label',
])

/** A slip behind letters is on other paper; a page that was turned is on the same. */
function byPaper(sight: Sight, current: readonly Sight[]): [string, number][] {
  const last = current.at(-1)
  const share = last === undefined ? 1 : sight.area / Math.max(1, last.area)
  return sight.sure && (share > 1.6 || share < 1 / 1.6) ? [['its paper is of another size', 0.8]] : []
}

function byIdentity(sight: Sight, current: readonly Sight[]): [string, number][] {
  const identity = sight.identity()
  const before = current.findLast((one) => one.class === sight.class && one.identity() !== null)?.identity()
  if (identity === null || before === undefined || before === null) return []
  return identity.key === before.key ? [['it has the same number', -3]] : [[identity.why, 2]]
}

/** The first page says what a document is. */
const classOf = (sights: readonly Sight[]): DocumentClass =>
  (sights.find(({ sure }) => sure) ?? sights[0])?.class ?? 'other'
