import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bombNames, makeBomb } from '@countersign/fixtures/bomb'
import { createLog } from '../../platform/log.ts'
import { isProblem } from '../../platform/problem.ts'
import { allOf, engineFile, letterPdf, readRequest } from '../../ports/document-engine.contract.ts'
import { localEngine } from './local.ts'

/** Those that end with a page: PDFium leaves out what it cannot draw. */
const read = 'read'
const ends: Record<string, string> = {
  'an attachment of 1 GB': read,
  'an image of 2.5 gigapixels': read,
  'a JPEG 2000 image of 2^62 pixels': read,
  'a form that draws itself': 'read.crashed',
  'a page tree 20,000 nodes deep': 'read.damaged',
  'a page tree that is its own child': 'read.too_many_pages',
  'a million pages that are one': 'read.too_many_pages',
  'arrays nested 200,000 deep': read,
  'a cross-reference table of 2^31 rows': read,
  'an object stream of 2^31 objects': read,
  'a page as large as a country': read,
  'a page as thin as a hair': read,
  'a PNG of 1.6 gigapixels': 'read.too_many_pixels',
  'a PNG of 2^62 pixels': 'read.damaged',
  'a TIFF of 2^62 pixels that follows itself': 'read.damaged',
  'a TIFF that follows itself': read,
  'a GIF of 4 gigapixels': 'read.too_many_pixels',
  'a WebP of 2^48 pixels': 'read.damaged',
  'a JPEG of 4 gigapixels': 'read.too_many_pixels',
}
/** Each takes a reader's whole time or memory, as the form that draws itself does: seconds for nothing new. */
const leftOut = [
  'content of 4 GB through two filters',
  'content that nests for 200 MB',
  'a JBIG2 image of 2^62 pixels',
  'content of 400 MB of strokes',
  'content of 200 MB of text',
  'forms that draw each other a billion times',
]

describe('a file that unpacks, nests or repeats without end', () => {
  test('is one of those that are tried', () => {
    assert.deepEqual([...Object.keys(ends), ...leftOut].sort(), [...bombNames].sort())
  })

  test('ends with a code or a page, and the reader after it reads on', async (t) => {
    const engine = localEngine({
      children: 1,
      memoryMb: 700,
      pageSeconds: 60,
      maxPages: 2000,
      maxPageMegapixels: 100,
      log: createLog({ level: 'silent', role: 'test' }),
    })
    t.after(() => engine.close())
    const endOf = (name: string) => {
      const { bytes, contentType } = makeBomb(name)
      return allOf(engine.read(readRequest([engineFile(bytes, contentType)]))).then(
        () => read,
        (error: unknown) => (isProblem(error) ? error.code : String(error)),
      )
    }
    const found: Record<string, string> = {}
    for (const name of Object.keys(ends)) found[name] = await endOf(name)
    assert.deepEqual(found, ends)
    assert.equal((await allOf(engine.read(readRequest([engineFile(await letterPdf(1))])))).length, 1)
    assert.ok(
      engine.pids().length <= 1,
      'none but the reader that works, which may have made room for a new one',
    )
  })
})
