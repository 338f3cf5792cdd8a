import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { blankPage, type Page } from '@countersign/contract/layout'
import { germanStatement } from '../classes/bank-statement/samples.ts'
import { germanLease, servicesAgreement } from '../classes/contract/samples.ts'
import { germanCard } from '../classes/id-card/samples.ts'
import { englishInvoice, germanInvoice } from '../classes/invoice/samples.ts'
import { germanLetter, spanishLetter } from '../classes/letter/samples.ts'
import { englishReceipt } from '../classes/receipt/samples.ts'
import { americanLabel, germanLabel } from '../classes/shipping-label/samples.ts'
import { pageOf } from '../page/testing.ts'
import { splitPages } from './split.ts'
import { countedPages } from './whole.ts'

const blank: Page = { ...blankPage, number: 1, width: 595, height: 842 }
const packet = (...pages: (string | Page)[]): Page[] =>
  pages.map((page, at) => ({ ...(typeof page === 'string' ? pageOf(page) : page), number: at + 1 }))
const ranges = (pages: readonly Page[], options = {}) =>
  splitPages(pages, options).parts.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`))
const foot = (text: string, page: number, of: number) => `${text}${'\n'.repeat(3)}Page ${page} of ${of}`
const more = 'and so on, with more of what the first page began, in the same words as before'
const code = (content: string): Page['codes'][number] => ({
  format: 'code128',
  content,
  box: [0.1, 0.1, 0.3, 0.1],
})

describe('splitting a file into documents', () => {
  it('leaves one document as it is, whatever its later pages look like', () => {
    assert.deepEqual(ranges(packet(germanInvoice, more, more)), ['1-3'])
    assert.deepEqual(ranges(packet(englishInvoice)), ['1'])
    assert.deepEqual(ranges([]), [])
  })

  it('begins another where the class changes', () => {
    const { parts } = splitPages(packet(germanInvoice, germanLetter, more, germanStatement))
    assert.deepEqual(
      parts.map((part) => [part.from, part.to, part.class]),
      [
        [1, 1, 'invoice'],
        [2, 3, 'letter'],
        [4, 4, 'bank_statement'],
      ],
    )
    assert.match(parts[2]?.why.join() ?? '', /bank_statement/)
  })

  it('begins another where the same kind of document has another number', () => {
    const second = germanInvoice.replaceAll('RE-2025-0417', 'RE-2025-0418')
    assert.deepEqual(ranges(packet(germanInvoice, second)), ['1', '2'])
    assert.deepEqual(ranges(packet(germanInvoice, germanInvoice)), ['1-2'], 'the same number goes on')
  })

  it('begins another where the numbering begins anew, and not where it goes on', () => {
    const letter = [foot(germanLetter, 1, 2), foot(more, 2, 2)]
    assert.deepEqual(ranges(packet(...letter, ...letter)), ['1-2', '3-4'])
    assert.deepEqual(ranges(packet(foot(germanInvoice, 1, 2), foot(germanLetter, 2, 2))), ['1-2'])
  })

  it('begins another after a separator page, which belongs to nobody', () => {
    const sheet = { ...blank, codes: [code('SEP-1')] }
    assert.deepEqual(ranges(packet(more, 'SEPARATOR PAGE', more)), ['1', '3'])
    assert.deepEqual(ranges(packet(more, sheet, more, more)), ['1', '3-4'])
  })

  it('takes a blank page for a hint, and the blank backs of a stack for nothing', () => {
    assert.deepEqual(ranges(packet(foot(more, 1, 2), blank, foot(more, 2, 2))), ['1-3'])
    assert.deepEqual(ranges(packet(germanInvoice, blank, germanLetter)), ['1', '3'])
    assert.deepEqual(ranges(packet(more, blank, more, blank, more, blank)), ['1-5'])
  })

  it('begins another at the barcode it was told of', () => {
    const marked = { ...pageOf(more), codes: [code('CASE-0042')] }
    assert.deepEqual(ranges(packet(marked, more, marked), { barcode: 'CASE-' }), ['1-2', '3'])
    assert.deepEqual(ranges(packet(marked, more, marked)), ['1-3'])
  })

  it('finds that a packet of five pages has four', () => {
    const pages = [1, 2, 4, 5].map((page) => foot(page === 1 ? germanLetter : more, page, 5))
    const { parts, findings } = splitPages(packet(...pages))
    assert.equal(parts.length, 1)
    assert.deepEqual(
      findings.map(({ rule, severity, page }) => ({ rule, severity, page })),
      [{ rule: 'pages.missing', severity: 'error', page: 1 }],
    )
    assert.match(findings[0]?.message ?? '', /5 pages, but 4 are here: page 3 is missing/)
  })

  it('finds pages in another order', () => {
    const pages = [1, 3, 2].map((page) => foot(page === 1 ? germanLetter : more, page, 3))
    assert.deepEqual(
      splitPages(packet(...pages)).findings.map(({ rule }) => rule),
      ['pages.out_of_order'],
    )
  })

  it('takes text from right to left and pages without a word as they are', () => {
    const arabic = 'بسم الله فاتورة رقم ٤٧١١ التاريخ المجموع'
    assert.deepEqual(ranges(packet(arabic, arabic)), ['1-2'])
    assert.deepEqual(splitPages(packet(blank, blank)), { parts: [], findings: [] })
  })

  it('ends soon for 500 pages', () => {
    const before = process.cpuUsage()
    const pages = packet(...Array.from({ length: 500 }, (_, at) => foot(more, (at % 2) + 1, 2)))
    assert.equal(splitPages(pages).parts.length, 250)
    const { user } = process.cpuUsage(before)
    assert.ok(user < 20_000_000, `${user} µs`)
  })

  it('begins another with each of a stack of receipts, and goes on where a slip runs over', () => {
    const slip = (total: string, time: string) =>
      englishReceipt.replaceAll('20.00', total).replace('14:32', time)
    const stack = Array.from({ length: 60 }, (_, at) => slip(`${20 + at}.00`, '14:32'))
    const { parts } = splitPages(packet(...stack))
    assert.equal(parts.length, 60)
    assert.match(parts[1]?.why.join() ?? '', /total and a day of its own/)
    const [head = '', foot = ''] = englishReceipt.split('   Subtotal')
    assert.deepEqual(ranges(packet(head, `   Subtotal${foot}`)), ['1-2'])
  })

  it('begins another with each letter, label and card, and keeps the two sides of a card together', () => {
    assert.deepEqual(ranges(packet(germanLetter, more, spanishLetter)), ['1-2', '3'])
    assert.deepEqual(ranges(packet(americanLabel, germanLabel)), ['1', '2'])
    assert.deepEqual(ranges(packet(germanCard, germanCard)), ['1-2'])
  })

  it('keeps a contract of many pages together, and begins one between others', () => {
    const pages = [servicesAgreement, more, more, germanLease, more]
    assert.deepEqual(ranges(packet(...pages)), ['1-3', '4-5'])
  })

  it('keeps a page that lies on its side with what it belongs to', () => {
    const turned = { ...pageOf(more), width: 842, height: 595 }
    assert.deepEqual(ranges(packet(germanInvoice, turned, more)), ['1-3'])
  })
})

describe('a file that is taken as one document', () => {
  const rules = (pages: readonly Page[]) => countedPages(pages).map(({ rule }) => rule)
  const numbered = (of: number, ...pages: number[]) =>
    pages.map((page) => foot(page === 1 ? germanLetter : more, page, of))

  it('has a finding where it says five pages and four are there', () => {
    const [finding, ...others] = countedPages(packet(...numbered(5, 1, 2, 4, 5)))
    assert.deepEqual([finding?.rule, finding?.severity, others], ['pages.missing', 'error', []])
    assert.match(finding?.message ?? '', /page 3 is missing/)
  })

  it('has none where it is complete, or counts nothing', () => {
    assert.deepEqual(rules(packet(...numbered(3, 1, 2, 3))), [])
    assert.deepEqual(rules(packet(germanInvoice, more)), [])
    assert.deepEqual(rules([]), [])
  })

  it('may hold papers that each count their own pages', () => {
    assert.deepEqual(rules(packet(...numbered(2, 1, 2), ...numbered(2, 1, 2), ...numbered(3, 1, 2, 3))), [])
    assert.deepEqual(rules(packet(...numbered(2, 1, 2), ...numbered(3, 1, 2))), ['pages.missing'])
  })
})
