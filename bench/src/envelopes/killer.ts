// Kills processes of an installation at random, as fast as it comes back.
import { setTimeout as sleep } from 'node:timers/promises'
import { killOne, type Target } from '@countersign/e2e/kills/targets'
import { makeRandom } from '@countersign/fixtures/random'
import { patiently } from './signers.ts'

const targets: readonly Target[] = ['work', 'work', 'reader', 'backend', 'serve']
const pauseMs = [1000, 10_000] as const
/** Who is never let live tells nothing about what comes of a kill; who never moves again is not waited for. */
const movedWithinMs = 60_000

type Killing = { pid: number; ready(): Promise<unknown>; progress(): number; say(line: string): void }
export type Killer = { stop(): Promise<Partial<Record<Target, number>>> }

export function startKiller({ pid, ready, progress, say }: Killing): Killer {
  const random = makeRandom(1)
  const aborting = new AbortController()
  const { signal } = aborting
  const kills: Partial<Record<Target, number>> = {}
  const moved = async () => {
    const before = progress()
    const deadline = performance.now() + movedWithinMs
    while (progress() === before && performance.now() < deadline) await sleep(200, undefined, { signal })
  }
  const killing = (async () => {
    const [least, most] = pauseMs
    for (;;) {
      await sleep(least + random.next() * (most - least), undefined, { signal })
      const target = random.pick(targets)
      if (!killOne(pid, target, random)) continue
      kills[target] = (kills[target] ?? 0) + 1
      await patiently(ready)
      await moved()
    }
  })().catch((error: Error) => {
    if (error.name !== 'AbortError') say(`the killer ended: ${error.message}`)
  })
  return {
    async stop() {
      aborting.abort()
      await killing
      return kills
    },
  }
}
