// What somebody may have meant by a name that is none.

/** Letters that have to change to make one of the other. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1]
    for (const [to, wanted] of [...other].entries())
      next.push(
        Math.min((row[to + 1] ?? 0) + 1, (next[to] ?? 0) + 1, (row[to] ?? 0) + (letter === wanted ? 0 : 1)),
      )
    row = next
  }
  return row[other.length] ?? 0
}

/** ` Did you mean "total"?`, or nothing where no name is near. */
export function didYouMean(name: string, names: readonly string[]): string {
  const given = name.slice(0, 60)
  const [best] = names
    .map((known) => ({ known, far: distance(given.toLowerCase(), known.toLowerCase()) }))
    .sort((one, other) => one.far - other.far || (one.known < other.known ? -1 : 1))
  const most = Math.min(3, Math.ceil(given.length / 2))
  return best && best.far <= most ? ` Did you mean "${best.known}"?` : ''
}
