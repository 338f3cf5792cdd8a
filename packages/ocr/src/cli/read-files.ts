// `countersign read`: files in, text or another form of them out, without a server.
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import type { Page } from '@countersign/contract/layout'
import { readRecogniserFile } from '../network/recogniser-file.ts'
import { createPool, type Pool } from '../pool/pool.ts'
import { type FileInput, loadFile } from '../source-file.ts'
import { type Readout, written } from './formats.ts'
import type { ReadOrder } from './options.ts'
import { nameOf, type Output, openOutputs } from './outputs.ts'
import { createProgress, type Progress } from './progress.ts'
import { codeOf, sentenceOf } from './sentence.ts'

/** The streams of the process, and what stops the command. */
export type Terminal = {
  stdin: NodeJS.ReadStream
  stdout: NodeJS.WriteStream
  stderr: NodeJS.WriteStream
  signal: AbortSignal
}

type Reading = Terminal & { order: ReadOrder; pool: Pool; progress: Progress }

const maxPixels = 100_000_000

/**
 * Reads the files and writes them in turn. Gives the exit status: 1 when one of them could not be read, else 0. Throws
 * for what is wrong with the order itself, and the signal's reason when aborted.
 */
export async function readFiles(given: ReadOrder, terminal: Terminal): Promise<number> {
  if (given.model !== null) readRecogniserFile(given.model)
  const outputs = await openOutputs(given, terminal.stdout)
  const password = given.passwordFromStdin ? await firstLine(terminal.stdin) : given.password
  const order = { ...given, password }
  const processes = order.processes ?? availableParallelism()
  const pool = createPool({ processes, ...(order.model !== null && { recogniser: resolve(order.model) }) })
  const progress = createProgress(terminal.stderr)
  const reading = { ...terminal, order, pool, progress }
  try {
    return await inTurn(reading, outputs, processes)
  } catch (error) {
    // Whoever took the output has seen enough: `countersign read FILE | head`.
    if (codeOf(error) === 'EPIPE') return 0
    throw error
  } finally {
    progress.end()
    await pool.close()
  }
}

async function inTurn(reading: Reading, outputs: readonly Output[], processes: number): Promise<number> {
  const { files } = reading.order
  const begun: Readout[] = []
  let status = 0
  for (const [index, output] of outputs.entries()) {
    // Files of one page each keep all processes busy, too.
    for (const file of files.slice(begun.length, index + processes)) begun.push(begin(file, reading))
    const readout = begun[index] as Readout
    try {
      await output.write(written[reading.order.format](readout))
      if (output.say) reading.progress.say(output.say)
    } catch (error) {
      reading.signal.throwIfAborted()
      if (codeOf(error) === 'EPIPE') throw error
      reading.progress.say(`${readout.name}: ${sentenceOf(error)}`)
      status = 1
    }
  }
  return status
}

/** Begins to read; some pages wait until somebody takes them. */
function begin(file: string, reading: Reading): Readout {
  const input = file === '-' ? loadFile(reading.stdin) : Promise.resolve(file)
  const name = nameOf(file)
  const pages = pagesOf(name, input, reading)
  const first = pages.next()
  // It is looked at when its turn comes.
  first.catch(() => undefined)
  return {
    name,
    pages: startingWith(first, pages),
    async searchable(pages) {
      // Only here: what writes PDFs is three times as large as the rest of the command.
      const { makeSearchable } = await import('./searchable.ts')
      const { bytes } = await loadFile(await input)
      return makeSearchable(bytes, pages, { password: reading.order.password, maxPixels })
    },
  }
}

async function* startingWith<T>(first: Promise<IteratorResult<T>>, rest: AsyncGenerator<T>) {
  const { value, done } = await first
  if (done) return
  yield value
  yield* rest
}

async function* pagesOf(
  name: string,
  input: Promise<FileInput>,
  { order, pool, progress, signal }: Reading,
): AsyncGenerator<Page> {
  let count = 0
  let total = 0
  // The pool asks for every page before the first is read.
  const pages = (number: number) => {
    const wanted = order.pages?.(number) ?? true
    count += 1
    if (wanted) total += 1
    return wanted
  }
  const password = order.password === null ? {} : { password: order.password }
  const limits = { maxPixels }
  // Only these two show what is seen on the drawing of a page with text of its own: ruled tables, codes.
  const preview = order.format === 'json' || order.format === 'markdown'
  const options = { languages: order.languages, pages, signal, limits, preview, ...password }
  let done = 0
  for await (const { page } of pool.read(await input, options)) {
    done += 1
    progress.page(name, done, total)
    yield page
  }
  if (total === 0 && count > 0)
    throw new Error(
      `The file has ${count === 1 ? 'one page' : `${count} pages`}; --pages names none of them.`,
    )
}

async function firstLine(stdin: NodeJS.ReadStream): Promise<string> {
  const lines = createInterface({ input: stdin })
  try {
    for await (const line of lines) return line
  } finally {
    lines.close()
    stdin.destroy()
  }
  throw new Error('Standard input ended before there was a password.')
}
