// Tells a person how far a long copy is.

export type Progress = {
  /** Names what is being done now. */
  step(text: string): void
  /** How much there will be, as far as is known. */
  expect(bytes: number): void
  add(bytes: number): void
  /** What was moved and how fast, as a sentence. */
  summary(): string
}

const everyMs = 2_000

export function sized(bytes: number): string {
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(0)} kB`
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`
}

export function createProgress(say: (line: string) => void): Progress {
  const begun = performance.now()
  let expected = 0
  let moved = 0
  let told = begun
  const seconds = () => Math.max(0.001, (performance.now() - begun) / 1000)
  const rate = () => `${(moved / 1e6 / seconds()).toFixed(1)} MB/s`
  return {
    step: say,
    expect(bytes) {
      expected += bytes
    },
    add(bytes) {
      moved += bytes
      if (performance.now() - told < everyMs) return
      told = performance.now()
      const percent = expected > 0 ? Math.min(99, Math.floor((100 * moved) / expected)) : 0
      say(`  ${sized(moved)} of about ${sized(Math.max(expected, moved))}, ${percent} %, ${rate()}`)
    },
    summary() {
      const perGb = seconds() / Math.max(moved / 1e9, 1e-9)
      const each = moved >= 1e7 ? `, ${perGb.toFixed(1)} s per GB` : ''
      return `${sized(moved)} in ${seconds().toFixed(1)} s (${rate()}${each})`
    },
  }
}

/** Runs `work` for each item, at most `width` at a time; the first failure ends it. */
export async function eachOf<T>(
  items: Iterable<T> | AsyncIterable<T>,
  { width, signal }: { width: number; signal: AbortSignal },
  work: (item: T) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>()
  try {
    for await (const item of items) {
      signal.throwIfAborted()
      const one = work(item).finally(() => running.delete(one))
      one.catch(() => {})
      running.add(one)
      if (running.size >= width) await Promise.race(running)
    }
    await Promise.all(running)
  } finally {
    await Promise.allSettled(running)
  }
}
