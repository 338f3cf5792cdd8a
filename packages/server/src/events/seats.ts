// How many connections of an account may wait for events at once, in this process.
import { Problem } from '../platform/problem.ts'

export type Seats = { take(accountId: string): () => void }

export function seats(perAccount: number): Seats {
  const taken = new Map<string, number>()
  return {
    take(accountId) {
      const count = taken.get(accountId) ?? 0
      if (count >= perAccount)
        throw new Problem(
          'event.too_many_readers',
          `This account already has ${perAccount} connections waiting for events. Close some, or share one.`,
          { headers: { 'retry-after': '30' } },
        )
      taken.set(accountId, count + 1)
      let given = false
      return () => {
        if (given) return
        given = true
        const left = (taken.get(accountId) ?? 1) - 1
        if (left > 0) taken.set(accountId, left)
        else taken.delete(accountId)
      }
    },
  }
}
