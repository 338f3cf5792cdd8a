// Several receipts on one page: laid beside each other on the glass, or one above the other.
import type { Finding } from '@countersign/contract/extraction'
import { findDates } from '../../extract/candidates.ts'
import { parseAmount } from '../../normalise/amount.ts'
import { plain, type Sheet, type Span, segmentsOf, tokensOf } from '../../page/sheet.ts'

const totals =
  /^(?:grand)?(?:total|totalttc|totaleur|summe|summeeur|gesamt|gesamtbetrag|zuzahlen|totale|totaleeuro|totaal|suma|sumapln|razem|importetotal|apagar|netapayer|totaldue|amountdue|balancedue)$/

type Total = Span & { minor: number; page: number }

/** A finding where a page holds totals that differ, each with a day of its own in its column or above it. */
export function severalReceipts(sheet: Sheet): Finding[] {
  return sheet.pages.flatMap(({ number, width }) => {
    const found = totalsOn(sheet, number)
    const dates = findDates(sheet, 'dmy').filter(({ row }) => row.page === number)
    const count = Math.max(besideEachOther(found, dates, width), aboveEachOther(found, dates))
    if (count < 2) return []
    const message = `This page seems to hold ${count} receipts; only one was read. Lay each on a page of its own and send them again.`
    return [{ rule: 'page.several_receipts', severity: 'error' as const, message, page: number }]
  })
}

function totalsOn(sheet: Sheet, page: number): Total[] {
  return sheet.rows.flatMap((row) =>
    row.page !== page
      ? []
      : segmentsOf(row).flatMap((segment, at, all) => {
          const words = tokensOf(segment).filter(({ text }) => !/\d/.test(text))
          if (
            !totals.test(
              words
                .map(({ plain: word }) => word)
                .join('')
                .replace(/^[^\p{L}]+/u, ''),
            )
          )
            return []
          const last = tokensOf(segment).at(-1)
          const next = all[at + 1]
          const amount = [last, next && tokensOf(next).at(-1)].flatMap((token) =>
            token === undefined || !/\d[.,]\d{2}/.test(token.text) ? [] : (parseAmount(token.text) ?? []),
          )[0]
          return amount === undefined ? [] : [{ ...segment, minor: amount.minor, page }]
        }),
  )
}

const apart = 0.28

/** Columns that are far from each other, each with a total and a day. */
function besideEachOther(found: readonly Total[], dates: readonly Span[], width: number): number {
  const columns: { left: number; minor: number }[] = []
  for (const { left, minor } of [...found].sort((a, b) => a.left - b.left)) {
    const last = columns.at(-1)
    if (last === undefined || left - last.left > apart * width) columns.push({ left, minor })
  }
  const inColumn = (date: Span, at: number) => {
    const from = (columns[at]?.left ?? 0) - 0.1 * width
    const to = (columns[at + 1]?.left ?? Infinity) - 0.1 * width
    return date.left >= from && date.left < to
  }
  const whole = columns.filter((_, at) => dates.some((date) => inColumn(date, at)))
  return new Set(whole.map(({ minor }) => minor)).size
}

/** A total, then another day, then another total: what is repeated for a card names the same sum. */
function aboveEachOther(found: readonly Total[], dates: readonly Span[]): number {
  const seen: { minor: number; day: string }[] = []
  let above = Number.NEGATIVE_INFINITY
  for (const { minor, top, bottom } of [...found].sort((a, b) => a.top - b.top)) {
    const date = dates.find((one) => one.top > above && one.top < top)
    const day =
      date === undefined
        ? ''
        : tokensOf(date)
            .map(({ text }) => plain(text))
            .join('')
    if (day !== '' && !seen.some((one) => one.minor === minor)) {
      seen.push({ minor, day })
      above = bottom
    }
  }
  return new Set(seen.map(({ day }) => day)).size < 2 ? 0 : seen.length
}
