// Looks at every process of the product while a long run goes on: does anything grow that should not?
import { setInterval } from 'node:timers'
import { openFiles, processTree, type Role, roles } from './processes.ts'
import { percentile } from './statistics.ts'

type Look = { progress: number; processes: Map<Role, { count: number; privateBytes: number; files: number }> }

/** Medians of what was seen early, after the warm-up, and at the end. `largest…` is of the largest process of a role. */
export type Steadiness = {
  role: Role
  processes: [early: number, late: number]
  largestBytes: [early: number, late: number]
  files: [early: number, late: number]
}

const early: readonly [number, number] = [0.15, 0.3]
const late: readonly [number, number] = [0.85, 1]

/** `progress` says how much of the run is done, 0 to 1. */
export function watchSteadiness(root: number, progress: () => number): { stop(): Steadiness[] } {
  const looks: Look[] = []
  const timer = setInterval(() => looks.push({ progress: progress(), processes: lookAt(root) }), 2000)
  return {
    stop() {
      clearInterval(timer)
      return roles.map((role) => steadinessOf(role, looks))
    },
  }
}

function lookAt(root: number): Look['processes'] {
  const found: Look['processes'] = new Map()
  for (const { pid, role, rssBytes, sharedBytes } of processTree(root)) {
    const known = found.get(role) ?? { count: 0, privateBytes: 0, files: 0 }
    found.set(role, {
      count: known.count + 1,
      privateBytes: Math.max(known.privateBytes, rssBytes - sharedBytes),
      files: known.files + openFiles(pid),
    })
  }
  return found
}

function steadinessOf(role: Role, looks: readonly Look[]): Steadiness {
  const median = ([from, to]: readonly [number, number], key: 'count' | 'privateBytes' | 'files') =>
    percentile(
      looks
        .filter(({ progress }) => progress >= from && progress <= to)
        .map(({ processes }) => processes.get(role)?.[key] ?? 0),
      0.5,
    )
  const both = (key: 'count' | 'privateBytes' | 'files'): [number, number] => [
    median(early, key),
    median(late, key),
  ]
  return { role, processes: both('count'), largestBytes: both('privateBytes'), files: both('files') }
}
