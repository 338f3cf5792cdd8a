// The engines that are compared: each reads in two processes at a time, a page each.
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { readingEnvironment } from '@countersign/ocr/environment'
import { startHelper } from '../helper.ts'
import type { ReadAnswer, ReadOrder } from './answer.ts'

/** One process that reads one page after the other. */
export type Lane = { ask(order: ReadOrder): Promise<ReadAnswer>; stop(): Promise<void> }
/** `version` also names its settings: an answer that was kept is only taken for the same ones. */
export type Engine = { name: string; version: string; ours: boolean; open(): Lane }

const script = (name: string) => new URL(`./${name}`, import.meta.url)

function helperLane(name: string, environment: Record<string, string>): Lane {
  const helper = startHelper(script(name), environment)
  return { ask: (order) => helper.ask<ReadAnswer>(order), stop: helper.stop }
}

/** As the product starts its readers; packs for further languages are found in `folder`, as if installed beside it. */
export const ourEngine = (folder: string | null): Engine => ({
  name: 'Countersign',
  version: 'as in this repository, packs of all languages installed',
  ours: true,
  open: () =>
    helperLane('our-process.ts', {
      ...readingEnvironment,
      ...(folder !== null && { NODE_PATH: join(folder, 'node_modules') }),
    }),
})

export const tesseract = (folder: string, version: string): Engine => ({
  name: 'Tesseract',
  version: `${version}, best_int, psm 1, deskewed`,
  ours: false,
  open: () => helperLane('tesseract-process.ts', { COUNTERSIGN_BENCH_PEERS: folder }),
})

export const tesseractJs = (folder: string, version: string): Engine => ({
  name: 'tesseract.js',
  version: `${version}, best_int, psm 3, rotateAuto`,
  ours: false,
  open: () => helperLane('tesseract-js-process.ts', { COUNTERSIGN_BENCH_PEERS: folder }),
})

export const rapidOcr = (folder: string, version: string): Engine => ({
  name: 'RapidOCR',
  version: `${version}, PP-OCRv6 small, one thread`,
  ours: false,
  open: () => pythonLane(join(folder, 'venv/bin/python'), fileURLToPath(script('rapid-ocr.py'))),
})

function pythonLane(python: string, file: string): Lane {
  const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' }
  const child: ChildProcess = spawn(python, [file], { stdio: ['pipe', 'pipe', 'ignore'], env })
  const waiting: PromiseWithResolvers<ReadAnswer>[] = []
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()))
  if (child.stdout)
    createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.resolve(JSON.parse(line)))
  child.on('error', (error) => waiting.shift()?.reject(error))
  void ended.then(() => {
    for (const { reject } of waiting) reject(new Error('RapidOCR ended.'))
  })
  return {
    ask(order) {
      const asked = Promise.withResolvers<ReadAnswer>()
      waiting.push(asked)
      child.stdin?.write(`${JSON.stringify(order)}\n`)
      return asked.promise
    },
    async stop() {
      child.stdin?.end()
      await ended
    },
  }
}

/** Answers of others do not change while page, version and settings stay: kept, a second run costs only ours. */
export async function keptAnswer(
  { folder, engine: { name, version }, order }: { folder: string; engine: Engine; order: ReadOrder },
  read: () => Promise<ReadAnswer>,
): Promise<ReadAnswer> {
  const key = createHash('sha256').update(JSON.stringify([name, version, order.language]))
  const file = join(folder, 'answers', `${key.update(await readFile(order.path)).digest('hex')}.json`)
  const known = await readFile(file, 'utf8').catch(() => null)
  if (known !== null) return JSON.parse(known) as ReadAnswer
  const answer = await read()
  // A failure may be the machine's, not the engine's: it is tried again.
  if (answer.error !== undefined) return answer
  await mkdir(join(folder, 'answers'), { recursive: true })
  await writeFile(file, JSON.stringify(answer))
  return answer
}
