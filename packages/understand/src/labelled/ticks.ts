// Whether the box before a printed choice is ticked.
import type { Sheet } from '../page/sheet.ts'
import type { Found } from './labels.ts'

/** A box the reader saw, or a sign printed where the box is; without either it counts as empty, less surely. */
export function tickBefore<Spec>(label: Found<Spec>, sheet: Sheet): { checked: boolean; score: number } {
  const page = sheet.pages.find(({ number }) => number === label.first.page)
  const height = label.first.tokens[label.from]?.bottom ?? label.bottom
  const line = Math.max(6, height - label.top)
  const boxes = (page?.checkBoxes ?? []).map(({ box, checked, confidence }) => {
    const [x, y, width, tall] = box
    const right = (x + width) * (page?.width ?? 1)
    const middle = (y + tall / 2) * (page?.height ?? 1)
    return { right, middle, checked, confidence }
  })
  const beside = boxes
    .filter(({ right, middle }) => {
      const gap = label.left - right
      return gap > -line && gap < 4 * line && middle > label.top - line && middle < height + line
    })
    .sort((a, b) => b.right - a.right)[0]
  if (beside !== undefined) return { checked: beside.checked, score: 0.95 * beside.confidence }
  const before = label.first.tokens[label.from - 1]
  if (before !== undefined && label.left - before.right < 3 * line) {
    if (/^[✓✔☑☒✗✘xX]$/.test(before.text)) return { checked: true, score: 0.92 }
    if (/^[☐□◻▢O0]$|^\[$|^\[\]$/.test(before.text)) return { checked: false, score: 0.9 }
  }
  return { checked: false, score: 0.72 }
}
