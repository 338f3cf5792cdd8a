import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import sharp from 'sharp'
import { type HeicDecoder, openHeic } from './heic.ts'
import { openImage } from './image-file.ts'
import { isReadError } from './read-error.ts'

const limits = { maxPages: 100, maxPixels: 10_000_000 }
const width = 37
const height = 21

/** A picture with a red left, a white middle and a black right, and a blue row at the top. */
const picture = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
  const [x, y, channel] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width), i % 3]
  if (y < 3) return channel === 2 ? 255 : 0
  if (x < 12) return channel === 0 ? 255 : 0
  return x < 24 ? 255 : 0
})
const drawn = () => sharp(picture, { raw: { width, height, channels: 3 } })

async function open(bytes: Uint8Array, index0 = 0) {
  return (await openImage(bytes, limits)).page(index0)
}

async function colourAt(bytes: Uint8Array, x: number, y: number): Promise<number[]> {
  const { raster } = await open(bytes)
  return [...raster.data.subarray((y * raster.width + x) * 3, (y * raster.width + x) * 3 + 3)]
}

const near = (found: readonly number[], wanted: readonly number[], slack: number) =>
  found.every((value, i) => Math.abs(value - (wanted[i] ?? 0)) <= slack)

/** The picture shows what was drawn, to `slack` levels a colour. */
async function shows(bytes: Uint8Array, slack = 0): Promise<void> {
  for (const [x, y, colour] of [
    [30, 1, [0, 0, 255]],
    [5, 10, [255, 0, 0]],
    [18, 15, [255, 255, 255]],
    [30, 20, [0, 0, 0]],
  ] as const) {
    const found = await colourAt(bytes, x, y)
    assert.ok(near(found, colour, slack), `${found} at ${x}, ${y}`)
  }
}

async function refused(bytes: Uint8Array, code: string): Promise<void> {
  await assert.rejects(
    async () => open(bytes),
    (error) => isReadError(error) && error.code === code,
  )
}

describe('Pictures', () => {
  it('look the same from a PNG, WebP, GIF, TIFF or JPEG', async () => {
    await shows(await drawn().png().toBuffer())
    await shows(await drawn().webp({ lossless: true }).toBuffer())
    await shows(await drawn().gif().toBuffer(), 4)
    await shows(await drawn().tiff({ compression: 'lzw' }).toBuffer())
    await shows(
      await drawn().tiff({ tile: true, tileWidth: 16, tileHeight: 16, compression: 'deflate' }).toBuffer(),
    )
    await shows(await drawn().jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer(), 8)
  })

  it('look the same with 16 bits a colour', async () => {
    await shows(await drawn().toColourspace('rgb16').png().toBuffer(), 1)
    await shows(await drawn().toColourspace('rgb16').tiff({ compression: 'none' }).toBuffer(), 1)
  })

  it('of four printing inks come back in colours of a screen', async () => {
    const cmyk = drawn().toColourspace('cmyk')
    const tiff = await cmyk.clone().tiff({ compression: 'none' }).toBuffer()
    const jpeg = await cmyk.clone().jpeg({ quality: 100 }).toBuffer()
    for (const bytes of [tiff, jpeg]) {
      assert.ok(near(await colourAt(bytes, 18, 15), [255, 255, 255], 12), 'white')
      assert.ok(near(await colourAt(bytes, 30, 15), [0, 0, 0], 70), 'black')
      const [red = 0, green = 0, blue = 0] = await colourAt(bytes, 5, 10)
      assert.ok(red > green + 80 && red > blue + 80, `${red}, ${green}, ${blue}`)
    }
  })

  it('of black and white, as faxes are, keep their letters and their resolution', async () => {
    const fax = drawn().resize({ width: 400, kernel: 'nearest' }).threshold(128).toColourspace('b-w')
    const bytes = await fax
      .tiff({ compression: 'ccittfax4', bitdepth: 1, xres: 204 / 25.4, yres: 204 / 25.4 })
      .toBuffer()
    const scan = await open(bytes)
    assert.equal(scan.dpi, 204)
    assert.ok(near(await colourAt(bytes, 200, 100), [255, 255, 255], 0))
    assert.ok(near(await colourAt(bytes, 330, 100), [0, 0, 0], 0))
  })

  it('of a fax that has twice as many pixels across as down are stretched to what was sent', async () => {
    const flat = drawn()
      .resize({ width: 408, height: 98, fit: 'fill', kernel: 'nearest' })
      .threshold(128)
      .toColourspace('b-w')
    for (const [xres, yres, size] of [
      [204, 98, [408, 204]],
      [204, 196, [408, 98]],
      [98, 204, [849, 98]],
    ] as const) {
      const fax = flat.clone().tiff({
        compression: 'ccittfax4',
        bitdepth: 1,
        xres: xres / 25.4,
        yres: yres / 25.4,
      })
      const { raster, ...scan } = await open(await fax.toBuffer())
      assert.deepEqual([raster.width, raster.height], size)
      assert.ok(Math.abs(scan.width - (408 / xres) * 72) < 4, `${scan.width}`)
    }
  })

  it('without a believable resolution count as scanned at 200 dpi', async () => {
    const scan = await open(await drawn().png().toBuffer())
    assert.equal(scan.dpi, undefined)
    assert.ok(Math.abs(scan.width - (width / 200) * 72) < 1e-9)
  })

  it('that are transparent lie on white', async () => {
    const clear = sharp({
      create: { width: 9, height: 9, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
    assert.deepEqual(await colourAt(await clear.png().toBuffer(), 4, 4), [255, 255, 255])
  })

  it('of more pixels than are needed come smaller, and say so', async () => {
    const large = sharp({ create: { width: 4000, height: 5000, channels: 3, background: '#fff' } })
    const file = await openImage(await large.png().toBuffer(), { maxPages: 1, maxPixels: 100_000_000 })
    const { raster, shrunk = 1 } = await file.page(0)
    assert.ok(raster.width * raster.height <= 10_010_000)
    assert.ok(Math.abs(shrunk - raster.width / 4000) < 0.002)
  })
})

describe('A TIFF of several pages', () => {
  it('gives each page at its own size', async () => {
    const bytes = tiffOf([
      [8, 4],
      [3, 7],
    ])
    const file = await openImage(bytes, limits)
    assert.equal(file.pageCount, 2)
    const sizes = [await file.page(0), await file.page(1)].map(({ raster }) => [raster.width, raster.height])
    assert.deepEqual(sizes, [
      [8, 4],
      [3, 7],
    ])
  })

  it('may keep its colours in planes of their own', async () => {
    const [page] = [await open(tiffOf([[2, 2]], { planar: true }))]
    assert.deepEqual([...page.raster.data.subarray(0, 3)], [10, 20, 30])
  })

  it('is refused where a page has too many pixels, before it is decoded', async () => {
    await refused(tiffOf([[60_000, 60_000]]), 'file.too_many_pixels')
  })
})

describe('A picture of a telephone (HEIC)', () => {
  const bytes = new TextEncoder().encode('\0\0\0\x18ftypheic\0\0\0\0')
  const pixels = Object.assign(async () => ({ width: 1, height: 1, data: [1, 2, 3, 255] }), {
    all: async () => Object.assign([{ width: 1, height: 1 }], { dispose() {} }),
  }) satisfies HeicDecoder

  it('is read by the decoder that is installed', async () => {
    const { raster } = { raster: await (await openHeic(bytes, async () => pixels)).decode() }
    assert.deepEqual([...raster.data], [1, 2, 3])
  })

  it('is refused with the name of the package where none is', async () => {
    await assert.rejects(openImage(bytes, limits), (error) => {
      assert.ok(isReadError(error) && error.code === 'file.unsupported')
      assert.match(error.message, /heic-decode/)
      return true
    })
  })

  it('that is damaged is unreadable', async () => {
    const broken = Object.assign(pixels.bind(null), { all: () => Promise.reject(new Error('broken')) })
    await assert.rejects(
      openHeic(bytes, async () => broken),
      { code: 'file.unreadable' },
    )
  })
})

/** An uncompressed TIFF, written by hand: sharp only writes pages of one size. Its first pixel is 10, 20, 30. */
function tiffOf(sizes: readonly (readonly [number, number])[], { planar = false } = {}): Uint8Array {
  const chunks: Buffer[] = [Buffer.from('II*\0\0\0\0\0', 'latin1')]
  let end = 8
  let link = 4
  const append = (chunk: Buffer) => {
    chunks.push(chunk)
    end += chunk.length
    return end - chunk.length
  }
  for (const [width, height] of sizes) {
    const stored = Math.min(width * height, 1000)
    const planes = [10, 20, 30].map((value) => Buffer.alloc(stored, value))
    const pixels = planar ? Buffer.concat(planes) : Buffer.alloc(stored * 3, Buffer.from([10, 20, 30]))
    const data = append(Buffer.concat([pixels, Buffer.alloc(pixels.length % 2)]))
    const bits = append(Buffer.from([8, 0, 8, 0, 8, 0]))
    const offsets = append(Buffer.concat([0, 1, 2].map((i) => number(data + i * stored))))
    const counts = append(Buffer.concat([0, 1, 2].map(() => number(stored))))
    const strips = planar ? 3 : 1
    const entries = [
      [256, 4, 1, width],
      [257, 4, 1, height],
      [258, 3, 3, bits],
      [259, 3, 1, 1],
      [262, 3, 1, 2],
      [273, 4, strips, planar ? offsets : data],
      [277, 3, 1, 3],
      [278, 4, 1, height],
      [279, 4, strips, planar ? counts : stored * 3],
      [284, 3, 1, planar ? 2 : 1],
    ] as const
    const directory = Buffer.concat([
      Buffer.from([entries.length, 0]),
      ...entries.map(([tag, type, count, value]) =>
        Buffer.concat([Buffer.from([tag & 255, tag >> 8, type, 0]), number(count), number(value)]),
      ),
      number(0),
    ])
    const at = append(directory)
    const file = Buffer.concat(chunks)
    file.writeUInt32LE(at, link)
    chunks.splice(0, chunks.length, file)
    link = at + directory.length - 4
  }
  return Buffer.concat(chunks)
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
