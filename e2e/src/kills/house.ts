// `countersign up` under a supervisor, as an operator's service manager would keep it: ended, it is started again.
import { setTimeout as sleep } from 'node:timers/promises'
import { interrupt, type Settings } from '../command.ts'
import { type Started, startUp } from '../house.ts'

export type Kept = {
  /** The same for good: the port of the first start is asked for again. */
  url: string
  key: string
  data: string
  /** The process that the shell started; undefined between an end and the next start. */
  root(): number | undefined
  /** How often `up` was started again, and how often a start failed before. */
  restarts(): { made: number; failed: number }
  /** Ctrl-C; resolves when it has ended. */
  stop(): Promise<void>
}

const pauseMs = 300

export async function keepUp(data: string, settings: Settings): Promise<Kept> {
  let current: Started | undefined = await startUp(data, settings)
  const { url, firstKey: key } = current
  if (key === null) throw new Error('The data folder was not empty.')
  const port = Number(new URL(url).port)
  const count = { made: 0, failed: 0 }
  let stopping = false
  const startAgain = async (): Promise<void> => {
    while (!stopping && current === undefined) {
      await sleep(pauseMs)
      current = await startUp(data, settings, port).catch(() => {
        // The one before is still letting go of folder or port, as a service manager would see it, too.
        count.failed += 1
        return undefined
      })
    }
    count.made += 1
  }
  const keep = async (): Promise<void> => {
    while (!stopping) {
      await current?.command.ended
      current = undefined
      if (!stopping) await startAgain()
    }
  }
  const keeping = keep()
  return {
    url,
    key,
    data,
    root: () => current?.command.child.pid,
    restarts: () => ({ ...count }),
    async stop() {
      stopping = true
      if (current) interrupt(current.command)
      await keeping
    },
  }
}
