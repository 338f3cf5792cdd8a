// Pages for tests, drawn with characters: a monospaced grid becomes words with boxes.
import { blankPage, type Line, type Page, type Word } from '@countersign/contract/layout'

type Options = Partial<Pick<Page, 'number' | 'source' | 'language' | 'alphabetComplete'>> & {
  confidence?: number
}

const width = 595
const height = 842
const columnWidth = 5.5
const lineHeight = 13
const margin = 30

/** One page. A line beginning with `# ` is printed twice as tall; three spaces end a line of the layout, as readers do it. */
export function pageOf(drawing: string, options: Options = {}): Page {
  const { confidence = options.source === 'ocr' ? 0.97 : 1, ...rest } = options
  const lines = drawing
    .split('\n')
    .flatMap((line, index) => linesOf(line, { top: margin + index * lineHeight, confidence }))
  const blocks = lines.map((line) => ({
    box: line.box,
    kind: 'text' as const,
    language: null,
    lines: [line],
  }))
  return { ...blankPage, number: 1, source: 'text', width, height, confidence, blocks, ...rest }
}

/** Values without evidence: what most tests compare. */
export function valuesOf(fields: readonly { name: string; value: unknown }[]): Record<string, unknown> {
  return Object.fromEntries(fields.map(({ name, value }) => [name, value]))
}

/** Numbers from 0 (included) to 1 (excluded), the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function linesOf(line: string, { top, confidence }: { top: number; confidence: number }): Line[] {
  const heading = line.startsWith('# ')
  const text = heading ? line.slice(2) : line
  const size = heading ? 18 : 9
  const groups = [...text.matchAll(/\S+(?: {1,2}\S+)*/g)]
  return groups.map((group) => {
    const words = [...group[0].matchAll(/\S+/g)].map((match): Word => {
      const left = margin + (group.index + match.index) * columnWidth
      const box: Word['box'] = [
        left / width,
        top / height,
        (match[0].length * columnWidth) / width,
        size / height,
      ]
      return { text: match[0], confidence, box }
    })
    const first = words[0]?.box ?? [0, 0, 0, 0]
    const last = words.at(-1)?.box ?? first
    return { box: [first[0], first[1], last[0] + last[2] - first[0], first[3]], words }
  })
}
