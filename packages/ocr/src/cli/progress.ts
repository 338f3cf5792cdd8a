// What a person sees while files are read: one line that is written over, where the error stream is a terminal.

/** `page`: one more page of a file is done; `total` is what was asked for. */
export type Progress = {
  page(name: string, done: number, total: number): void
  /** A line that stays. */
  say(line: string): void
  /** Takes the moving line away. */
  end(): void
}

const clearLine = '\r\x1b[K'

/** Progress on this stream. */
export function createProgress(stderr: NodeJS.WriteStream): Progress {
  let shown = false
  const clear = () => {
    if (shown) stderr.write(clearLine)
    shown = false
  }
  return {
    page(name, done, total) {
      if (!stderr.isTTY) return
      stderr.write(`${clearLine}${name}: page ${done} of ${total}`)
      shown = true
    },
    say(line) {
      clear()
      stderr.write(`${line}\n`)
    },
    end: clear,
  }
}
