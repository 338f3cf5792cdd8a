// Processes of the benchmark itself: what sends and receives must not share an event loop with what waits for it.
import { liveAsChild, startChild } from '@countersign/server/platform/child'

export type Helper = {
  pid(): number | undefined
  ask<Answer>(question: object): Promise<Answer>
  stop(): Promise<void>
}

type Asked = { id: number; question: object }
type Answered = { id: number; answer?: unknown; error?: string }
type Waiting = { resolve(answer: unknown): void; reject(error: Error): void }

/** Starts `script`, which calls `answerAsHelper`; `more` is added to its environment. It ends with us, whatever ends us. */
export function startHelper(script: URL, more: Record<string, string> = {}): Helper {
  const waiting = new Map<number, Waiting>()
  let asked = 0
  const child = startChild({
    name: 'benchmark helper',
    script,
    env: () => ({ ...(process.env as Record<string, string>), ...more }),
    stopTimeoutMs: 60_000,
    onMessage(message) {
      const { id, answer, error } = message as Answered
      const asker = waiting.get(id)
      waiting.delete(id)
      if (error === undefined) asker?.resolve(answer)
      else asker?.reject(new Error(error))
    },
    onExit({ code, signal }) {
      const error = new Error(`${script.pathname} ended with ${signal ?? `status ${code}`}`)
      for (const { reject } of waiting.values()) reject(error)
    },
  })
  return {
    pid: () => child.pid,
    ask<Answer>(question: object) {
      asked += 1
      const { promise, resolve, reject } = Promise.withResolvers<unknown>()
      waiting.set(asked, { resolve, reject })
      child.send({ id: asked, question } satisfies Asked)
      return promise as Promise<Answer>
    },
    stop: child.stop,
  }
}

/** For the helper: answers each question; `cleanUp` runs before it ends. */
export function answerAsHelper<Question>(
  answer: (question: Question) => Promise<unknown>,
  cleanUp: () => Promise<void> = async () => {},
): void {
  liveAsChild({ cleanUp, graceMs: 30_000 })
  process.on('message', ({ id, question }: Asked) => {
    answer(question as Question).then(
      (found) => process.send?.({ id, answer: found } satisfies Answered),
      (error: Error) => process.send?.({ id, error: error.stack ?? error.message } satisfies Answered),
    )
  })
  process.channel?.ref()
}
