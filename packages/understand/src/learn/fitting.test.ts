import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { seededRandom } from '../page/testing.ts'
import { fitClasses } from './classes.ts'
import type { Lesson } from './lesson.ts'
import { fitThresholds, type SeenValue } from './thresholds.ts'

/** Values of which those under `sound` are as often wrong as not. */
function seen(field: string, { count, sound }: { count: number; sound: number }): SeenValue[] {
  const random = seededRandom(7)
  return Array.from({ length: count }, (_, at) => {
    const confidence = 0.8 + 0.2 * random()
    const right = confidence >= sound || random() < 0.5
    return {
      class: 'invoice',
      field,
      confidence,
      right,
      documentId: `doc_${at}${Math.floor(random() * 1e6)}`,
    }
  })
}

const shipped = { invoice: 0.9 }

describe('thresholds of an account', () => {
  test('rise where sure values were often wrong, and go live because held-back documents cost less', () => {
    const fit = fitThresholds(seen('total', { count: 400, sound: 0.95 }), { shipped, live: null })
    assert.ok((fit.body['invoice.total'] ?? 0) >= 0.94)
    assert.ok(fit.better)
    assert.ok((fit.figures.cost ?? 0) < (fit.figures.costBefore ?? 0))
  })

  test('fall where nothing was wrong among many', () => {
    const fit = fitThresholds(seen('number', { count: 400, sound: 0 }), { shipped, live: null })
    assert.ok((fit.body['invoice.number'] ?? 1) < 0.9)
    assert.ok(fit.better)
  })

  test('stay as they are where little is known, or what counts already is as good', () => {
    assert.equal(
      fitThresholds(seen('total', { count: 12, sound: 0.95 }), { shipped, live: null }).better,
      false,
    )
    const values = seen('total', { count: 400, sound: 0.95 })
    const first = fitThresholds(values, { shipped, live: null })
    assert.equal(fitThresholds(values, { shipped, live: first.body }).better, false)
  })
})

const words = (of: string) => Array.from({ length: 12 }, (_, at) => `${of}${'abcdefghijkl'[at]}`).sort()
const lesson = (at: number, of: string, named: Lesson['class'], asRead: Lesson['class']): Lesson => ({
  documentId: `doc_${at}`,
  class: named,
  classAsRead: asRead,
  words: words(of),
  fields: {},
})

describe('classes of an account', () => {
  test('papers that people keep naming otherwise than the machine are named so', () => {
    const lessons = Array.from({ length: 12 }, (_, at) =>
      at % 2 === 0
        ? lesson(at, 'slip', 'delivery_note', 'invoice')
        : lesson(at, 'bill', 'invoice', 'invoice'),
    )
    const fit = fitClasses(lessons, null)
    assert.ok(fit.better)
    assert.deepEqual([fit.figures.rightBefore, fit.figures.right], [6, 12])
  })

  test('what is right already needs no rule', () => {
    const lessons = Array.from({ length: 12 }, (_, at) => lesson(at, 'bill', 'invoice', 'invoice'))
    assert.equal(fitClasses(lessons, null).better, false)
  })
})
