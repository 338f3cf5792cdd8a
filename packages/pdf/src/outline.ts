// From the upright page that was read back to where it lies: through its outline to the source page, and to user space.
import type { Outline, Page } from '@countersign/contract/layout'
import type { PageSpace } from './geometry.ts'

/** A point (fractions, points: what the function says) to another. */
export type PointMap = (x: number, y: number) => readonly [number, number]

/**
 * The projective map from the unit square to the four corners of an outline (Heckbert 1989, §2.2.3): fractions of
 * the upright page to fractions of the source page as a viewer shows it. Outlines without area map to the whole page.
 */
export function outlineMap(outline: Outline): PointMap {
  const [[ax, ay], [bx, by], [cx, cy], [dx, dy]] = outline
  const [sumX, sumY] = [ax - bx + cx - dx, ay - by + cy - dy]
  const [rightX, rightY, downX, downY] = [bx - cx, by - cy, dx - cx, dy - cy]
  const area = rightX * downY - downX * rightY
  if (!(Math.abs(area) > 1e-9)) return (x, y) => [x, y]
  const g = (sumX * downY - downX * sumY) / area
  const h = (rightX * sumY - sumX * rightY) / area
  return (x, y) => {
    const scale = g * x + h * y + 1
    const depth = Math.abs(scale) < 1e-6 ? 1e-6 : scale
    return [
      ((bx - ax + g * bx) * x + (dx - ax + h * dx) * y + ax) / depth,
      ((by - ay + g * by) * x + (dy - ay + h * dy) * y + ay) / depth,
    ]
  }
}

/** Fractions of the page as displayed to user space: the way back of `toDisplay`. */
export function displayToUser({ left, bottom, right, top, turns }: PageSpace): PointMap {
  const [width, height] = [right - left, top - bottom]
  switch (turns) {
    case 0:
      return (x, y) => [left + x * width, top - y * height]
    case 1:
      return (x, y) => [left + y * width, bottom + x * height]
    case 2:
      return (x, y) => [right - x * width, bottom + y * height]
    case 3:
      return (x, y) => [right - y * width, top - x * height]
  }
}

/** Fractions of the upright page to user space of its source page. */
export function uprightToUser(page: Page, space: PageSpace): PointMap {
  const source = outlineMap(page.outline)
  const user = displayToUser(space)
  return (x, y) => user(...source(x, y))
}

/** A scanner that sees twice as many columns as rows (fax) is believed; less is how a photo leans. */
const believedStretch = 1.4

/**
 * Width and height in points of the whole source page as a viewer shows it, from the size of the upright page that
 * was found on it. `aspect` is width through height of its pixels.
 */
export function sourceSize(page: Page, aspect: number): { width: number; height: number } {
  const [a, b, c, d] = page.outline
  const side = (from: readonly number[], to: readonly number[]) =>
    [(to[0] ?? 0) - (from[0] ?? 0), (to[1] ?? 0) - (from[1] ?? 0)] as const
  const mean = (one: readonly [number, number], two: readonly [number, number]) =>
    [((one[0] + two[0]) / 2) ** 2, ((one[1] + two[1]) / 2) ** 2] as const
  const across = mean(side(a, b), side(d, c))
  const down = mean(side(a, d), side(b, c))
  const determinant = across[0] * down[1] - across[1] * down[0]
  const [w2, h2] = [page.width ** 2, page.height ** 2]
  const width2 = (w2 * down[1] - h2 * across[1]) / determinant
  const height2 = (h2 * across[0] - w2 * down[0]) / determinant
  if (isWhole(page.outline) && width2 > 0 && height2 > 0)
    return { width: Math.sqrt(width2), height: Math.sqrt(height2) }
  const stretch = Math.sqrt(width2 / height2) / aspect
  if (stretch > believedStretch || stretch < 1 / believedStretch)
    return { width: Math.sqrt(width2), height: Math.sqrt(height2) }
  const area = (across[0] * aspect ** 2 + across[1]) * (down[0] * aspect ** 2 + down[1])
  const height = Math.sqrt((page.width * page.height) / Math.sqrt(area))
  return Number.isFinite(height) ? { width: height * aspect, height } : page
}

const isWhole = (outline: Outline) =>
  outline.every((corner) => corner.every((value) => Math.abs(value) < 1e-6 || Math.abs(value - 1) < 1e-6))
