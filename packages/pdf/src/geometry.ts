// From PDF user space (origin bottom left, before /Rotate) to the page as displayed (points, origin top left).

/** Left, top, right, bottom in points of the displayed page. */
export type Rect = { left: number; top: number; right: number; bottom: number }

/** A page's visible box in user space and its /Rotate in quarter turns clockwise. */
export type PageSpace = { left: number; bottom: number; right: number; top: number; turns: 0 | 1 | 2 | 3 }

/** Width and height of the page as displayed, in points. */
export function displayedSize(space: PageSpace): { width: number; height: number } {
  const width = space.right - space.left
  const height = space.top - space.bottom
  return space.turns % 2 === 0 ? { width, height } : { width: height, height: width }
}

/** A point of user space on the displayed page. */
export function toDisplay(space: PageSpace, x: number, y: number): [number, number] {
  switch (space.turns) {
    case 0:
      return [x - space.left, space.top - y]
    case 1:
      return [y - space.bottom, x - space.left]
    case 2:
      return [space.right - x, y - space.bottom]
    case 3:
      return [space.top - y, space.right - x]
  }
}

/** A box of user space, given by two corners, on the displayed page. */
export function rectToDisplay(space: PageSpace, corners: [number, number, number, number]): Rect {
  const [ax, ay] = toDisplay(space, corners[0], corners[1])
  const [bx, by] = toDisplay(space, corners[2], corners[3])
  return {
    left: Math.min(ax, bx),
    top: Math.min(ay, by),
    right: Math.max(ax, bx),
    bottom: Math.max(ay, by),
  }
}

/** The smallest box around all of `rects`. */
export function around(rects: readonly Rect[]): Rect {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity }
  for (const rect of rects) {
    box.left = Math.min(box.left, rect.left)
    box.top = Math.min(box.top, rect.top)
    box.right = Math.max(box.right, rect.right)
    box.bottom = Math.max(box.bottom, rect.bottom)
  }
  return box
}
