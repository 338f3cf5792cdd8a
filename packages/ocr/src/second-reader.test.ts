import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Planes } from './preprocess.ts'
import { greyLineOf } from './second-reader.ts'

/** A line of bars whose paper is as light as `lightAt` says (0 to 1); bars let a third of it through. */
function lineIn(lightAt: (x: number) => number): Planes {
  const [width, height] = [600, 48]
  const data = new Float32Array(3 * width * height)
  for (let i = 0; i < data.length; i++) {
    const [x, y] = [i % width, Math.floor(i / width) % height]
    const ink = x % 20 < 6 && y > 10 && y < 38 ? 1 / 3 : 1
    data[i] = 2 * lightAt(x / width) * ink - 1
  }
  return { data, width, height }
}

/** The lightest pixel of each tenth of a line. */
function papersOf({ data, width, height, margin }: ReturnType<typeof greyLineOf>): number[] {
  return Array.from({ length: 10 }, (_, part) => {
    const from = margin + Math.floor((part * (width - 2 * margin)) / 10)
    const rows = Array.from({ length: height - 2 * margin }, (_, y) => (y + margin) * width + from)
    return Math.max(...rows.map((at) => data[at + 10] as number))
  })
}

describe('A line as the second reader gets it', () => {
  it('has paper that is about as light everywhere, though a shadow falls on half of it', () => {
    const papers = papersOf(greyLineOf(lineIn((x) => 0.9 - 0.5 / (1 + Math.exp((0.5 - x) * 12)))))
    assert.ok(Math.max(...papers) - Math.min(...papers) < 45, `${papers}`)
  })

  it('is not taken for light print where most of it lies in the dark', () => {
    const { data } = greyLineOf(lineIn((x) => (x < 0.7 ? 0.4 : 0.9)))
    assert.ok((data[data.length / 2] as number) > 60)
    assert.equal(Math.max(...data.subarray(0, 600)), Math.min(...data.subarray(0, 600)))
    const bar = data[31 * 616 + 8 + 2] as number
    const paper = data[31 * 616 + 8 + 10] as number
    assert.ok(bar < paper / 2)
  })

  it('stays as it is in even light', () => {
    const line = lineIn((x) => 0.9 - 0.04 * x)
    const [first = 0, last = 0] = papersOf(greyLineOf(line)).filter((_, i) => i % 9 === 0)
    assert.ok(first - last >= 7 && first - last <= 10)
  })

  it('is dark print on light paper, also where it was light on dark', () => {
    const { data } = lineIn(() => 0.9)
    const light = greyLineOf({ data: data.map((value) => -value), width: 600, height: 48 })
    const dark = greyLineOf({ data, width: 600, height: 48 })
    assert.ok(light.data.every((value, i) => Math.abs(value - (dark.data[i] as number)) <= 1))
  })
})
