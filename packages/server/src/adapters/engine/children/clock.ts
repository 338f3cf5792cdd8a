// How long a child may take: by the clock on the wall, as long as the machine lets it work.
import { cpuSecondsOf } from '../../../platform/process.ts'

export type ClockOrder = {
  pid: number | undefined
  seconds: number
  over(): void
  /** Left out: as the operating system counts it. */
  cpuSeconds?: (pid: number) => number | undefined
}

/** Of the time on the wall: a child that got less was kept from its work by others. */
const leastShare = 0.5
/** A child that neither works nor answers is not waited for any longer. */
const mostRounds = 5

/** Calls `over` once, unless stopped before. */
export function startClock({ pid, seconds, over, cpuSeconds = cpuSecondsOf }: ClockOrder): { stop(): void } {
  const spent = () => (pid === undefined ? undefined : cpuSeconds(pid))
  const before = spent()
  let rounds = 0
  let timer: NodeJS.Timeout
  const look = () => {
    rounds += 1
    const now = spent()
    const worked = before === undefined || now === undefined ? seconds : now - before
    if (worked >= seconds * leastShare || rounds >= mostRounds) over()
    else begin()
  }
  const begin = () => {
    timer = setTimeout(look, seconds * 1000)
  }
  begin()
  return { stop: () => clearTimeout(timer) }
}
