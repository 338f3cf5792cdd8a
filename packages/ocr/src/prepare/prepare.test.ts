import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Raster } from '../raster.ts'
import { prepare } from './prepare.ts'
import { paint, paper, photographed, printedPage, seeded } from './testing.ts'
import { fromSquare, project, type Quad, warp } from './warp.ts'

const page = printedPage(1000, 1400)
/** Something to find again, on the page as it was printed. */
const markAt = [0.62, 0.31] as const
paint(page, [markAt[0] * 1000 - 12, markAt[1] * 1400 - 12, 24, 24], 0)

const distance = (a: readonly number[], b: readonly number[]) =>
  Math.hypot((a[0] ?? 0) - (b[0] ?? 0), (a[1] ?? 0) - (b[1] ?? 0))

const brightness = ({ data, width, height }: Raster, [x, y]: readonly [number, number]) =>
  data[(Math.floor(y * height) * width + Math.floor(x * width)) * 3] as number

const steps = (raster: Raster) => prepare(raster).preparation.map(({ step }) => step)

/** The page turned clockwise about its middle, on paper of its own colour. */
function skewed(degrees: number): Raster {
  const radians = (-degrees * Math.PI) / 180
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)]
  const corners = [
    [-700, -900],
    [700, -900],
    [700, 900],
    [-700, 900],
  ].map(([x = 0, y = 0]) => [500 + x * cos - y * sin, 700 + x * sin + y * cos])
  return warp(page, {
    corners: corners as unknown as Quad,
    width: 1400,
    height: 1800,
    outside: [240, 240, 240],
  })
}

describe('A page that is fit to be read', () => {
  it('is left as it is', () => {
    const prepared = prepare(page)
    assert.equal(prepared.raster, page)
    assert.deepEqual(prepared.preparation, [])
    assert.equal(prepared.quality.advice, null)
  })

  it('needs no other advice when it is black with white print', () => {
    const { preparation, quality } = prepare(printedPage(1000, 1400, { grey: 15, ink: 230 }))
    assert.deepEqual(preparation, [{ step: 'invert' }])
    assert.equal(quality.advice, null)
  })
})

describe('A page that lies askew', () => {
  it('is made level to a fifth of a degree, whichever way it is turned', () => {
    for (const angle of [-14, -1.3, 0.8, 7]) {
      const { preparation } = prepare(skewed(angle))
      assert.equal(preparation[0]?.step, 'deskew', `${angle}°`)
      assert.ok(Math.abs((preparation[0]?.amount ?? 0) + angle) < 0.2, `${angle}°: ${preparation[0]?.amount}`)
    }
  })

  it('is left alone where that would not help reading', () => {
    assert.deepEqual(steps(skewed(0.2)), [])
  })

  it('has an outline that leads from what was read back to the ink', () => {
    const source = skewed(7)
    const { raster, outline } = prepare(source)
    const found = darkest(raster)
    assert.ok(brightness(source, project(fromSquare(outline), found)) < 60)
  })
})

describe('A page on a photo', () => {
  const outline: Quad = [
    [0.2, 0.12],
    [0.78, 0.18],
    [0.9, 0.86],
    [0.08, 0.9],
  ]
  const photo = (table: number) =>
    photographed(page, fromSquare(outline), { width: 1200, height: 1500, table })

  it('is found on a dark, a middling and a light table, to half a hundredth of the picture', () => {
    for (const table of [20, 120, 215]) {
      const prepared = prepare(photo(table))
      assert.deepEqual(
        prepared.preparation.map(({ step }) => step),
        ['crop', 'perspective'],
      )
      for (const [i, corner] of outline.entries()) {
        assert.ok(distance(corner, prepared.outline[i] ?? [9, 9]) < 0.005, `${table}: ${prepared.outline[i]}`)
      }
    }
  })

  it('is laid flat, so that everything is where it was printed', () => {
    const { raster } = prepare(photo(60))
    assert.ok(brightness(raster, markAt) < 40)
    assert.ok(brightness(raster, [markAt[0], 0.03]) > 200)
  })

  it('is not cropped where no sheet is surely seen', () => {
    assert.deepEqual(steps(photo(238)), [])
    const halfDark = printedPage(1000, 1400)
    paint(halfDark, [500, 0, 500, 1400], 30)
    assert.deepEqual(steps(halfDark), [])
    const framed = printedPage(1000, 1400)
    paint(framed, [80, 300, 840, 3], 0)
    paint(framed, [80, 900, 840, 3], 0)
    assert.deepEqual(steps(framed), [])
  })

  it('that runs over an edge of the picture is cropped there by the picture, and reported', () => {
    const over: Quad = [
      [0.2, -0.2],
      [0.8, -0.2],
      [0.9, 0.8],
      [0.1, 0.85],
    ]
    const cut = photographed(page, fromSquare(over), { width: 1200, height: 1500, table: 60 })
    const { quality, preparation } = prepare(cut)
    assert.equal(preparation[0]?.step, 'crop')
    assert.deepEqual(quality.cutOff, ['top'])
    assert.match(quality.advice ?? '', /whole page/)
  })
})

describe('A page full of specks', () => {
  it('loses them, and keeps its print', () => {
    const clean = printedPage(500, 700)
    const speckled = { ...clean, data: clean.data.slice() }
    const random = seeded(5)
    for (let i = 0; i < speckled.data.length; i += 3) {
      const chance = random()
      if (chance < 0.02) speckled.data.fill(0, i, i + 3)
      else if (chance > 0.98) speckled.data.fill(255, i, i + 3)
    }
    const { raster, preparation } = prepare(speckled)
    assert.deepEqual(preparation, [{ step: 'despeckle' }])
    const wrong = (data: Uint8Array) =>
      data.filter((value, i) => Math.abs(value - (clean.data[i] ?? 0)) > 60).length
    assert.ok(
      wrong(raster.data) < wrong(speckled.data) / 10,
      `${wrong(raster.data)} of ${wrong(speckled.data)}`,
    )
  })
})

describe('A page with faint print', () => {
  it('is made as clear as others, wherever the light falls', () => {
    const faint = printedPage(1000, 1400, { letter: 14, grey: 225, ink: 195 })
    for (let i = 0; i < faint.data.length; i++) {
      faint.data[i] = (faint.data[i] as number) * (1 - 0.5 * ((Math.floor(i / 3) % 1000) / 1000))
    }
    const { raster, preparation, quality } = prepare(faint)
    assert.deepEqual(preparation, [{ step: 'contrast' }])
    assert.ok(quality.contrast < 0.4)
    const values = raster.data.toSorted()
    assert.ok((values[Math.floor(values.length * 0.5)] ?? 0) > 245)
    assert.ok((values[Math.floor(values.length * 0.01)] ?? 255) < 60)
  })

  it('may be taken in the dark', () => {
    const { preparation, quality } = prepare(printedPage(1000, 1400, { letter: 14, grey: 60, ink: 44 }))
    assert.deepEqual(preparation, [{ step: 'contrast' }])
    assert.equal(quality.blank, false)
  })
})

describe('What is said about a page', () => {
  it('is that it is blank, if it is', () => {
    const { quality, preparation } = prepare(paper(1000, 1400))
    assert.equal(quality.blank, true)
    assert.match(quality.advice ?? '', /right side/)
    assert.deepEqual(preparation, [])
  })

  it('is not that it is blank where there is a stamp, or a line in pencil', () => {
    const stamped = paper(1600, 2200, 250)
    paint(stamped, [1200, 300, 60, 6], 120)
    paint(stamped, [1200, 330, 60, 6], 120)
    assert.equal(prepare(stamped).quality.blank, false)
    const pencil = paper(1600, 2200, 250)
    for (let x = 300; x < 700; x += 14) paint(pencil, [x, 600, 3, 20], 200)
    assert.equal(prepare(pencil).quality.blank, false)
  })

  it('is how large and how sharp its print is', () => {
    const small = prepare(printedPage(500, 700, { letter: 5 })).quality
    assert.match(small.advice ?? '', /too small/)
    const usual = prepare(page, { dpi: 150 }).quality
    assert.equal(usual.dpi, 150)
    assert.ok(usual.sharpness > 0.8 && usual.contrast > 0.8)
    const faint = prepare(printedPage(1000, 1400, { letter: 14, ink: 212 })).quality
    assert.ok(faint.contrast < 0.3)
    assert.match(faint.advice ?? '', /faint/)
  })
})

function darkest(raster: Raster): [number, number] {
  const { data, width, height } = raster
  // The mark is the only patch of black that is 12 pixels wide and high.
  for (let y = 12; y < height - 12; y++) {
    for (let x = 12; x < width - 12; x++) {
      const dark = [-7, 0, 7].every((dy) =>
        [-7, 0, 7].every((dx) => (data[((y + dy) * width + x + dx) * 3] ?? 9) < 5),
      )
      if (dark) return [x / width, y / height]
    }
  }
  throw new Error('The mark is gone.')
}
