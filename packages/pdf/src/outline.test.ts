import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { blankPage, type Outline, type Page } from '@countersign/contract/layout'
import { outlineMap, sourceSize } from './outline.ts'

const outline: Outline = [
  [0.2, 0.1],
  [0.9, 0.15],
  [0.95, 0.9],
  [0.1, 0.8],
]
const page = (change: Partial<Page>): Page => ({
  ...blankPage,
  number: 1,
  width: 300,
  height: 200,
  ...change,
})
const near = (found: readonly number[], wanted: readonly number[]) =>
  assert.ok(
    found.every((value, at) => Math.abs(value - (wanted[at] ?? 9)) < 1e-6),
    `${found} is not ${wanted}`,
  )

describe('the outline of a page', () => {
  it('leads its corners to where they were photographed', () => {
    const map = outlineMap(outline)
    near([...map(0, 0), ...map(1, 0)], [0.2, 0.1, 0.9, 0.15])
    near([...map(1, 1), ...map(0, 1)], [0.95, 0.9, 0.1, 0.8])
  })

  it('keeps straight lines straight', () => {
    const map = outlineMap(outline)
    const [a, b, c] = [map(0.1, 0.2), map(0.5, 0.5), map(0.9, 0.8)]
    near([(b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])], [0])
  })

  it('tells how large the whole picture is', () => {
    const half: Outline = [
      [0.25, 0.25],
      [0.75, 0.25],
      [0.75, 0.75],
      [0.25, 0.75],
    ]
    const { width, height } = sourceSize(page({ outline: half }), 1.5)
    near([width, height], [600, 400])
    const turned: Outline = [
      [1, 0],
      [1, 1],
      [0, 1],
      [0, 0],
    ]
    const sideways = sourceSize(page({ outline: turned }), 0.7)
    near([sideways.width, sideways.height], [200, 300])
  })

  it('without area is taken for the whole page', () => {
    const point: Outline = [
      [0.5, 0.5],
      [0.5, 0.5],
      [0.5, 0.5],
      [0.5, 0.5],
    ]
    near(outlineMap(point)(0.3, 0.4), [0.3, 0.4])
    const { width, height } = sourceSize(page({ outline: point }), 1)
    assert.ok(width > 0 && height > 0 && Number.isFinite(width + height))
  })
})
