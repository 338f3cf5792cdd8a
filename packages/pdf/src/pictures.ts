// How much of a page is pictures, and what they hide: image objects, also those inside of form XObjects, painted on a coarse grid.
import { type Engine, numbersAt, withMemory } from './engine.ts'
import { displayedSize, type PageSpace, type Rect, rectToDisplay } from './geometry.ts'

const cells = 64
const maxObjects = 20_000
const maxDepth = 6
const [textObject, imageObject, formObject] = [1, 3, 5] // FPDF_PAGEOBJ_TEXT, FPDF_PAGEOBJ_IMAGE, FPDF_PAGEOBJ_FORM

type Matrix = [number, number, number, number, number, number]
type Walk = {
  home: Engine
  space: PageSpace
  grid: Uint8Array
  left: number
  texts: Rect[] | null
  hidden: number
}

/**
 * What pictures do to a page: `coverage` is the part of it, 0 to 1, that image objects cover, `hidingText` the part of
 * the text objects that lie under one of them. The second is looked for only where they cover half of the page.
 */
export type Pictures = { coverage: number; hidingText: number }

/** Walks over the objects of a page, once or twice. */
export function picturesOn(home: Engine, page: number, space: PageSpace): Pictures {
  const { pdfium } = home
  const objects = {
    count: pdfium.FPDFPage_CountObjects(page),
    at: (index: number) => pdfium.FPDFPage_GetObject(page, index),
  }
  const start = { home, space, grid: new Uint8Array(cells * cells), left: maxObjects, hidden: 0 }
  const first: Walk = { ...start, texts: null }
  paintAll(first, objects, [])
  const coverage = first.grid.reduce((sum, cell) => sum + cell, 0) / first.grid.length
  if (coverage < 0.5) return { coverage, hidingText: 0 }
  const second: Walk = { ...start, texts: [] }
  paintAll(second, objects, [])
  const shown = second.texts?.length ?? 0
  return { coverage, hidingText: second.hidden / Math.max(1, second.hidden + shown) }
}

/** A form XObject counts: what is in it may be anything. */
export function hasDrawings({ pdfium }: Engine, page: number): boolean {
  const count = pdfium.FPDFPage_CountObjects(page)
  for (let index = 0; index < count; index += 1) {
    const object = pdfium.FPDFPage_GetObject(page, index)
    if (object === 0 || pdfium.FPDFPageObj_GetType(object) !== textObject) return true
  }
  return false
}

type Objects = { count: number; at: (index: number) => number }

function paintAll(walk: Walk, objects: Objects, outer: readonly Matrix[]): void {
  const { pdfium } = walk.home
  for (let index = 0; index < objects.count && walk.left > 0; index += 1) {
    walk.left -= 1
    const object = objects.at(index)
    const type = object === 0 ? 0 : pdfium.FPDFPageObj_GetType(object)
    if (type === imageObject) paint(walk, object, outer)
    if (type === textObject && walk.texts) note(walk, object, outer)
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

function placeOf({ home, space }: Walk, object: number, outer: readonly Matrix[]): Rect | undefined {
  const corners = withMemory(home, 16, (pointer) => {
    const at = [0, 4, 8, 12].map((offset) => pointer + offset) as [number, number, number, number]
    if (!home.pdfium.FPDFPageObj_GetBounds(object, ...at)) return undefined
    const numbers = numbersAt(home, pointer)
    return [0, 4, 8, 12].map((offset) => numbers.getFloat32(offset, true)) as [number, number, number, number]
  })
  return corners && rectToDisplay(space, outer.reduce(moved, corners))
}

function note(walk: Walk, text: number, outer: readonly Matrix[]): void {
  const place = placeOf(walk, text, outer)
  if (place) walk.texts?.push(place)
}

function paint(walk: Walk, image: number, outer: readonly Matrix[]): void {
  const box = placeOf(walk, image, outer)
  if (!box) return
  if (walk.texts && !walk.home.pdfium.FPDFPageObj_HasTransparency(image)) hide(walk, box)
  const size = displayedSize(walk.space)
  const column = (x: number) => clamp(Math.round((x / size.width) * cells))
  const row = (y: number) => clamp(Math.round((y / size.height) * cells))
  for (let y = row(box.top); y < row(box.bottom); y += 1)
    walk.grid.fill(1, y * cells + column(box.left), y * cells + column(box.right))
}

/** What was drawn before the picture and lies in it is not seen any more. */
function hide(walk: Walk, box: Rect): void {
  const isSeen = ({ left, right, top, bottom }: Rect) => {
    const [x, y] = [(left + right) / 2, (top + bottom) / 2]
    return x < box.left || x > box.right || y < box.top || y > box.bottom
  }
  const seen = (walk.texts ?? []).filter(isSeen)
  walk.hidden += (walk.texts?.length ?? 0) - seen.length
  walk.texts = seen
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
