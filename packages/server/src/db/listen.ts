// Hears NOTIFY on one channel, over a connection of its own that is opened again when it breaks.
import pg from 'pg'

export type Listener = { stop(): Promise<void> }
/** `onNotify` also runs after every connection, because what was said in between was not heard. */
export type Listen = (channel: string, onNotify: () => void) => Listener

const longestPauseMs = 10_000

export const listenAt =
  (url: string): Listen =>
  (channel, onNotify) => {
    let stopped = false
    let pauseMs = 100
    let timer: NodeJS.Timeout | undefined
    let client: pg.Client | undefined
    const lost = (broken: pg.Client) => {
      if (client !== broken) return
      client = undefined
      broken.end().catch(() => undefined) // it is gone already, or going
      if (stopped) return
      timer = setTimeout(() => void open(), pauseMs)
      pauseMs = Math.min(pauseMs * 2, longestPauseMs)
    }
    const open = async () => {
      const opened = new pg.Client({ connectionString: url, application_name: 'countersign listen' })
      client = opened
      opened.on('error', () => lost(opened))
      opened.on('end', () => lost(opened))
      opened.on('notification', onNotify)
      try {
        await opened.connect()
        await opened.query(`listen ${opened.escapeIdentifier(channel)}`)
        pauseMs = 100
        onNotify()
      } catch {
        lost(opened)
      }
    }
    void open()
    return {
      async stop() {
        stopped = true
        clearTimeout(timer)
        const open = client
        client = undefined
        await open?.end().catch(() => undefined)
      },
    }
  }
