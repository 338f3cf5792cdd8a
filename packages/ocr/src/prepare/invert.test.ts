import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { prepare } from './prepare.ts'
import { paint, paper, printedPage } from './testing.ts'

const stepsOf = (page: Parameters<typeof prepare>[0]) => prepare(page).preparation.map(({ step }) => step)

describe('A page in white on black', () => {
  it('is read as black on white', () => {
    const page = printedPage(1000, 1400, { grey: 20, ink: 240 })
    const { raster, preparation } = prepare(page)
    assert.deepEqual(preparation, [{ step: 'invert' }])
    assert.equal(raster.data[0], 235)
    assert.equal(page.data[0], 20)
  })

  it('is not one that is half black, nor one with a black heading', () => {
    const half = printedPage(1000, 1400)
    paint(half, [0, 0, 1000, 700], 20)
    for (let y = 100; y < 600; y += 40) for (let x = 100; x < 900; x += 14) paint(half, [x, y, 5, 18], 240)
    assert.ok(!stepsOf(half).includes('invert'))
    const heading = printedPage(1000, 1400)
    paint(heading, [0, 0, 1000, 200], 10)
    assert.ok(!stepsOf(heading).includes('invert'))
  })

  it('is not one that was taken in the dark, nor an empty black one', () => {
    assert.ok(!stepsOf(printedPage(1000, 1400, { grey: 90, ink: 20 })).includes('invert'))
    assert.ok(!stepsOf(paper(1000, 1400, 20)).includes('invert'))
  })
})
