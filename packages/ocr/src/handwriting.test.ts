import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import sharp from 'sharp'
import { isHandwritten } from './handwriting.ts'
import type { GreyLine } from './second-reader.ts'

async function lineOf(content: string): Promise<GreyLine> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="420" height="64"><rect width="420" height="64" fill="#fff"/>${content}</svg>`
  const { data, info } = await sharp(Buffer.from(svg)).greyscale().raw().toBuffer({ resolveWithObject: true })
  return { data: new Uint8Array(data), width: info.width, height: info.height, margin: 8 }
}

const glyphs = [...'NAME OF'].map((text, i) => ({ text, confidence: 0.8, at: (i + 0.5) / 7 }))
const byHand = (line: GreyLine, more: Partial<{ size: number; confidence: number }> = {}) =>
  isHandwritten({
    line,
    first: glyphs.map((glyph) => ({ ...glyph, confidence: more.confidence ?? 0.8 })),
    size: more.size ?? 1.3,
  })

/** Letters of one thin stroke whose feet stand where they like. */
const pen = [0, 4, -3, 5, -2, 3].map(
  (off, i) =>
    `<path d="M${20 + i * 60} ${50 + off} l8 -36 l10 18 l10 -18 l8 36" fill="none" stroke="#000" stroke-width="3.5"/>`,
)
const print = (family: string) =>
  `<text x="14" y="46" font-family="${family}" font-size="34">Name of payer (if any)</text>`

describe('Handwriting', () => {
  it('is told by a pen that keeps no line', async () => {
    assert.equal(byHand(await lineOf(pen.join(''))), true)
  })

  it('is not seen in print, however unsurely that was read', async () => {
    for (const family of ['DejaVu Sans', 'DejaVu Serif', 'DejaVu Sans Mono']) {
      assert.equal(byHand(await lineOf(print(family))), false, family)
    }
  })

  it('is not seen where a line is no larger than the others, or was read surely', async () => {
    const line = await lineOf(pen.join(''))
    assert.equal(byHand(line, { size: 1 }), false)
    assert.equal(byHand(line, { confidence: 0.99 }), false)
  })
})
