// Our reader as anybody would use it, in a process like those of the product.
import { readFile } from 'node:fs/promises'
import type { Page } from '@countersign/contract/layout'
import { createReader, type Reader } from '@countersign/ocr/reader'
import { answerAsHelper } from '../helper.ts'
import { measured, type ReadOrder } from './answer.ts'

let reader: Reader | undefined

answerAsHelper(
  async ({ path, contentType, language }: ReadOrder) => {
    reader ??= await createReader()
    const { read } = reader
    const bytes = new Uint8Array(await readFile(path))
    return measured(async () => {
      const pages: Page[] = []
      for await (const { page } of read({ bytes, contentType }, { languages: [language] })) pages.push(page)
      return answerOf(pages)
    })
  },
  async () => reader?.close(),
)

function answerOf(pages: Page[]) {
  const lines = pages.flatMap(({ blocks }) => blocks.flatMap((block) => block.lines))
  const words = lines.flatMap((line) => line.words)
  const [first] = pages
  return {
    lines: lines.map((line) => line.words.map(({ text }) => text).join(' ')),
    words: words.map(({ text, confidence, handwritten = false }) => ({ text, confidence, handwritten })),
    ...(first && { rotation: first.rotation, outline: first.outline, advice: first.quality?.advice ?? null }),
    tables: pages.flatMap(({ tables }) => tables),
    steps: pages.flatMap(({ preparation }) => preparation.map(({ step }) => step)),
  }
}
