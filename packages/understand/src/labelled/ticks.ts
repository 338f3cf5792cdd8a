// Whether the box before a printed choice is ticked.
import type { Sheet } from '../page/sheet.ts'
import type { Found } from './labels.ts'
import type { Where } from './values.ts'

type Seen = { left: number; right: number; middle: number; checked: boolean; confidence: number }

/** Before the choice, or where `where` says: behind its last word or below it. A box the reader saw, or a sign printed where the box is; without either it counts as empty, less surely. */
export function tickOf<Spec>(
  label: Found<Spec>,
  sheet: Sheet,
  where: Where | 'both',
): { checked: boolean; score: number } {
  const page = sheet.pages.find(({ number }) => number === label.first.page)
  const height = label.first.tokens[label.from]?.bottom ?? label.bottom
  const line = Math.max(6, height - label.top)
  const boxes = (page?.checkBoxes ?? []).map(({ box, checked, confidence }): Seen => {
    const [x, y, width, tall] = box
    const right = (x + width) * (page?.width ?? 1)
    const middle = (y + tall / 2) * (page?.height ?? 1)
    return { left: x * (page?.width ?? 1), right, middle, checked, confidence }
  })
  const beside = boxes
    .filter(({ right, middle }) => {
      const gap = label.left - right
      return gap > -line && gap < 4 * line && middle > label.top - line && middle < height + line
    })
    .sort((a, b) => b.right - a.right)[0]
  const elsewhere =
    where === 'beside'
      ? behind(label, boxes, line)
      : where === 'below'
        ? below(label, boxes, line)
        : undefined
  if (elsewhere !== undefined) return { checked: elsewhere.checked, score: 0.95 * elsewhere.confidence }
  if (beside !== undefined) return { checked: beside.checked, score: 0.95 * beside.confidence }
  const before = label.first.tokens[label.from - 1]
  if (before !== undefined && label.left - before.right < 3 * line) {
    if (/^[✓✔☑☒✗✘xX]$/.test(before.text)) return { checked: true, score: 0.92 }
    if (/^[☐□◻▢O0]$|^\[$|^\[\]$/.test(before.text)) return { checked: false, score: 0.9 }
  }
  // Where the reader saw no box on the whole page, it cannot see them here: nothing is known.
  return { checked: false, score: boxes.length > 0 ? 0.72 : 0.5 }
}

const far = { behind: 8, below: 4 }

/** The first box behind the last word. */
function behind<Spec>({ row, to }: Found<Spec>, boxes: readonly Seen[], line: number): Seen | undefined {
  const last = row.tokens[to]
  if (last === undefined) return undefined
  return boxes
    .filter(({ middle }) => middle > last.top - line / 2 && middle < last.bottom + line / 2)
    .filter(({ left }) => left > last.right - line / 2 && left - last.right < far.behind * line)
    .sort((a, b) => a.left - b.left)[0]
}

/** The highest box under its words. */
function below<Spec>(
  { left, right, bottom }: Found<Spec>,
  boxes: readonly Seen[],
  line: number,
): Seen | undefined {
  return boxes
    .filter((box) => box.right > left - line && box.left < right + line)
    .filter(({ middle }) => middle > bottom && middle - bottom < far.below * line)
    .sort((a, b) => a.middle - b.middle)[0]
}
