import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Evidence, Field, FieldValue } from '@countersign/contract/extraction'
import type { Page } from '@countersign/contract/layout'
import { pageOf } from '../page/testing.ts'
import { understand } from '../understand.ts'
import { type Decided, type Lesson, makeLesson } from './lesson.ts'
import { valueAt } from './marking.ts'

type Slip = { where: string[]; ticked: boolean; other: boolean; day: string }

const box = (row: number, column: number): [number, number, number, number] => [
  (30 + column * 5.5) / 595,
  (30 + row * 13) / 842,
  9 / 595,
  9 / 842,
]

/** Two check boxes, and an address of two to four lines between words that stay. */
function slip({ where, ticked, other, day }: Slip): Page[] {
  const page = pageOf(`
# Harbour Works, yard three
Slip for the gate, to be shown at the barrier and kept by the guard

Bring it to
${where.join('\n')}
Valid on     ${day}

        Dangerous goods aboard
        Return empty crates afterwards
Office hours from eight to five, closed on Sundays
`)
  const row = 5 + where.length + 2
  const checkBoxes = [ticked, other].map((checked, at) => ({
    ...{ box: box(row + at, 4), checked, confidence: 0.98, label: null },
  }))
  return [{ ...page, checkBoxes }]
}

const slips: Slip[] = [
  {
    where: ['Meyer and Sons', '14 Quay Street', '20457 Hamburg'],
    ticked: true,
    other: false,
    day: '03.04.2024',
  },
  { where: ['Old Granary', 'Dock 9'], ticked: false, other: false, day: '17.05.2024' },
  {
    where: ['Weber Lager', 'Tor 2', 'Am Speicher 11', '28195 Bremen'],
    ticked: true,
    other: true,
    day: '20.06.2024',
  },
]
const next: Slip = {
  ...{ where: ['Hansen Tea', 'Pier 40', '20459 Hamburg'], ticked: true, other: false, day: '01.07.2024' },
}

const mark = (name: string, type: Field['type'], value: FieldValue, at?: Evidence): Decided => ({
  ...{ name, type, value, looked: true, marked: true },
  ...(at && { at: [at] }),
})

function lessonOf(at: number, decided: Decided[]): Lesson {
  const pages = slip(slips[at] as Slip)
  const { fields, language } = understand(pages, { classes: ['form'] })
  return makeLesson(pages, {
    ...{ documentId: `doc_${at}`, class: 'form', classAsRead: 'form', language, asRead: fields, decided },
  })
}

const tickPlace = ({ where }: Slip): Evidence => ({ page: 1, box: box(5 + where.length + 2, 4) })
const read = (of: Slip, lessons: readonly Lesson[]) =>
  understand(slip(of), { classes: ['form'], learned: { lessons } }).fields

describe('check boxes', () => {
  const taught = [0, 1, 2].map((at) => {
    const of = slips[at] as Slip
    const {
      box: [x, y, width, height],
      page,
    } = tickPlace(of)
    const drawn: Evidence = { page, box: [x - 0.01, y - 0.005, width + 0.02, height + 0.01] }
    const value = valueAt(slip(of), { type: 'boolean', place: drawn, value: null })
    assert.equal(value, String(of.ticked))
    return lessonOf(at, [mark('dangerous', 'boolean', value ?? '', drawn)])
  })

  test('are taught by marking them, and read as they are ticked on the next paper', () => {
    for (const ticked of [true, false]) {
      const field = read({ ...next, ticked, other: !ticked }, taught).find(({ name }) => name === 'dangerous')
      assert.equal(field?.value, String(ticked))
      assert.deepEqual(field?.evidence, [tickPlace(next)])
    }
  })
})

describe('values of several lines', () => {
  test('are taught by a person who types them, and read down to where they end', () => {
    const lessons = [0, 1, 2].map((at) =>
      lessonOf(at, [mark('bringTo', 'text', (slips[at] as Slip).where.join(', '))]),
    )
    const field = read(next, lessons).find(({ name }) => name === 'bringTo')
    assert.equal(field?.value, 'Hansen Tea, Pier 40, 20459 Hamburg')
    assert.equal(field?.evidence.length, 3)
    const short = { ...next, where: ['Hansen Tea', 'Pier 41'] }
    assert.equal(read(short, lessons).find(({ name }) => name === 'bringTo')?.value, 'Hansen Tea, Pier 41')
  })

  test('are marked by a box around them, line by line', () => {
    const place: Evidence = { page: 1, box: [0.04, (30 + 5 * 13 - 4) / 842, 0.5, (3 * 13) / 842] }
    const value = valueAt(slip(slips[0] as Slip), { type: 'text', place, value: null })
    assert.equal(value, 'Meyer and Sons\n14 Quay Street\n20457 Hamburg')
    const lesson = lessonOf(0, [mark('bringTo', 'text', value ?? '', place)])
    const field = read(next, [lesson]).find(({ name }) => name === 'bringTo')
    assert.equal(field?.value, 'Hansen Tea\nPier 40\n20459 Hamburg')
  })
})
