import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { paint, paper } from './testing.ts'
import { fromSquare, project, type Quad, warp } from './warp.ts'

const quad: Quad = [
  [30, 20],
  [170, 40],
  [180, 190],
  [20, 160],
]

describe('The map between a flat page and its photo', () => {
  it('takes the corners of the unit square to the four corners', () => {
    const map = fromSquare(quad)
    const corners = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ] as const
    for (const [i, corner] of corners.entries()) {
      const [x, y] = project(map, corner)
      assert.ok(Math.hypot(x - (quad[i]?.[0] ?? 0), y - (quad[i]?.[1] ?? 0)) < 1e-9)
    }
  })

  it('lays flat what is inside', () => {
    const photo = paper(200, 200, 100)
    const [x, y] = project(fromSquare(quad), [0.25, 0.75])
    paint(photo, [x - 4, y - 4, 8, 8], 0)
    const flat = warp(photo, { corners: quad, width: 100, height: 100, outside: [9, 9, 9] })
    assert.equal(flat.data[(75 * 100 + 25) * 3], 0)
    assert.equal(flat.data[(25 * 100 + 25) * 3], 100)
  })

  it('leaves a picture as it is whose corners stay', () => {
    const page = paper(7, 5)
    for (let i = 0; i < page.data.length; i++) page.data[i] = (i * 37) % 251
    const corners: Quad = [
      [0, 0],
      [7, 0],
      [7, 5],
      [0, 5],
    ]
    assert.deepEqual(warp(page, { corners, width: 7, height: 5, outside: [0, 0, 0] }), page)
  })

  it('shows the colour of the paper where there was no picture', () => {
    const corners: Quad = [
      [-10, 0],
      [10, 0],
      [10, 10],
      [-10, 10],
    ]
    const { data } = warp(paper(10, 10, 50), { corners, width: 20, height: 10, outside: [1, 2, 3] })
    assert.deepEqual([...data.subarray(0, 3)], [1, 2, 3])
    assert.equal(data[15 * 3], 50)
  })
})
