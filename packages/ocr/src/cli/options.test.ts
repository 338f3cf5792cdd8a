import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readOrder } from './options.ts'

const pagesOf = (pages: string) => {
  const wanted = readOrder(['a.pdf'], { pages }).pages
  return [1, 2, 3, 4, 5, 6, 7, 8, 9, 500].filter((number) => wanted?.(number))
}

describe('Arguments of `countersign read`', () => {
  it('ask for text of all pages on standard output unless told', () => {
    assert.deepEqual(readOrder(['a.pdf', '-'], {}), {
      files: ['a.pdf', '-'],
      format: 'text',
      out: null,
      languages: [],
      model: null,
      pages: null,
      password: null,
      passwordFromStdin: false,
      processes: null,
    })
  })

  it('name one format', () => {
    assert.equal(readOrder(['a.pdf'], { hocr: true }).format, 'hocr')
    assert.throws(() => readOrder(['a.pdf'], { hocr: true, json: true }), /--json and --hocr/)
  })

  it('name at least one file, and none twice', () => {
    assert.throws(() => readOrder([], {}), /at least one file/)
    assert.throws(() => readOrder(['a.pdf', './a.pdf'], {}), /twice/)
  })

  it('choose pages by number and range', () => {
    assert.deepEqual(pagesOf('2'), [2])
    assert.deepEqual(pagesOf('1-3, 7,9-'), [1, 2, 3, 7, 9, 500])
    for (const wrong of ['', '0', '3-1', 'x', '1-2-3', '-4', '1,,2'])
      assert.throws(() => pagesOf(wrong), /--pages takes/, wrong)
  })

  it('take languages as two-letter codes', () => {
    assert.deepEqual(readOrder(['a.pdf'], { languages: 'DE, en' }).languages, ['de', 'en'])
    assert.throws(() => readOrder(['a.pdf'], { languages: 'german' }), /"german" is none/)
  })

  it('take a number of processes', () => {
    assert.equal(readOrder(['a.pdf'], { processes: '3' }).processes, 3)
    for (const processes of ['0', '-1', '1.5', 'many'])
      assert.throws(() => readOrder(['a.pdf'], { processes }), /--processes takes/)
  })

  it('do not take file and password from the same standard input', () => {
    assert.throws(() => readOrder(['-'], { 'password-stdin': true }), /--password/)
    assert.equal(readOrder(['a.pdf'], { 'password-stdin': true }).passwordFromStdin, true)
  })
})
