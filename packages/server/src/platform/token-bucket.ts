// So many per minute for each key; a whole minute's worth may come at once, and what was used comes back evenly.

export type Taken = {
  allowed: boolean
  /** How many more may come right now. */
  left: number
  /** Until the bucket is full again, if nothing more is taken. */
  fullInMs: number
  /** Until one more may come; 0 when it may now. */
  nextInMs: number
}
export type TokenBucket = {
  perMinute: number
  take(key: string): Taken
  peek(key: string): Taken
  size(): number
}

type Options = {
  perMinute: number
  /** Milliseconds that never run backwards. */
  now: () => number
  /** Keys that are remembered; beyond, the one that was quiet for longest is forgotten. */
  most?: number
}

/** One number per key: the time when its bucket will be full (the generic cell rate algorithm, ITU-T I.371). */
export function tokenBucket({ perMinute, now, most = 100_000 }: Options): TokenBucket {
  const eachMs = 60_000 / perMinute
  const fullAt = new Map<string, number>()
  const at = (key: string): number => Math.max(0, (fullAt.get(key) ?? 0) - now())
  const taken = (allowed: boolean, fullInMs: number): Taken => {
    const left = Math.floor((60_000 - fullInMs) / eachMs + 1e-9)
    return { allowed, left, fullInMs, nextInMs: left > 0 ? 0 : Math.max(0, fullInMs + eachMs - 60_000) }
  }
  return {
    perMinute,
    take(key) {
      const fullInMs = at(key)
      if (taken(true, fullInMs).left < 1) return taken(false, fullInMs)
      fullAt.delete(key)
      fullAt.set(key, now() + fullInMs + eachMs)
      if (fullAt.size > most) fullAt.delete(fullAt.keys().next().value as string)
      return taken(true, fullInMs + eachMs)
    },
    peek: (key) => {
      const state = taken(true, at(key))
      return { ...state, allowed: state.left > 0 }
    },
    size: () => fullAt.size,
  }
}
