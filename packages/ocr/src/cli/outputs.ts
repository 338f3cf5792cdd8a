// Where results go: standard output, a file, or a file per source in a folder.
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { basename, extname, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { endings, type ReadOrder } from './options.ts'

/** What a result is written to. `say` is what the person is told when it is done. */
export type Output = {
  write(pieces: AsyncIterable<string | Uint8Array>): Promise<void>
  say: string | null
}

/** The name of a source in results. */
export const nameOf = (file: string): string => (file === '-' ? 'stdin' : basename(file))

/** One output per file. Throws an Error that says what to do when results would overwrite something. */
export async function openOutputs(order: ReadOrder, stdout: NodeJS.WriteStream): Promise<Output[]> {
  const { files, format, out } = order
  if (out === null) {
    if (format === 'pdf' && (stdout.isTTY || files.length > 1))
      throw new Error(`Say where the PDF goes: --out ${files.length > 1 ? 'FOLDER' : 'FILE'}.`)
    return files.map((_, index) => toStdout(stdout, index > 0 && format === 'text'))
  }
  const inFolder = files.length > 1 || /[\\/]$/.test(out) || (await isFolder(out))
  const paths = inFolder
    ? files.map((file) => join(out, `${basename(nameOf(file), extname(file))}${endings[format]}`))
    : [out]
  refuseClashes(files, paths)
  if (inFolder) await mkdir(out, { recursive: true })
  return paths.map(toFile)
}

const isFolder = async (path: string) => (await stat(path).catch(() => null))?.isDirectory() ?? false

function refuseClashes(files: readonly string[], paths: readonly string[]): void {
  const sources = new Set(files.map((file) => resolve(file)))
  const seen = new Set<string>()
  for (const path of paths) {
    if (sources.has(resolve(path))) throw new Error(`${path} is to be read: choose another --out.`)
    if (seen.has(path)) throw new Error(`Two files would be written to ${path}: read them one by one.`)
    seen.add(path)
  }
}

function toStdout(stdout: NodeJS.WriteStream, after: boolean): Output {
  return {
    say: null,
    async write(pieces) {
      // What goes wrong comes back from each write; unheard it would end the process.
      const heard = () => undefined
      stdout.on('error', heard)
      try {
        if (after) await send(stdout, '\f')
        for await (const piece of pieces) await send(stdout, piece)
      } finally {
        stdout.off('error', heard)
      }
    },
  }
}

const send = (stream: NodeJS.WriteStream, piece: string | Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.write(piece, (error) => (error ? reject(error) : resolve()))
  })

/** Under another name until it is whole. */
function toFile(path: string): Output {
  const part = `${path}.part`
  return {
    say: `wrote ${path}`,
    async write(pieces) {
      try {
        await pipeline(Readable.from(pieces), createWriteStream(part))
        await rename(part, path)
      } catch (error) {
        await rm(part, { force: true })
        throw error
      }
    },
  }
}
