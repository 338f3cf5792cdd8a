// Our recognition alone, in a process of its own, so that its CPU can be told from everything else.
import { createReader, type Reader } from '@countersign/ocr/reader'
import { answerAsHelper } from './helper.ts'

export type OcrOrder = { jpeg: Uint8Array; language: string }
export type OcrAnswer = { text: string; cpuMs: number }

let reader: Reader | undefined

answerAsHelper(
  async ({ jpeg, language }: OcrOrder): Promise<OcrAnswer> => {
    reader ??= await createReader()
    const before = process.cpuUsage()
    const lines: string[] = []
    for await (const { page } of reader.read(
      { bytes: jpeg, contentType: 'image/jpeg' },
      { languages: [language] },
    ))
      for (const { lines: found } of page.blocks)
        for (const { words } of found) lines.push(words.map(({ text }) => text).join(' '))
    const { user, system } = process.cpuUsage(before)
    return { text: lines.join('\n'), cpuMs: (user + system) / 1000 }
  },
  async () => reader?.close(),
)
