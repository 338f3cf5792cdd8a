// From the bytes of the files to the words on their pages, page by page.
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
  for await (const { page, preview } of ports.engine.read(request)) {
    yield {
      page,
      layout: await ports.blobs.put(encodeLayout(page), holdings.dataKey),
      preview: await ports.blobs.put(preview, holdings.dataKey),
    }
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
    const data = {
      pages: pages.length,
      ocrPages: pages.filter((page) => page.source === 'ocr').length,
      confidence:
        Math.round((pages.reduce((sum, page) => sum + page.confidence, 0) / pages.length) * 1000) / 1000,
    }
    if (!workflow.read.searchable) return { event: 'document.read', data, pageCount: pages.length }
    const searchable = await ports.engine.searchable({
      files: filesOf(input),
      pages,
      password: holdings.password,
      signal,
    })
    if (searchable.kind === 'original') return { event: 'document.read', data, pageCount: pages.length }
    const blob = await ports.blobs.put(searchable.bytes, holdings.dataKey)
    return {
      event: 'document.read',
      data,
      pageCount: pages.length,
      artifacts: [{ role: 'searchable', blob }],
    }
  },
}
