import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  boundsOf,
  commonAngle,
  convexHull,
  type Point,
  partOf,
  quarterTurn,
  type Strip,
  smallestRectangle,
} from './geometry.ts'

const degrees = Math.PI / 180

function cornersOf({ x, y, width, height, angle }: Strip): Point[] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  return [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ].map(([a = 0, b = 0]): Point => {
    const [along, across] = [(a * width) / 2, (b * height) / 2]
    return [x + along * cos - across * sin, y + along * sin + across * cos]
  })
}

function almostEqual(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-6, `${actual} is not ${expected}`)
}

describe('Rectangles around text', () => {
  it('find a rectangle again at any skew', () => {
    for (const angle of [-40, -10, -2, 0, 3, 25, 44]) {
      const strip = { x: 100, y: 50, width: 80, height: 12, angle: angle * degrees }
      const inside: Point[] = [[strip.x, strip.y]]
      const found = smallestRectangle(convexHull([...cornersOf(strip), ...inside]))
      almostEqual(found.x, 100)
      almostEqual(found.y, 50)
      almostEqual(found.width, 80)
      almostEqual(found.height, 12)
      almostEqual(found.angle, strip.angle)
    }
  })

  it('call a standing line tall, not turned', () => {
    const found = smallestRectangle(
      convexHull(cornersOf({ x: 0, y: 0, width: 80, height: 12, angle: 88 * degrees })),
    )
    almostEqual(found.height, 80)
    almostEqual(found.angle, -2 * degrees)
  })

  it('drop points inside and on the edge from a hull', () => {
    const square: Point[] = [
      [0, 0],
      [5, 0],
      [10, 0],
      [10, 10],
      [0, 10],
      [4, 4],
    ]
    assert.equal(convexHull(square).length, 4)
  })

  it('part along the reading direction', () => {
    const down = { x: 10, y: 100, width: 100, height: 10, angle: Math.PI / 2 }
    const [left, top, right, bottom] = boundsOf(partOf(down, 0, 0.25))
    almostEqual(left, 5)
    almostEqual(right, 15)
    almostEqual(top, 50)
    almostEqual(bottom, 75)
  })

  it('cover the same ground after a quarter turn', () => {
    const strip = { x: 30, y: 20, width: 40, height: 10, angle: 0 }
    for (const turns of [1, 2, 3] as const) {
      for (const [i, value] of boundsOf(quarterTurn(strip, turns)).entries()) {
        almostEqual(value, boundsOf(strip)[i] as number)
      }
    }
  })

  it('agree on a skew by the length of their text', () => {
    const line = (width: number, angle: number) => ({ x: 0, y: 0, width, height: 10, angle })
    assert.equal(commonAngle([line(500, 0.02), line(400, 0.02), line(60, -0.3), line(12, 0.7)]), 0.02)
    assert.equal(commonAngle([]), 0)
  })
})
