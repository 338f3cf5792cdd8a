// Native Tesseract at its best: straightened input, its largest models, orientation found, one thread.
import { spawn } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { answerAsHelper } from '../helper.ts'
import { readProcess } from '../processes.ts'
import { peersFolder, type ReadAnswer, type ReadOrder, tesseractNames } from './answer.ts'
import { deskewTo } from './deskew.ts'

answerAsHelper(async ({ path, language }: ReadOrder): Promise<ReadAnswer> => {
  const straight = `${path}.${process.pid}.straight.png`
  try {
    await deskewTo(path, straight)
    return await recognise(straight, tesseractNames[language] ?? 'eng')
  } finally {
    await rm(straight, { force: true })
  }
})

/** Its CPU is what this process is charged with for the child when it ends. */
async function recognise(path: string, language: string): Promise<ReadAnswer> {
  const charged = () => readProcess(process.pid)?.reapedMs ?? Number.NaN
  const before = charged()
  const began = performance.now()
  const environment = {
    ...process.env,
    OMP_THREAD_LIMIT: '1',
    TESSDATA_PREFIX: join(peersFolder(), 'tessdata'),
  }
  const child = spawn('tesseract', [path, 'stdout', '-l', language, '--psm', '1', '--oem', '1'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let peakBytes = 0
  const watch = setInterval(() => {
    peakBytes = Math.max(peakBytes, readProcess(child.pid ?? 0)?.peakRssBytes ?? 0)
  }, 25)
  const ended = new Promise<number | null>((resolve, reject) => child.on('exit', resolve).on('error', reject))
  const lines = (await text(child.stdout)).split('\n').filter((line) => line.trim() !== '')
  const code = await ended
  clearInterval(watch)
  const error = code === 0 ? {} : { error: `tesseract ended with ${code}` }
  return { lines, cpuMs: charged() - before, wallMs: performance.now() - began, peakBytes, ...error }
}
