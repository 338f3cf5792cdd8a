// The running text of a document, with the way back from any of its characters to the paper.
import { type Sheet, type Span, spanOf } from './sheet.ts'

export type RunningText = { text: string; spansOf: (from: number, to: number) => Span[] }

const mostCharacters = 60_000

/** Words of all rows with single spaces between them; words parted at the end of a line are joined again. */
export function runningText(sheet: Sheet): RunningText {
  let text = ''
  const starts: { at: number; row: number; token: number }[] = []
  outer: for (const [index, row] of sheet.rows.entries())
    for (const [at, token] of row.tokens.entries()) {
      if (text.length > mostCharacters) break outer
      const joins = at === 0 && /\p{Ll}-$/u.test(text) && /^\p{Ll}/u.test(token.text)
      text = joins ? text.slice(0, -1) : text === '' ? '' : `${text} `
      starts.push({ at: text.length, row: index, token: at })
      text += token.text
    }
  const spansOf = (from: number, to: number): Span[] => {
    const inside = starts.filter(
      ({ at }, index) => at < to && (starts[index + 1]?.at ?? text.length + 1) > from,
    )
    const rows = Map.groupBy(inside, ({ row }) => row)
    return [...rows].flatMap(([index, some]) => {
      const row = sheet.rows[index]
      const [first, last] = [some[0], some.at(-1)]
      return row && first && last ? [spanOf(row, first.token, last.token)] : []
    })
  }
  return { text, spansOf }
}
