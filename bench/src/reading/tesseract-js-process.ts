// tesseract.js 7 with the same models as native Tesseract; it straightens the page itself.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { answerAsHelper } from '../helper.ts'
import { measured, peersFolder, type ReadOrder, tesseractNames } from './answer.ts'

type Recognised = { data: { text: string } }
type Worker = {
  setParameters(parameters: Record<string, string>): Promise<unknown>
  recognize(path: string, options: { rotateAuto: boolean }): Promise<Recognised>
  terminate(): Promise<unknown>
}
type Library = {
  createWorker(language: string, mode: number, options: Record<string, unknown>): Promise<Worker>
}

const { createWorker } = createRequire(join(peersFolder(), 'package.json'))('tesseract.js') as Library
let worker: Worker | undefined
let loaded = ''

answerAsHelper(
  async ({ path, language }: ReadOrder) => {
    const name = tesseractNames[language] ?? 'eng'
    // A new worker for another language: one that was initialised again keeps what it learnt.
    if (loaded !== name) {
      await worker?.terminate()
      const langPath = join(peersFolder(), 'packed')
      worker = await createWorker(name, 1, { langPath, gzip: true, cacheMethod: 'none' })
      await worker.setParameters({ tessedit_pageseg_mode: '3' })
      loaded = name
    }
    return measured(async () => {
      const found = await worker?.recognize(path, { rotateAuto: true })
      return { lines: (found?.data.text ?? '').split('\n').filter((line) => line.trim() !== '') }
    })
  },
  async () => void (await worker?.terminate()),
)
