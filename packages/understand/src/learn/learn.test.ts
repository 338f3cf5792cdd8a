import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Field, FieldValue } from '@countersign/contract/extraction'
import type { Page } from '@countersign/contract/layout'
import { pageOf } from '../page/testing.ts'
import { understand } from '../understand.ts'
import { type Decided, type Lesson, makeLesson } from './lesson.ts'
import { inShape } from './recall.ts'

/** Calls everything by words that no dictionary of invoices has. */
const paper = ({
  file,
  day,
  sum,
  goods = 'Wax',
}: {
  file: string
  day: string
  sum: string
  goods?: string
}) =>
  pageOf(`
# Oddmoor Candle House Ltd
7 Tallow Lane, Mockton CA00 1AA       candles since nineteen hundred

Prepared for
Seehof Verwaltungs AG
Uferweg 3, 00000 Musterstadt

Invoice no.   PL-448812
Dossier       ${file}
Called on     02.03.2024
Made out      ${day}

${goods} in blocks                        12                 ${sum}
Delivered by our own van                                     0,00

Please send        ${sum} EUR
Handling by our desk, questions to the same desk
`)

const day = (iso: string) => iso.split('-').reverse().join('.')
const values = [
  { file: 'QX-77123', iso: '2024-04-11', minor: 48150 },
  { file: 'QX-80992', iso: '2024-06-05', minor: 7700 },
  { file: 'QX-81007', iso: '2024-07-30', minor: 120345 },
  { file: 'QX-91555', iso: '2024-09-19', minor: 99950 },
]
const amount = (minor: number) => (minor / 100).toFixed(2).replace('.', ',')
const pagesOf = (at: number): Page[] => {
  const { file, iso, minor } = values[at] ?? { file: '', iso: '', minor: 0 }
  return [paper({ file, day: day(iso), sum: amount(minor) })]
}

const decided = (name: string, type: Field['type'], value: FieldValue): Decided => ({
  name,
  type,
  value,
  looked: true,
})

function lessonOf(at: number, more: Decided[] = []): Lesson {
  const pages = pagesOf(at)
  const read = understand(pages, { classes: ['invoice'] })
  const { file, iso, minor } = values[at] ?? { file: '', iso: '', minor: 0 }
  return makeLesson(pages, {
    documentId: `doc_${at}`,
    class: 'invoice',
    classAsRead: read.class,
    language: read.language,
    asRead: read.fields,
    decided: [
      decided('number', 'text', file),
      decided('date', 'date', iso),
      decided('total', 'money', { minor, currency: 'EUR' }),
      ...more,
    ],
  })
}

function lessonOn(pages: readonly Page[], { at, iso }: { at: number; iso: string }): Lesson {
  const { class: classAsRead, language, fields: asRead } = understand(pages, { classes: ['invoice'] })
  return makeLesson(pages, {
    ...{ documentId: `doc_${at}`, class: 'invoice', classAsRead, language, asRead },
    decided: [decided('date', 'date', iso)],
  })
}

const read = (pages: readonly Page[], lessons: readonly Lesson[]) =>
  understand(pages, { classes: ['invoice'], learned: { lessons } })
const fieldIn = ({ fields }: { fields: readonly Field[] }, name: string) =>
  fields.find((field) => field.name === name)
const lessons = [0, 1, 2].map((at) => lessonOf(at))

describe('what a person corrected', () => {
  test('after three documents, the number that was wrong is right, and says why', () => {
    assert.notEqual(fieldIn(read(pagesOf(3), []), 'number')?.value, 'QX-91555')
    const number = fieldIn(read(pagesOf(3), lessons), 'number')
    assert.equal(number?.value, 'QX-91555')
    assert.match(number?.why?.[0]?.reason ?? '', /taught by 3 of 3 documents/)
    assert.ok(number?.why?.some(({ reason }) => reason.includes('dossier')))
    assert.equal(number?.evidence[0]?.page, 1)
  })

  test('a value seen on one document is below every threshold, and more documents make it surer', () => {
    const one = fieldIn(read(pagesOf(3), lessons.slice(0, 1)), 'number')
    const three = fieldIn(read(pagesOf(3), lessons), 'number')
    assert.ok((one?.confidence ?? 1) < 0.9)
    assert.ok((three?.confidence ?? 0) > (one?.confidence ?? 1))
  })

  test('a value on which general reading and lessons agree is surer than either', () => {
    const alone = fieldIn(read(pagesOf(3), []), 'total')
    const both = fieldIn(read(pagesOf(3), lessons), 'total')
    assert.deepEqual(both?.value, { minor: 99950, currency: 'EUR' })
    assert.ok((both?.confidence ?? 0) >= (alone?.confidence ?? 1))
  })

  test('a layout that changed is read as if nothing had been taught', () => {
    const changed = [
      pageOf(`
# INVOICE
Oddmoor Candle House Ltd
Invoice number: 55-1
Invoice date: 3 April 2025
Total due 12.00 GBP
`),
    ]
    const [before, after] = [read(changed, []), read(changed, lessons)]
    assert.deepEqual(after, before)
  })

  test('a field of its own is taught by marking it, and read like any other', () => {
    const taught = [0, 1].map((at) => lessonOf(at, [decided('folder', 'text', 'PL-448812')]))
    const pages = [
      pageOf(`
# Oddmoor Candle House Ltd
7 Tallow Lane, Mockton CA00 1AA       candles since nineteen hundred

Prepared for
Seehof Verwaltungs AG
Uferweg 3, 00000 Musterstadt

Invoice no.   PL-990017
Dossier       QX-91555
Called on     02.03.2024
Made out      19.09.2024

Oil in blocks                             12                 5,00
Delivered by our own van                                     0,00

Please send        5,00 EUR
Handling by our desk, questions to the same desk
`),
    ]
    assert.equal(fieldIn(read(pages, taught), 'folder')?.value, 'PL-990017')
  })

  test('a day whose year was read with a letter in it is still found in its place', () => {
    const [page] = [paper({ file: 'QX-91555', day: '19 September 2O24', sum: '999,50' })]
    const blurred = JSON.parse(JSON.stringify(page).replaceAll('"confidence":1', '"confidence":0.9')) as Page
    const written = ['11 April 2024', '5 June 2024', '30 July 2024'].map((text, at) => {
      const { file, iso, minor } = values[at] ?? { file: '', iso: '', minor: 0 }
      return lessonOn([paper({ file, day: text, sum: amount(minor) })], { at, iso })
    })
    assert.equal(fieldIn(read([blurred], written), 'date')?.value, '2024-09-19')
  })

  test('of corrections that contradict each other those that most papers bear out count', () => {
    const wrong = lessonOf(2, [decided('number', 'text', 'PL-448812')])
    assert.equal(fieldIn(read(pagesOf(3), [wrong, lessonOf(0), lessonOf(1)]), 'number')?.value, 'QX-91555')
  })

  test('a sender with two layouts is read by the one that the paper has', () => {
    const slip = (file: string) => [
      pageOf(`
Oddmoor Candle House Ltd
Cash desk of the works, open on market days between nine and noon

Ticket ${file} given out by our clerk at the counter
Keep this ticket until the goods have been handed over to you
`),
    ]
    const ofSlip = ['T-55120', 'T-90017'].map((file, at) => {
      const {
        class: classAsRead,
        language,
        fields: asRead,
      } = understand(slip(file), { classes: ['invoice'] })
      return makeLesson(slip(file), {
        ...{ documentId: `slip_${at}`, class: 'invoice', classAsRead, language, asRead },
        decided: [decided('number', 'text', file)],
      })
    })
    const both = [...ofSlip, ...lessons]
    assert.equal(fieldIn(read(slip('T-33008'), both), 'number')?.value, 'T-33008')
    assert.equal(fieldIn(read(pagesOf(3), both), 'number')?.value, 'QX-91555')
  })

  test('letters in a number that always was of digits are digits; another number is left alone', () => {
    const shape = 'A/95'
    assert.equal(inShape('KX/O2664', shape), 'KX/02664')
    assert.equal(inShape('KX/30849', shape), 'KX/30849')
    assert.equal(inShape('2872974.', '97'), '2872974')
    assert.equal(inShape('KX-SOLO', shape), 'KX-SOLO')
    assert.equal(inShape('BOOTS 15', null), 'BOOTS 15')
  })

  test('what people removed twice is not claimed again', () => {
    const denied = [0, 1].map((at) => {
      const lesson = lessonOf(at)
      const total = lesson.fields.total
      assert.ok(total)
      return { ...lesson, fields: { ...lesson.fields, total: { ...total, value: null, places: [] } } }
    })
    assert.equal(fieldIn(read(pagesOf(3), denied), 'total'), undefined)
  })

  test('the same lessons give the same answer, whatever their order', () => {
    assert.deepEqual(read(pagesOf(3), lessons).fields, read(pagesOf(3), lessons.toReversed()).fields)
  })
})
