// How much of a page is pictures: image objects, also those inside of form XObjects, painted on a coarse grid.
import { type Engine, numbersAt, withMemory } from './engine.ts'
import { displayedSize, type PageSpace, rectToDisplay } from './geometry.ts'

const cells = 64
const maxObjects = 20_000
const maxDepth = 6
const [imageObject, formObject] = [3, 5] // FPDF_PAGEOBJ_IMAGE, FPDF_PAGEOBJ_FORM

type Matrix = [number, number, number, number, number, number]
type Walk = { home: Engine; space: PageSpace; grid: Uint8Array; left: number }

/** The part of the page, 0 to 1, that image objects cover. */
export function imageCoverage(home: Engine, page: number, space: PageSpace): number {
  const { pdfium } = home
  const walk: Walk = { home, space, grid: new Uint8Array(cells * cells), left: maxObjects }
  const objects = {
    count: pdfium.FPDFPage_CountObjects(page),
    at: (index: number) => pdfium.FPDFPage_GetObject(page, index),
  }
  paintAll(walk, objects, [])
  return walk.grid.reduce((sum, cell) => sum + cell, 0) / walk.grid.length
}

type Objects = { count: number; at: (index: number) => number }

function paintAll(walk: Walk, objects: Objects, outer: readonly Matrix[]): void {
  const { pdfium } = walk.home
  for (let index = 0; index < objects.count && walk.left > 0; index += 1) {
    walk.left -= 1
    const object = objects.at(index)
    const type = object === 0 ? 0 : pdfium.FPDFPageObj_GetType(object)
    if (type === imageObject) paint(walk, object, outer)
    if (type !== formObject || outer.length >= maxDepth) continue
    const inner = {
      count: pdfium.FPDFFormObj_CountObjects(object),
      at: (at: number) => pdfium.FPDFFormObj_GetObject(object, at),
    }
    paintAll(walk, inner, [matrixOf(walk.home, object), ...outer])
  }
}

function matrixOf(home: Engine, object: number): Matrix {
  return withMemory(home, 24, (pointer) => {
    const found = home.pdfium.FPDFPageObj_GetMatrix(object, pointer)
    const numbers = numbersAt(home, pointer)
    return found
      ? ([0, 4, 8, 12, 16, 20].map((at) => numbers.getFloat32(at, true)) as Matrix)
      : [1, 0, 0, 1, 0, 0]
  })
}

function paint({ home, space, grid }: Walk, image: number, outer: readonly Matrix[]): void {
  const corners = withMemory(home, 16, (pointer) => {
    const at = [0, 4, 8, 12].map((offset) => pointer + offset) as [number, number, number, number]
    if (!home.pdfium.FPDFPageObj_GetBounds(image, ...at)) return undefined
    const numbers = numbersAt(home, pointer)
    return [0, 4, 8, 12].map((offset) => numbers.getFloat32(offset, true)) as [number, number, number, number]
  })
  if (!corners) return
  const size = displayedSize(space)
  const box = rectToDisplay(space, outer.reduce(moved, corners))
  const column = (x: number) => clamp(Math.round((x / size.width) * cells))
  const row = (y: number) => clamp(Math.round((y / size.height) * cells))
  for (let y = row(box.top); y < row(box.bottom); y += 1)
    grid.fill(1, y * cells + column(box.left), y * cells + column(box.right))
}

const clamp = (cell: number) => Math.min(cells, Math.max(0, cell || 0))

type Corners = [number, number, number, number]

function moved([left, bottom, right, top]: Corners, [a, b, c, d, e, f]: Matrix): Corners {
  const points = [
    [left, bottom],
    [right, bottom],
    [right, top],
    [left, top],
  ] as const
  const xs = points.map(([x, y]) => a * x + c * y + e)
  const ys = points.map(([x, y]) => b * x + d * y + f)
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
}
