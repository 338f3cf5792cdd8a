// So many at a time; further ones wait in their order, and too many are refused.
import { Problem } from '../platform/problem.ts'

export type Turns = { take<T>(work: () => Promise<T>): Promise<T> }

const refused = () =>
  new Problem(
    'service.overloaded',
    'Too many files wait to be verified. Send this one again after the time in Retry-After.',
    { headers: { 'retry-after': '5', connection: 'close' } },
  )

export function createTurns({ atOnce, waiting }: { atOnce: number; waiting: number }): Turns {
  const line: (() => void)[] = []
  let busy = 0
  const next = () => {
    const first = line.shift()
    if (first) first()
    else busy -= 1
  }
  return {
    async take(work) {
      if (busy < atOnce) busy += 1
      else if (line.length >= waiting) throw refused()
      else await new Promise<void>((resolve) => line.push(resolve))
      return work().finally(next)
    },
  }
}
