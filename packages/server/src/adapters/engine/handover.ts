// From several who make things to one who takes them: whoever has put one down waits until it is taken.

export type Handover<T> = {
  /** Resolves when the value was taken, nobody takes any more, or the giver is to go; it is handed out all the same. */
  put(value: T, signal: AbortSignal): Promise<void>
  /** `null`: there is no more. The first end counts; what was put down before is still handed out. */
  end(error: unknown): void
  items(): AsyncGenerator<T, void>
}

export function createHandover<T>(): Handover<T> {
  const line: { value: T; taken(): void }[] = []
  let ending: { error: unknown } | undefined
  let ring: () => void = () => undefined
  return {
    async put(value, signal) {
      if (ending) return
      const { promise, resolve } = Promise.withResolvers<void>()
      const taken = () => resolve()
      line.push({ value, taken })
      ring()
      if (signal.aborted) return
      signal.addEventListener('abort', taken, { once: true })
      await promise.finally(() => signal.removeEventListener('abort', taken))
    },
    end(error) {
      ending ??= { error }
      for (const { taken } of line) taken()
      ring()
    },
    async *items() {
      for (;;) {
        const first = line.shift()
        if (first) {
          first.taken()
          yield first.value
        } else if (ending) {
          if (ending.error !== null) throw ending.error
          return
        } else {
          await new Promise<void>((resolve) => {
            ring = resolve
          })
        }
      }
    },
  }
}
