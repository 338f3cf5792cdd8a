// Tiles of a page that have something in common, and the groups they form.
import type { Rect } from './placed.ts'

/** Connected tiles: their bounds in tiles, and how many there are. */
export type Group = Rect & { count: number }

/** Groups of the tiles that are 1, `across` tiles to a row; `reach` 2 leaps over one missing tile. Empties `tiles`. */
export function groupsOf(tiles: Uint8Array, { across, reach }: { across: number; reach: number }): Group[] {
  const groups: Group[] = []
  for (let start = 0; start < tiles.length; start++) {
    if (!tiles[start]) continue
    const group = { left: across, top: Infinity, right: 0, bottom: 0, count: 0 }
    const stack = [start]
    tiles[start] = 0
    for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
      const [x, y] = [i % across, Math.floor(i / across)]
      group.left = Math.min(group.left, x)
      group.right = Math.max(group.right, x + 1)
      group.top = Math.min(group.top, y)
      group.bottom = Math.max(group.bottom, y + 1)
      group.count++
      for (let dy = -reach; dy <= reach; dy++)
        for (let dx = -reach; dx <= reach; dx++) {
          const next = i + dy * across + dx
          if (x + dx < 0 || x + dx >= across || !tiles[next]) continue
          tiles[next] = 0
          stack.push(next)
        }
    }
    groups.push(group)
  }
  return groups
}
