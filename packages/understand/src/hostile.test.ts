import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { check } from './check.ts'
import { defaultConfidence, defaultRequired } from './classes/classes.ts'
import { pageOf } from './page/testing.ts'
import { understand } from './understand.ts'

const rules = { confidence: defaultConfidence, required: defaultRequired, today: '2026-01-15' }
const judged = (pages: Parameters<typeof understand>[0]) => {
  const understanding = understand(pages, { classes: ['invoice'] })
  return {
    understanding,
    found: [...understanding.findings, ...check(understanding, rules)].map(({ rule }) => rule),
  }
}

describe('documents nobody expects', () => {
  it('that say nothing miss what is required', () => {
    assert.ok(judged([pageOf('')]).found.includes('field.missing'))
  })

  it('of 500 pages are read from their first and last ones', () => {
    const pages = Array.from({ length: 500 }, (_, at) =>
      pageOf(`# Invoice INV-7\nInvoice date: 3 March 2025\nPage ${at + 1}\nTotal EUR 12.00`, {
        number: at + 1,
      }),
    )
    const { understanding, found } = judged(pages)
    const said = understanding.findings.find(({ rule }) => rule === 'document.too_long')
    assert.deepEqual([said?.severity, said?.page], ['error', 46], 'a value may stand in between')
    assert.ok(!judged(pages.slice(0, 50)).found.includes('document.too_long'), String(found))
    assert.ok(
      understanding.fields.every(({ evidence }) => evidence.every(({ page }) => page <= 45 || page > 495)),
    )
    assert.equal(understanding.fields.find(({ name }) => name === 'date')?.value, '2025-03-03')
  })

  it('of sixty pages have their total on the last one', () => {
    const pages = Array.from({ length: 60 }, (_, at) =>
      pageOf(
        at === 0
          ? '# Invoice INV-7\nInvoice date: 3 March 2025'
          : at === 59
            ? 'Net amount EUR 100.00\nVAT 20%  EUR 20.00\nTotal amount due EUR 120.00'
            : `Terms of delivery, continued\nPage ${at + 1}`,
        { number: at + 1 },
      ),
    )
    const { understanding, found } = judged(pages)
    const total = understanding.fields.find(({ name }) => name === 'total')
    assert.deepEqual(total?.value, { minor: 12_000, currency: 'EUR' })
    assert.equal(total?.evidence[0]?.page, 60)
    assert.ok(found.includes('document.too_long'))
  })

  it('with a table of ten thousand lines are read in bounded time, and say what was left out', () => {
    const row = (at: number) => `Screws M${at}      2      1.50      3.00`
    const pages = Array.from({ length: 100 }, (_, page) =>
      pageOf(
        [
          'Description      Quantity      Price      Amount',
          ...Array.from({ length: 100 }, (_, at) => row(at)),
        ].join('\n'),
        { number: page + 1 },
      ),
    )
    const before = process.cpuUsage()
    const { understanding } = judged(pages)
    const seconds = process.cpuUsage(before).user / 1e6
    assert.ok(understanding.findings.some(({ rule }) => rule === 'document.too_long'))
    assert.ok(seconds < 20, `${seconds} s`)
  })

  it('written from right to left are held for a person and never read backwards', () => {
    const { found, understanding } = judged([pageOf('חשבונית מס 4711\nתאריך 03/04/2025\nסך הכל 120.00')])
    assert.ok(found.includes('field.missing') || found.includes('class.uncertain'))
    assert.ok(understanding.fields.every(({ raw }) => !raw.includes('1174')))
  })

  it('whose totals contradict each other are a finding', () => {
    const page = pageOf(
      '# Invoice INV-7\nInvoice date: 3 March 2025\nNet amount EUR 100.00\nVAT 20%  EUR 20.00\nTotal EUR 150.00',
    )
    assert.ok(judged([page]).found.includes('total.mismatch'))
  })
})
