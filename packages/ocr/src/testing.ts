// Sample pages for tests: small PDFs written by hand, and how far a reading is from the truth.
import type { Block } from '@countersign/contract/layout'

/** A page of Helvetica, 10 points unless told, one entry per line; `mode` 3 is invisible text. */
export type SamplePage = {
  lines: readonly string[]
  width?: number
  height?: number
  size?: number
  mode?: 0 | 3
}

/** A PDF with a text layer in one of the fonts that every renderer brings along. */
export function samplePdf(pages: readonly SamplePage[]): Uint8Array {
  const kids = pages.map((_, i) => `${4 + i * 2} 0 R`).join(' ')
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    ...pages.flatMap((page, i) => pageObjects(page, 5 + i * 2)),
  ]
  let file = '%PDF-1.4\n'
  const offsets = objects.map((object, i) => {
    const offset = file.length
    file += `${i + 1} 0 obj\n${object}\nendobj\n`
    return `${String(offset).padStart(10, '0')} 00000 n \n`
  })
  const start = file.length
  const size = objects.length + 1
  file += `xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}`
  file += `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`
  return new TextEncoder().encode(file)
}

function pageObjects(page: SamplePage, content: number): string[] {
  const { lines, width = 300, height = 200, size = 10, mode = 0 } = page
  const shown = lines.map((line) => `(${line.replace(/[\\()]/g, '\\$&')}) Tj T*`).join('\n')
  const stream = `BT /F1 ${size} Tf ${mode} Tr ${size * 1.5} TL 25 ${height - 35} Td\n${shown}\nET`
  return [
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Contents ${content} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
  ]
}

/** The text of a page in reading order, words parted by one space. */
export function textOf(blocks: readonly Block[]): string {
  return blocks.flatMap(({ lines }) => lines.flatMap(({ words }) => words.map(({ text }) => text))).join(' ')
}

/** Character error rate: edits needed to turn `read` into `truth`, per character of the truth. */
export function characterErrorRate(read: string, truth: string): number {
  let row = Array.from({ length: truth.length + 1 }, (_, i) => i)
  for (const [i, character] of [...read].entries()) {
    const next = [i + 1]
    for (let j = 0; j < truth.length; j++) {
      const replaced = (row[j] as number) + (character === truth[j] ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] as number) + 1, (next[j] as number) + 1))
    }
    row = next
  }
  return (row.at(-1) as number) / truth.length
}
