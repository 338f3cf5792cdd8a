// Ctrl-C and SIGTERM end reading in an orderly way.
import type { Terminal } from './read-files.ts'

const statusOf = { SIGINT: 130, SIGTERM: 143 } as const

/** Runs with the streams of this process; the exit status is that of `work`, or the one of the signal that ended it. */
export async function untilStopped(
  own: NodeJS.Process,
  work: (terminal: Terminal) => Promise<number>,
): Promise<number> {
  const stop = new AbortController()
  let status: number | undefined
  const onSignal = (signal: 'SIGINT' | 'SIGTERM') => {
    status ??= statusOf[signal]
    stop.abort()
  }
  own.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  const { stdin, stdout, stderr } = own
  try {
    return await work({ stdin, stdout, stderr, signal: stop.signal })
  } catch (error) {
    if (status === undefined) throw error
    return status
  } finally {
    own.off('SIGINT', onSignal).off('SIGTERM', onSignal)
  }
}
