// A number of places: first come, first served; who gives up waiting leaves the queue. A place that nobody waits for may
// be borrowed, by who gives it back as soon as somebody does.

export type Slots = {
  take(signal: AbortSignal): Promise<void>
  giveBack(): void
  /** A place that is free now, or null. `giveWay` is called once when somebody waits for it. */
  borrow(giveWay: () => void): { giveBack(): void } | null
  /** Everybody who waits, and whoever comes later, is refused. */
  close(): void
}

type Waiter = { go(): void; refuse(reason: unknown): void }

export function createSlots(count: number): Slots {
  let free = count
  let closed = false
  const queue: Waiter[] = []
  const borrowed: (() => void)[] = []
  const giveBack = () => {
    const next = queue.shift()
    if (next) next.go()
    else free += 1
  }
  return {
    async take(signal) {
      signal.throwIfAborted()
      if (closed) throw closedError()
      if (free > 0) {
        free -= 1
        return
      }
      const place = waitIn(queue, signal)
      borrowed.shift()?.()
      await place
    },
    giveBack,
    borrow(giveWay) {
      if (closed || free === 0) return null
      free -= 1
      borrowed.push(giveWay)
      return {
        giveBack() {
          const at = borrowed.indexOf(giveWay)
          if (at >= 0) borrowed.splice(at, 1)
          giveBack()
        },
      }
    },
    close() {
      closed = true
      for (const { refuse } of queue.splice(0)) refuse(closedError())
    },
  }
}

function waitIn(queue: Waiter[], signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const waiter: Waiter = { go: resolve, refuse: reject }
  const leave = () => {
    const at = queue.indexOf(waiter)
    // Whoever was called in the same moment has a place and must give it back.
    if (at < 0) return
    queue.splice(at, 1)
    reject(signal.reason)
  }
  queue.push(waiter)
  signal.addEventListener('abort', leave, { once: true })
  return promise.finally(() => signal.removeEventListener('abort', leave))
}

const closedError = () => new Error('the document engine is closed')
