// Whether all the pages are there that a document says it has.
import type { Finding } from '@countersign/contract/extraction'
import type { PageNumber } from './numbering.ts'

type Numbered = { number: number; numbering: PageNumber | null }

const mostNamed = 10

/** Of a document whose pages say "of 5": those that are missing, there twice, or in another order. */
export function missingPages(pages: readonly Numbered[]): Finding[] {
  const said = pages.flatMap(({ numbering }) => (numbering === null ? [] : [numbering]))
  const total = Math.max(0, ...said.map(({ of }) => of ?? 0))
  const place = pages[0]?.number ?? 1
  const printed = said.map(({ page }) => page)
  const findings: Finding[] = []
  if (total > 0 && total <= 1_000) {
    const missing = Array.from({ length: total }, (_, at) => at + 1).filter((page) => !printed.includes(page))
    // A first page often has no number of its own, and neither has a page of terms at the end.
    const unsaid = pages.length - said.length
    if (missing.length > unsaid) findings.push(incomplete({ total, missing, there: pages.length, place }))
  }
  const twice = [...new Set(printed.filter((page, at) => printed.indexOf(page) !== at))]
  if (twice.length > 0)
    findings.push({
      rule: 'pages.duplicate',
      severity: 'warning',
      message: `Page ${named(twice)} is there twice. Remove one, or send the pages of each document by themselves.`,
      page: place,
    })
  if (twice.length === 0 && printed.some((page, at) => at > 0 && page < (printed[at - 1] ?? 0)))
    findings.push({
      rule: 'pages.out_of_order',
      severity: 'warning',
      message: `The pages are numbered ${named(printed)}. Put them in order and send them again, if the order matters.`,
      page: place,
    })
  return findings
}

type Incomplete = { total: number; missing: readonly number[]; there: number; place: number }

function incomplete({ total, missing, there, place }: Incomplete): Finding {
  const message = `It says it has ${total} pages, but ${there} ${there === 1 ? 'is' : 'are'} here: page ${named(missing)} is missing. Scan it again with all its pages.`
  return { rule: 'pages.missing', severity: 'error', message, page: place }
}

const named = (pages: readonly number[]): string =>
  pages.slice(0, mostNamed).join(', ') + (pages.length > mostNamed ? ' …' : '')
