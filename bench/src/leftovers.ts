// What must be undone even when a person ends the benchmark early.

const steps = new Set<() => Promise<void>>()

/** Runs `work`, then `undo`: once, and also where a signal comes first. */
export async function withUndo<T>(undo: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  let undone: Promise<void> | undefined
  const step = () => {
    undone ??= undo()
    return undone
  }
  steps.add(step)
  try {
    return await work()
  } finally {
    await step()
    steps.delete(step)
  }
}

/** Ctrl-C and a service manager's stop leave nothing behind either. */
export function undoOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      const undone = [...steps].reverse().map((step) => step())
      void Promise.allSettled(undone).then(() => process.exit(130))
    })
}
