// Work that is done again and again: at once when told to, else after a pause, and never twice at the same time.
import type { Log } from './log.ts'

export type Loop = {
  /** Does the work now, or once more when it is being done. */
  now(): void
  /** Waits for the work that is being done. */
  stop(): Promise<void>
}

export type LoopOptions = {
  work: () => Promise<void>
  pauseMs: number
  log: Pick<Log, 'warn'>
  /** Said in the log when the work fails; it is tried again after a pause. */
  failure: string
  /** While this is false nothing is done. */
  wanted?: () => boolean
}

/** The first work is done when `now` is called first. */
export function loop({ work, pauseMs, log, failure, wanted = () => true }: LoopOptions): Loop {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let again = false
  let stopped = false
  const goesOn = () => wanted() && !stopped
  const run = async () => {
    while (again && goesOn()) {
      again = false
      try {
        await work()
      } catch (error) {
        again = false
        log.warn({ err: error }, failure)
      }
    }
    running = undefined
    if (goesOn()) timer = setTimeout(now, pauseMs)
  }
  function now(): void {
    clearTimeout(timer)
    again = true
    if (goesOn()) running ??= run()
  }
  return {
    now,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
