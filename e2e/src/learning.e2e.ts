// A supplier whose invoices look like nobody else's: people correct three scans, the fourth is read right, and one
// command goes back to how it was. Another whose table of goods nobody reads: its lines are typed in once.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Extraction, FieldValue } from '@countersign/contract/extraction'
import { makeSupplierPaper, type SupplierPaper } from '@countersign/fixtures/business/supplier-paper'
import { finishDrawing } from '@countersign/fixtures/drawing'
import { makeScannedPdf } from '@countersign/fixtures/scan'
import { makeSheet } from '@countersign/fixtures/sheet'
import { runCommand } from './command.ts'
import { type Api, type House, openHouse } from './house.ts'

const supplier = 41
/** What is the same on no two papers of the supplier, and was read wrong before anybody taught it. */
const taught = ['number', 'date', 'total'] as const

/** Word by word where the supplier has it, small enough for its place. */
function scanOf({ pages: [page] }: SupplierPaper, at: number): Promise<Uint8Array> {
  assert.ok(page)
  const { width, height } = page
  const sheet = makeSheet({ width, height }, 'sans')
  const words = page.blocks.flatMap(({ lines }) => lines.flatMap((line) => line.words))
  for (const {
    text,
    box: [x, y, wide, high],
  } of words) {
    const size = Math.min(high * height * 0.95, (wide * width) / sheet.measure(text, { size: 1 }))
    sheet.text(text, { x: x * width, y: (y + high * 0.8) * height, size })
  }
  const meaning = {
    class: 'invoice',
    language: 'de',
    fields: {},
    title: `paper ${at}`,
    date: '2025-01-01',
  } as const
  return makeScannedPdf(finishDrawing([sheet], meaning), { seed: at })
}

/** A supplier whose table of goods has no head that anybody knows. */
const oddSupplier = 4

const shown = (lines: Extraction['lines'] = []) =>
  lines.map(({ quantity, unitPrice, amount }) => [
    quantity === null ? null : Number(quantity),
    unitPrice === null ? null : Math.round(Number(unitPrice) * 100),
    amount?.minor,
  ])
const printed = ({ lines }: SupplierPaper) =>
  lines.map(({ quantity, price, amount }) => [quantity, price, amount])
/** As somebody types a line in who has the paper in hand. */
const typed = ({ description, article, quantity, price, amount }: SupplierPaper['lines'][number]) => ({
  ...{ description, article, amount: { minor: amount, currency: null } },
  quantity: quantity === null ? null : String(quantity),
  unitPrice: price === null ? null : (price / 100).toFixed(2),
})

const same = (one: FieldValue | undefined, other: FieldValue | undefined): boolean =>
  typeof other === 'object' && typeof one === 'object' ? one.minor === other.minor : one === other

describe('learning', () => {
  let house: House
  let api: Api
  before(async () => {
    house = await openHouse()
    api = house.api
  })
  after(() => house.stop())

  async function paper(at: number, of: { seed: number; odd?: boolean } = { seed: supplier }) {
    const made = makeSupplierPaper({ ...of, at })
    const { id } = await api.upload(await scanOf(made, at), { workflow: 'invoice', languages: 'de' })
    const settled = await api.settled(id)
    const extraction = await api.extraction(id)
    const found = (name: string) => extraction.fields.find((field) => field.name === name)?.value
    const wrong = Object.keys(made.fields).filter((name) => !same(found(name), made.fields[name]))
    return { id, state: settled.state, extraction, wrong, fields: made.fields, made }
  }

  async function correct(
    { id, wrong, fields }: Pick<Awaited<ReturnType<typeof paper>>, 'id' | 'wrong' | 'fields'>,
    lines?: ReturnType<typeof typed>[],
  ): Promise<void> {
    const { headers } = await api.ask(`/v1/documents/${id}`)
    const { status, bytes } = await api.ask(`/v1/documents/${id}/review`, {
      method: 'POST',
      headers: { 'if-match': headers.get('etag') ?? '' },
      body: {
        decision: 'approve',
        corrections: wrong.map((field) => ({ field, value: fields[field] })),
        ...(lines && { lines }),
        ...{ override: true, reason: 'compared with the paper' },
      },
    })
    assert.equal(status, 200, bytes.toString())
  }

  async function lessons(count: number): Promise<void> {
    const deadline = performance.now() + 120_000
    for (;;) {
      const { items } = await api.get<{ items: object[] }>('/v1/lessons')
      if (items.length >= count) return
      assert.ok(performance.now() < deadline, `${items.length} lessons of ${count}`)
      await sleep(200)
    }
  }

  let last: Extraction
  test('after three corrected scans the fourth of the same supplier is read by its own layout', async () => {
    for (const at of [0, 1, 2]) {
      const read = await paper(at)
      assert.equal(read.state, 'in_review', 'nobody signs what is doubtful')
      if (at === 0)
        assert.ok(
          taught.some((name) => read.wrong.includes(name)),
          `only ${read.wrong} wrong`,
        )
      await correct(read)
      await lessons(at + 1)
    }
    const { wrong, extraction } = await paper(3)
    last = extraction
    assert.deepEqual(
      taught.filter((name) => wrong.includes(name)),
      [],
    )
    assert.deepEqual(
      extraction.learned?.models.map(({ kind }) => kind),
      ['layouts'],
    )
    const number = extraction.fields.find(({ name }) => name === 'number')
    assert.match(number?.why?.[0]?.reason ?? '', /^taught by \d of \d documents of this layout/)
  })

  test('lines that somebody typed in once teach the table of a supplier, and novel papers are counted', async () => {
    const first = await paper(0, { seed: oddSupplier, odd: true })
    assert.notDeepEqual(shown(first.extraction.lines), printed(first.made))
    await correct(first, first.made.lines.map(typed))
    await lessons(4)
    const { extraction, made } = await paper(1, { seed: oddSupplier, odd: true })
    last = extraction
    assert.deepEqual(shown(extraction.lines), printed(made))
    assert.match(extraction.lines?.[0]?.why?.[0]?.reason ?? '', /^taught: the table/)
    const novelty = await runCommand(['learning', 'novelty', '--data', house.data])
    assert.equal(novelty.code, 0, novelty.output)
    assert.match(novelty.output, /documents .*% novel/)
  })

  test('one command goes back, and the next document is read as if nothing had been taught', async () => {
    const countersign = (...args: string[]) => runCommand(['learning', ...args, '--data', house.data])
    const models = await countersign('models')
    assert.equal(models.code, 0, models.output)
    assert.match(models.output, new RegExp(`layouts.*${last.learned?.models[0]?.version}`, 's'))
    const back = await countersign('back', 'layouts', '--version', '0')
    assert.equal(back.code, 0, back.output)
    const { extraction } = await paper(4)
    assert.deepEqual(extraction.learned?.models ?? [], [])
  })
})
