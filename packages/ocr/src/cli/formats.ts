// Pages in the formats of the command line, in pieces as far as a format can be written while it is read.
import type { Page } from '@countersign/contract/layout'
import { toAlto } from '../export/alto.ts'
import { toHocr } from '../export/hocr.ts'
import { toMarkdown } from '../export/markdown.ts'
import { toText } from '../export/text.ts'
import type { Format } from './options.ts'
import { sentenceOf } from './sentence.ts'

/** One file: its name as the result shows it, its pages as they are read, and how to make a searchable PDF of it. */
export type Readout = {
  name: string
  pages: AsyncIterable<Page>
  searchable(pages: readonly Page[]): Promise<Uint8Array>
}

type Pieces = AsyncGenerator<string | Uint8Array>

/** What is written for a file. */
export const written: Record<Format, (readout: Readout) => Pieces> = {
  async *text({ pages }) {
    let first = true
    for await (const page of pages) {
      yield `${first ? '' : '\f'}${toText([page])}`
      first = false
    }
  },
  async *json({ name, pages }) {
    // With the first page, so that nothing stands in the middle of the line while there is none.
    let before = `{"file":${JSON.stringify(name)},"pages":[`
    try {
      for await (const page of pages) {
        yield `${before}${JSON.stringify(page)}`
        before = ','
      }
    } catch (error) {
      // The line stays JSON, with the pages before.
      yield `${before === ',' ? '' : before}],"error":${JSON.stringify(sentenceOf(error))}}\n`
      throw error
    }
    yield `${before === ',' ? '' : before}]}\n`
  },
  markdown: whole(({ pages }) => toMarkdown(pages)),
  hocr: whole(({ name, pages }) => toHocr(pages, { title: name })),
  alto: whole(({ name, pages }) => toAlto(pages, { fileName: name })),
  pdf: whole(({ pages, searchable }) => searchable(pages)),
}

type Whole = Omit<Readout, 'pages'> & { pages: readonly Page[] }

function whole(make: (readout: Whole) => string | Uint8Array | Promise<Uint8Array>) {
  return async function* (readout: Readout): Pieces {
    yield await make({ ...readout, pages: await Array.fromAsync(readout.pages) })
  }
}
