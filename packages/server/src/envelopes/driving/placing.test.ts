import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FoundText } from '../../ports/document-engine.ts'
import { type Placing, placeFields } from './placing.ts'

const found = (text: string, rect: FoundText['rect'] = [50, 100, 40, 8]): FoundText => ({
  text,
  page: 1,
  rect,
})
const placing = (places: FoundText[], more: Partial<Placing> = {}): Placing => ({
  ordinal: 1,
  survey: { pages: [{ width: 600, height: 800 }], places, signed: false },
  wanted: [],
  signers: [1, 2],
  ...more,
})
const code = (name: string) => (error: unknown) => (error as { code?: string }).code === name

test('every signer gets one field to sign in, invisible where none was placed', () => {
  const { fields } = placeFields(placing([found('{{sign:1}}')]))
  assert.deepEqual(
    fields.map(({ name, kind, place }) => [name, kind, place?.page]),
    [
      ['sign_1', 'signature', 1],
      ['sign_2', 'signature', undefined],
    ],
  )
})

test('what somebody fills in is locked by their own signature', () => {
  const { fields, placed } = placeFields(
    placing([found('{{text:2:City}}'), found('{{check:2:Keys}}'), found('{{sign:2}}')]),
  )
  const own = fields.find(({ name }) => name === 'sign_2')
  assert.deepEqual(own?.lock, { action: 'include', fields: ['text_2_1', 'check_2_2'] })
  assert.deepEqual(
    placed.filter(({ recipient }) => recipient === 2).map(({ label, required }) => [label, required]),
    [
      ['', true],
      ['City', true],
      ['Keys', false],
    ],
  )
})

test('a field covers its anchor and stays on the page', () => {
  const { fields } = placeFields(placing([found('{{name:1}}', [500, 790, 250, 20])]))
  const [x = 0, y = 0, width = 0, height = 0] =
    fields.find(({ name }) => name === 'name_1_1')?.place?.rect ?? []
  assert.ok(width >= 250 && height >= 20 && x + width <= 600 && y + height <= 800)
})

test('words are found as often as they stand there; a box is a part of the page', () => {
  const places = [found('Tenant', [10, 700, 40, 10]), found('Tenant', [10, 300, 40, 10])]
  const wanted = [
    { recipient: 1, kind: 'date' as const, at: { text: 'Tenant', occurrence: 2, right: 60 } },
    {
      recipient: 1,
      kind: 'text' as const,
      page: 1,
      box: [0.5, 0.25, 0.25, 0.05] as [number, number, number, number],
    },
  ]
  const { fields } = placeFields(placing(places, { wanted }))
  assert.deepEqual(fields.find(({ name }) => name === 'date_1_1')?.place?.rect.slice(0, 2), [70, 300])
  assert.deepEqual(fields.find(({ name }) => name === 'text_1_2')?.place?.rect, [300, 560, 150, 40])
  const third = [{ recipient: 1, kind: 'date' as const, at: { text: 'Tenant', occurrence: 3 } }]
  assert.throws(() => placeFields(placing(places, { wanted: third })), code('envelope.field_misplaced'))
})

test('an anchor for nobody is a mistake, and other braces are text', () => {
  assert.throws(() => placeFields(placing([found('{{sign:9}}')])), code('envelope.field_misplaced'))
  assert.equal(placeFields(placing([found('{{total:1}}')])).fields.length, 2)
})
