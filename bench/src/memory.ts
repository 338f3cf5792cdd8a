// The most memory each process held while the mix of `throughput` ran.
import type { Measurement } from './measurement.ts'
import { mixRun } from './mix.ts'

const mb = (bytes: number): number => bytes / 1_000_000

export const memory: Measurement = {
  name: 'memory',
  summary: 'peak resident memory of each process while the mix of throughput runs',
  async run(context) {
    const { memory: peaks } = await mixRun(context)
    const rows = peaks.map(({ role, processes, largestBytes, togetherBytes }) => [
      role,
      processes,
      mb(largestBytes),
      mb(togetherBytes),
    ])
    const columns = ['process', 'most at a time', 'largest MB', 'together MB']
    return {
      tables: [{ title: 'Peak resident memory', columns, rows }],
      notes: [
        'Largest: the high-water mark the kernel keeps of a single process. Together: the most that all of a kind held at one look, four a second; pages that several PostgreSQL processes share are counted in each of them.',
      ],
      figures: { peaks },
    }
  },
}
