// From the bytes of the files to the words on their pages, page by page.
import type { Page } from '@countersign/contract/layout'
import { encodeLayout } from '../documents/holdings.ts'
import { parsePageRange } from '../domain/page-range.ts'
import { Problem } from '../platform/problem.ts'
import type { Outcome, PageResult, Stage, StageInput } from '../ports/stage.ts'

const filesOf = ({ holdings, ports }: StageInput) =>
  holdings.originals.map((original) => ({
    contentType: original.contentType,
    bytes: original.bytes,
    open: () => ports.blobs.open(original.id, holdings.dataKey),
  }))

async function* readPages(input: StageInput): AsyncGenerator<PageResult, void> {
  const { document, workflow, holdings, ports, signal } = input
  const languages = document.languages.length > 0 ? document.languages : workflow.read.languages
  const pages = document.pages === null ? null : parsePageRange(document.pages)
  const request = {
    files: filesOf(input),
    languages,
    pages,
    done: holdings.pagesDone,
    password: holdings.password,
    signal,
  }
  for await (const { page, preview, seconds } of ports.engine.read(request)) {
    yield {
      page,
      seconds,
      layout: await ports.blobs.put(encodeLayout(page), holdings.dataKey),
      preview: await ports.blobs.put(preview, holdings.dataKey),
    }
  }
}

/** A few tell what to mend. */
const mostReasons = 5

/** Counts only: what a page says, and what the advice is, stays with the page. */
function summaryOf(pages: readonly Page[]) {
  const count = (has: (page: Page) => boolean) => pages.filter(has).length
  const confidence = pages.reduce((sum, page) => sum + page.confidence, 0) / pages.length
  return {
    pages: pages.length,
    ocrPages: count((page) => page.source === 'ocr'),
    blankPages: count((page) => page.quality?.blank ?? false),
    advisedPages: count((page) => (page.quality?.advice ?? null) !== null),
    confidence: Math.round(confidence * 1000) / 1000,
  }
}

export const read: Stage = {
  name: 'read',
  async *run(input): AsyncGenerator<PageResult, Outcome> {
    yield* readPages(input)
    const { holdings, ports, workflow, signal } = input
    const pages = await holdings.pages()
    if (pages.length === 0)
      throw new Problem(
        'read.no_pages',
        'The requested page range names no page of this document. Upload it again with another range, or none.',
      )
    const data = summaryOf(pages)
    if (!workflow.read.searchable) return { event: 'document.read', data, pageCount: pages.length }
    const searchable = await ports.engine.searchable({
      files: filesOf(input),
      pages,
      password: holdings.password,
      signal,
    })
    if (searchable.kind === 'original') return { event: 'document.read', data, pageCount: pages.length }
    const blob = await ports.blobs.put(searchable.bytes, holdings.dataKey)
    const { conformance, reasons } = searchable
    return {
      event: 'document.read',
      data: { ...data, searchable: { conformance, reasons: reasons.slice(0, mostReasons) } },
      pageCount: pages.length,
      artifacts: [{ role: 'searchable', blob }],
    }
  },
}
