// A number of places: first come, first served; who gives up waiting leaves the queue.

export type Slots = {
  take(signal: AbortSignal): Promise<void>
  giveBack(): void
  /** Everybody who waits, and whoever comes later, is refused. */
  close(): void
}

type Waiter = { go(): void; refuse(reason: unknown): void }

export function createSlots(count: number): Slots {
  let free = count
  let closed = false
  const queue: Waiter[] = []
  return {
    async take(signal) {
      signal.throwIfAborted()
      if (closed) throw closedError()
      if (free > 0) free -= 1
      else await waitIn(queue, signal)
    },
    giveBack() {
      const next = queue.shift()
      if (next) next.go()
      else free += 1
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
