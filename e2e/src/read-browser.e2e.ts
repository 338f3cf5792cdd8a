// Reading in a browser, by itself: the same words as in Node, from the same code, with nobody else asked.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from '@countersign/contract/layout'
import { makeInvoice } from '@countersign/fixtures/invoice'
import { scanPages } from '@countersign/fixtures/scan'
import { createReader, type Reader } from '@countersign/ocr'
import type { Browser } from 'playwright-core'
import sharp from 'sharp'
import { openBrowser, openPage } from './browser.ts'
import { openReadServer, type ReadServer } from './read-server.ts'

const patience = { timeout: 120_000 }

/** A part of a picture as a PNG, which every decoder decodes alike. */
async function part(bytes: Uint8Array, [left, top, width, height]: readonly number[]): Promise<Buffer> {
  const image = sharp(bytes)
  const { width: full, height: whole } = await image.metadata()
  const [x = 0, y = 0, w = 1, h = 1] = [left, top, width, height]
  const box = { left: x * full, top: y * whole, width: w * full, height: h * whole }
  const pixels = Object.fromEntries(Object.entries(box).map(([name, value]) => [name, Math.round(value)]))
  return image
    .extract(pixels as unknown as typeof box)
    .png()
    .toBuffer()
}

const wordsOf = ({ blocks }: Page) => blocks.flatMap(({ lines }) => lines.flatMap(({ words }) => words))

describe('reading in a browser', () => {
  let browser: Browser
  let reader: Reader
  let plain: ReadServer
  let isolated: ReadServer
  let page: Buffer
  before(async () => {
    browser = await openBrowser()
    reader = await createReader()
    plain = await openReadServer({ isolated: false })
    isolated = await openReadServer({ isolated: true })
    const drawing = makeInvoice({ seed: 5, language: 'de', layout: 0, wording: 'usual', currency: 'EUR' })
    const [jpeg] = await scanPages(drawing, { seed: 5, dpi: 150 })
    page = await part(jpeg ?? new Uint8Array(), [0, 0, 1, 1])
  })
  after(async () => {
    await browser.close()
    await reader.close()
    await plain.stop()
    await isolated.stop()
  })

  async function readThere(url: string, kind: 'field' | 'page', picture: Buffer) {
    const { page, faults } = await openPage(browser, url)
    await page.goto(url)
    await page.locator('#status', { hasText: 'ready' }).waitFor(patience)
    const threads = (await page.locator('#status').textContent()) === 'ready, with threads'
    await page
      .locator(`#${kind}`)
      .setInputFiles({ name: 'picture.png', mimeType: 'image/png', buffer: picture })
    await Promise.race([
      page.locator('#status', { hasText: 'read in' }).waitFor(patience),
      page.waitForEvent('pageerror', patience).then((error) => Promise.reject(error)),
    ])
    assert.deepEqual(faults, [])
    const result = JSON.parse((await page.locator('#result').textContent()) ?? '')
    assert.deepEqual(faults, [])
    await page.close()
    return { result, threads }
  }

  async function readHere(picture: Buffer): Promise<Page> {
    for await (const { page } of reader.read(picture)) return page
    throw new Error('there is no page')
  }

  test('a page has the words it has in Node, at the same places, as surely', async () => {
    const here = await readHere(page)
    const { result, threads } = await readThere(plain.url, 'page', page)
    assert.equal(threads, false)
    const [ours, theirs] = [wordsOf(here), wordsOf(result)]
    assert.ok(ours.length > 60, `${ours.length} words`)
    assert.ok(
      ours.some(({ text }) => /[äöüß€]/.test(text)),
      'a German page has letters that English has not',
    )
    for (const part of ['rotation', 'language', 'alphabetComplete'] as const)
      assert.equal(result[part], here[part], part)
    assert.deepEqual(
      result.tables.map((table: Page['tables'][number]) => [table.rows, table.columns]),
      here.tables.map((table) => [table.rows, table.columns]),
    )
    assert.deepEqual(
      theirs.map(({ text }) => text),
      ours.map(({ text }) => text),
    )
    for (const [index, word] of ours.entries()) {
      const twin = theirs[index]
      assert.ok(Math.abs((twin?.confidence ?? 0) - word.confidence) < 0.01, word.text)
      for (const [side, value] of word.box.entries())
        assert.ok(Math.abs((twin?.box[side] ?? 0) - value) < 0.001, `${word.text} at ${word.box}`)
    }
  })

  test('a field is read, with threads where the page may have them', async () => {
    const field = await part(page, [0.05, 0.05, 0.6, 0.06])
    const here = wordsOf(await readHere(field)).map(({ text }) => text)
    const { result, threads } = await readThere(isolated.url, 'field', field)
    assert.equal(threads, true)
    assert.ok(here.length > 0)
    assert.equal(result.text, here.join(' '))
    assert.ok(result.confidence > 0.8, result.text)
  })
})
