// What this machine has room for.
import { availableParallelism, totalmem } from 'node:os'

export type Machine = { cores: number; memoryMb: number }

const bytesPerMb = 1024 * 1024
/** What a reader takes at its peak, with room for its neighbours: database, server and the cache of files. */
const mbPerReader = 1000
/** With one, whoever reads a long document would hold up all others. */
const leastReaders = 2

/** In a container memory is what the container may have; where nothing is set, Node says 0 or more than there is. */
export function thisMachine(): Machine {
  const allowed = process.constrainedMemory() || Number.POSITIVE_INFINITY
  return { cores: availableParallelism(), memoryMb: Math.min(allowed, totalmem()) / bytesPerMb }
}

/** One reader per core, as far as memory reaches. */
export const readersFor = ({ cores, memoryMb }: Machine): number =>
  Math.max(leastReaders, Math.min(cores, 64, Math.floor(memoryMb / mbPerReader)))
