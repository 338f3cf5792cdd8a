// Follows documents through the log of events until nothing more happens to them by itself.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Event } from '@countersign/contract/event'
import type { Api } from './api.ts'

/** After these a document waits for a person or is finished. */
const atRest = new Set([
  'document.completed',
  'document.held',
  'document.failed',
  'document.rejected',
  'document.split',
])

export type Journey = {
  /** Events of each document, in the order of the log. */
  events: Map<string, Event[]>
  /** Documents that did not come to rest in time. */
  unfinished: string[]
}

export type Follower = {
  /** Waits until all of `ids` are at rest, or `seconds` have passed. */
  rest(ids: readonly string[], options: RestOptions): Promise<Journey>
}

type RestOptions = {
  seconds: number
  /** Looks this often instead of waiting for each event: the server's CPU for answering is then not worth mentioning. */
  everyMs?: number
  progress?: (rested: number) => void
}

/** Begins where the log stands now: call it before the first upload. */
export async function followDocuments(api: Api): Promise<Follower> {
  let { nextCursor: cursor } = await api.events({ cursor: 'latest' })
  const events = new Map<string, Event[]>()
  const rested = new Set<string>()
  return {
    async rest(ids, { seconds, everyMs, progress }) {
      const deadline = performance.now() + seconds * 1000
      const unfinished = () => ids.filter((id) => !rested.has(id))
      while (unfinished().length > 0 && performance.now() < deadline) {
        if (everyMs !== undefined) await sleep(everyMs)
        const page = await api.events({ cursor, wait: everyMs === undefined ? 5 : 0 })
        cursor = page.nextCursor
        for (const event of page.items) {
          events.set(event.subject, [...(events.get(event.subject) ?? []), event])
          if (atRest.has(event.type)) rested.add(event.subject)
        }
        progress?.(ids.length - unfinished().length)
      }
      return { events, unfinished: unfinished() }
    },
  }
}

/** Milliseconds from the first event of each document to its last. */
export const spans = ({ events }: Journey): number[] =>
  [...events.values()].flatMap((all) => {
    const [first, last] = [all[0], all.at(-1)]
    return first && last ? [Date.parse(last.at) - Date.parse(first.at)] : []
  })
