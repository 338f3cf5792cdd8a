import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { prepareZXingModule, type WriterOptions, writeBarcode } from 'zxing-wasm/writer'
import { type Raster, turnRaster } from '../raster.ts'
import { snake } from './codes.ts'
import { readCodesHere } from './codes-node.ts'
import { inkMask } from './ink.ts'
import { findStructure } from './structure.ts'

const blank = (): Raster => ({
  data: new Uint8Array(1000 * 1400 * 3).fill(255),
  width: 1000,
  height: 1400,
  channels: 3,
})

/** Draws a code with modules of three pixels. */
async function draw(
  page: Raster,
  content: string,
  place: { format: WriterOptions['format']; x: number; y: number },
) {
  const wasm = readFileSync(fileURLToPath(import.meta.resolve('zxing-wasm/writer/zxing_writer.wasm')))
  prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer } })
  const { symbol, error } = await writeBarcode(content, { format: place.format, scale: 3 } as WriterOptions)
  assert.equal(error, '')
  const { data, width, height } = symbol
  const tall = height === 1 ? 60 : height * 3
  for (let y = 0; y < tall; y++)
    for (let x = 0; x < width * 3; x++) {
      const value = data[(height === 1 ? 0 : Math.floor(y / 3)) * width + Math.floor(x / 3)] ?? 255
      page.data.fill(
        value,
        ((place.y + y) * page.width + place.x + x) * 3,
        ((place.y + y) * page.width + place.x + x) * 3 + 3,
      )
    }
}

const codesOn = (page: Raster) => readCodesHere(page, inkMask(page))

describe('Codes on a page', () => {
  it('are read with their kind, content and place, several on one page', async () => {
    const page = blank()
    await draw(page, 'https://example.com/pay?id=17', { format: 'QRCode', x: 100, y: 900 })
    await draw(page, 'PARCEL-00042', { format: 'Code128', x: 300, y: 200 })
    await draw(page, '4006381333931', { format: 'EAN13', x: 500, y: 1100 })
    const codes = (await codesOn(page)).toSorted((a, b) => a.format.localeCompare(b.format))
    assert.deepEqual(
      codes.map(({ format, content }) => [format, content]),
      [
        ['code_128', 'PARCEL-00042'],
        ['ean_13', '4006381333931'],
        ['qr_code', 'https://example.com/pay?id=17'],
      ],
    )
    const [x, y, width, height] = codes[2]?.box ?? [0, 0, 0, 0]
    assert.ok(Math.abs(x - 0.1) < 0.02 && Math.abs(y - 900 / 1400) < 0.02 && width > 0.06 && height > 0.04)
  })

  it('are read on a page that lies on its side', async () => {
    const page = blank()
    await draw(page, 'PARCEL-00042', { format: 'Code128', x: 300, y: 200 })
    await draw(page, 'sideways', { format: 'DataMatrix', x: 100, y: 900 })
    const contents = (await codesOn(turnRaster(page, 90))).map(({ content }) => content)
    assert.deepEqual(contents.toSorted(), ['PARCEL-00042', 'sideways'])
  })

  it('leave no letters behind that were read from their bars', async () => {
    const page = blank()
    await draw(page, 'https://example.com/pay?id=17', { format: 'QRCode', x: 100, y: 900 })
    const word = (text: string, box: [number, number, number, number]) => ({ text, confidence: 0.6, box })
    const words = [word('IIIl', [0.11, 0.66, 0.05, 0.02]), word('Pay', [0.3, 0.66, 0.05, 0.02])]
    const blocks = [
      {
        kind: 'text' as const,
        language: null,
        box: words[0]?.box ?? [0, 0, 1, 1],
        lines: [{ box: [0.1, 0.66, 0.3, 0.02] as [number, number, number, number], words }],
      },
    ]
    const { blocks: left, codes } = await findStructure({
      blocks,
      size: page,
      raster: page,
      readCodes: readCodesHere,
    })
    assert.equal(codes.length, 1)
    assert.deepEqual(
      left.flatMap(({ lines }) => lines.flatMap((line) => line.words.map(({ text }) => text))),
      ['Pay'],
    )
  })

  it('are none on an empty page, nor in grain', async () => {
    assert.deepEqual(await codesOn(blank()), [])
    const grain = blank()
    for (let i = 0, state = 7; i < grain.data.length; i++) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      grain.data[i] = state >>> 24
    }
    assert.deepEqual(await codesOn(grain), [])
  })

  it('are called what zxing calls them, in small letters', () => {
    const names = [
      'QRCode',
      'QRCodeModel2',
      'EAN13',
      'Code128',
      'DataMatrix',
      'PDF417',
      'UPCA',
      'Aztec',
      'MicroQRCode',
    ]
    assert.deepEqual(names.map(snake), [
      'qr_code',
      'qr_code',
      'ean_13',
      'code_128',
      'data_matrix',
      'pdf_417',
      'upca',
      'aztec',
      'micro_qr_code',
    ])
  })
})
