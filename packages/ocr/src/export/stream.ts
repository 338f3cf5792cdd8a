// Exports page by page, for documents that are too long to hold.
import type { ExportFormat, Page } from '@countersign/contract/layout'
import { altoFrame, altoPage } from './alto.ts'
import { hocrFrame, hocrPage } from './hocr.ts'
import { largestHeading, markdownPage, markdownRule } from './markdown.ts'
import { toText } from './text.ts'

/** `open` gives the pages in order, anew each time; `count` is how many they are; `name` is the document's. */
export type ExportSource = { open(): AsyncIterable<Page>; count: number; name: string }

/** The parts of the very text that `toText`, `toMarkdown`, `toHocr` and `toAlto` give for all pages at once. */
export function streamExport(format: ExportFormat, source: ExportSource): AsyncGenerator<string> {
  return formats[format](source)
}

const formats: Record<ExportFormat, (source: ExportSource) => AsyncGenerator<string>> = {
  text: ({ open }) => parted(open(), '\f', (page) => toText([page])),
  async *markdown({ open }) {
    // Levels of headings go by the largest of the document: the pages are looked at twice.
    let largest = 0
    for await (const page of open()) largest = Math.max(largest, largestHeading(page))
    let begun = false
    for await (const page of open()) {
      const text = markdownPage(page, largest)
      if (text === '') continue
      yield begun ? `${markdownRule}${text}` : text
      begun = true
    }
  },
  hocr: ({ open, count, name }) =>
    framed(open(), hocrFrame(count, { title: name }), (page) => hocrPage(page)),
  alto: ({ open, name }) => framed(open(), altoFrame({ fileName: name }), altoPage),
}

async function* parted(pages: AsyncIterable<Page>, between: string, text: (page: Page) => string) {
  let begun = false
  for await (const page of pages) {
    yield begun ? `${between}${text(page)}` : text(page)
    begun = true
  }
}

async function* framed(
  pages: AsyncIterable<Page>,
  { begin, end }: { begin: string; end: string },
  text: (page: Page) => string,
) {
  yield begin
  for await (const page of pages) yield text(page)
  yield end
}
