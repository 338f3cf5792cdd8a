import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openImage } from './image-file.ts'
import { isReadError } from './read-error.ts'

const limits = { maxPages: 1, maxPixels: 1_000_000 }
const red = [255, 0, 0]
const white = [255, 255, 255]

type Parts = {
  width: number
  height: number
  depth: number
  compression?: number
  /** blue, green, red, 0 for each colour */
  palette?: readonly number[]
  masks?: readonly number[]
  pixels: readonly number[]
}

function bitmap({ width, height, depth, compression = 0, palette = [], masks = [], pixels }: Parts): Buffer {
  const header = Buffer.alloc(54 + masks.length * 4)
  header.write('BM', 'latin1')
  header.writeUInt32LE(header.length + palette.length, 10)
  header.writeUInt32LE(40, 14)
  header.writeInt32LE(width, 18)
  header.writeInt32LE(height, 22)
  header.writeUInt16LE(1, 26)
  header.writeUInt16LE(depth, 28)
  header.writeUInt32LE(compression, 30)
  header.writeInt32LE(11_811, 38)
  header.writeUInt32LE(palette.length / 4, 46)
  for (const [i, mask] of masks.entries()) header.writeUInt32LE(mask, 54 + i * 4)
  return Buffer.concat([header, Buffer.from(palette), Buffer.from(pixels)])
}

async function pixelsOf(bytes: Uint8Array): Promise<number[][]> {
  const { raster } = await (await openImage(bytes, limits)).page(0)
  const { data } = raster
  return Array.from({ length: data.length / 3 }, (_, i) => [...data.subarray(i * 3, i * 3 + 3)])
}

const redAndWhite = [0, 0, 255, 0, 255, 255, 255, 0]

describe('A bitmap', () => {
  it('is read with its lower row first, and upright where it says so', async () => {
    const pixels = [0, 0, 255, 255, 255, 255, 0, 0, 255, 255, 255, 255, 255, 255, 255, 0]
    const rows = { width: 2, depth: 24, pixels }
    assert.deepEqual(await pixelsOf(bitmap({ ...rows, height: 2 })), [white, white, red, white])
    assert.deepEqual(await pixelsOf(bitmap({ ...rows, height: -2 })), [red, white, white, white])
  })

  it('may have a bit, four bits or eight for each pixel', async () => {
    const table = { width: 3, height: 1, palette: redAndWhite }
    const wanted = [red, white, red]
    assert.deepEqual(await pixelsOf(bitmap({ ...table, depth: 1, pixels: [0b01000000, 0, 0, 0] })), wanted)
    assert.deepEqual(await pixelsOf(bitmap({ ...table, depth: 4, pixels: [0x01, 0, 0, 0] })), wanted)
    assert.deepEqual(await pixelsOf(bitmap({ ...table, depth: 8, pixels: [0, 1, 0, 0] })), wanted)
  })

  it('may have sixteen or thirty-two bits, in fields it names', async () => {
    const size = { width: 2, height: 1 }
    assert.deepEqual(await pixelsOf(bitmap({ ...size, depth: 16, pixels: [0, 0x7c, 0xff, 0x7f] })), [
      red,
      white,
    ])
    const fields = { depth: 16, compression: 3, masks: [0xf800, 0x07e0, 0x001f] }
    assert.deepEqual(await pixelsOf(bitmap({ ...size, ...fields, pixels: [0, 0xf8, 0xff, 0xff] })), [
      red,
      white,
    ])
    const words = [0, 0, 255, 0, 255, 255, 255, 0]
    assert.deepEqual(await pixelsOf(bitmap({ ...size, depth: 32, pixels: words })), [red, white])
    const swapped = { depth: 32, compression: 3, masks: [0x0000ff, 0x00ff00, 0xff0000] }
    const other = [255, 0, 0, 0, 255, 255, 255, 0]
    assert.deepEqual(await pixelsOf(bitmap({ ...size, ...swapped, pixels: other })), [red, white])
  })

  it('may be packed in runs', async () => {
    const table = { width: 4, height: 2, palette: redAndWhite }
    const wanted = [red, white, red, white, white, white, white, red]
    const rle8 = [3, 1, 1, 0, 0, 0, 0, 4, 0, 1, 0, 1, 0, 1]
    assert.deepEqual(await pixelsOf(bitmap({ ...table, depth: 8, compression: 1, pixels: rle8 })), wanted)
    const rle4 = [3, 0x11, 1, 0x00, 0, 0, 0, 4, 0x01, 0x01, 0, 1]
    assert.deepEqual(await pixelsOf(bitmap({ ...table, depth: 4, compression: 2, pixels: rle4 })), wanted)
  })

  it('says its resolution', async () => {
    const file = await openImage(bitmap({ width: 1, height: 1, depth: 24, pixels: [0, 0, 0, 0] }), limits)
    assert.equal((await file.page(0)).dpi, 300)
  })

  it('is refused, and not decoded, where its header cannot be true', async () => {
    const good = { width: 1, height: 1, depth: 24, pixels: [0, 0, 0, 0] }
    for (const bad of [
      { ...good, width: 0 },
      { ...good, width: -5 },
      { ...good, height: -2_147_483_648 },
      { ...good, width: 900, height: 900 },
      { ...good, depth: 7 },
      { ...good, compression: 5 },
      { ...good, compression: 1 },
    ]) {
      await assert.rejects(
        async () => (await openImage(bitmap(bad), limits)).page(0),
        (error) => isReadError(error) && error.code === 'file.unreadable',
      )
    }
    await assert.rejects(openImage(bitmap(good).subarray(0, 30), limits), { code: 'file.unreadable' })
    const bomb = bitmap({ width: 90_000, height: 90_000, depth: 8, compression: 1, pixels: [] })
    await assert.rejects(openImage(bomb, limits), { code: 'file.too_many_pixels' })
  })
})
