// How hard it is for this process and its machine right now. Looked at when somebody asks, never more than needed.
import { statfs } from 'node:fs/promises'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { monotonicMs } from './clock.ts'

/** Times its rest: older than this, a value says nothing. */
const longIdle = 10

/**
 * A value that is asked for again, in the background, once it is old. Whoever comes first, or when nobody asked for
 * long, waits for it.
 */
export function remembered<T>(
  ask: () => Promise<T>,
  { restMs, now = monotonicMs }: { restMs: number; now?: () => number },
): () => Promise<T> {
  let last: T | undefined
  let nextAt = 0
  let running: Promise<T> | undefined
  async function refresh(): Promise<T> {
    const began = now()
    try {
      last = await ask()
      return last
    } finally {
      running = undefined
      const ended = now()
      // A slow question may take a twentieth of the time, not more.
      nextAt = ended + Math.max(restMs, 20 * (ended - began))
    }
  }
  return async () => {
    const late = now() - nextAt
    if (last === undefined || late >= longIdle * restMs) {
      running ??= refresh()
      return running
    }
    if (late >= 0) running ??= refresh()
    running?.catch(() => {})
    return last
  }
}

export const freeMegabytes = async (folder: string): Promise<number> => {
  const { bavail, bsize } = await statfs(folder)
  return (bavail * bsize) / 1_000_000
}

const resolutionMs = 20
const windowMs = 2000
const fewestSamples = 10

/** The median delay over the last seconds: one long step, such as a collection of garbage, does not count. */
export function loopDelay(): { ms(): number; stop(): void } {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs })
  histogram.enable()
  let since = monotonicMs()
  let delayMs = 0
  return {
    ms() {
      if (monotonicMs() - since >= windowMs && histogram.count >= fewestSamples) {
        delayMs = Math.max(0, histogram.percentile(50) / 1e6 - resolutionMs)
        histogram.reset()
        since = monotonicMs()
      }
      return delayMs
    },
    stop: () => void histogram.disable(),
  }
}
