// The files of a task, given out piece by piece as the child asks for them.
import type { EngineFile } from '../../ports/document-engine.ts'

const pieceBytes = 1024 * 1024

export type Sources = {
  /** The next piece of a file, null at its end; `begin` opens it anew. */
  pull(file: number, begin: boolean): Promise<Uint8Array | null>
  close(): Promise<void>
}

export function createSources(files: readonly EngineFile[]): Sources {
  let pieces: AsyncGenerator<Uint8Array> | undefined
  const close = async () => {
    const open = pieces
    pieces = undefined
    await open?.return(undefined)
  }
  return {
    async pull(file, begin) {
      if (begin) {
        await close()
        const source = files[file]
        if (!source) throw new RangeError(`there is no file ${file}`)
        pieces = piecesOf(source)
      }
      const next = await pieces?.next()
      return next && !next.done ? next.value : null
    },
    close,
  }
}

async function* piecesOf(file: EngineFile): AsyncGenerator<Uint8Array> {
  for await (const chunk of file.open()) {
    for (let at = 0; at < chunk.length; at += pieceBytes) yield chunk.subarray(at, at + pieceBytes)
  }
}
