// Signing with a P-256 key in memory and authorities in the same process: what it costs beside any network.
import { cpuUsage } from 'node:process'
import { type Level, signPdf } from '@countersign/pdf/sign/sign'
import { testTrust } from '@countersign/pdf/sign/testing'
import { rawPdf, shown } from '@countersign/pdf/testing'
import type { Context, Measurement, Report } from './measurement.ts'
import { percentile } from './statistics.ts'

type Cost = { wallMs: number; cpuMs: number }
type Case = { name: string; megabytes: number; level: Level; signers: number }

const cases: readonly Case[] = [
  { name: '1 MB', megabytes: 1, level: 'B-B', signers: 1 },
  { name: '1 MB', megabytes: 1, level: 'B-T', signers: 1 },
  { name: '1 MB', megabytes: 1, level: 'B-LT', signers: 1 },
  { name: '1 MB', megabytes: 1, level: 'B-LTA', signers: 1 },
  { name: '50 MB', megabytes: 50, level: 'B-B', signers: 1 },
  { name: '50 MB', megabytes: 50, level: 'B-LTA', signers: 1 },
  { name: '1 MB, five signers', megabytes: 1, level: 'B-LTA', signers: 5 },
]

export const signing: Measurement = {
  name: 'signing',
  summary: 'time and CPU of a signature, by size and level, once warm',
  async run({ quick, say }: Context): Promise<Report> {
    const signOnce = await signingWith()
    const measured: (Case & Cost)[] = []
    for (const one of cases) {
      say(`${one.name}, ${one.level}`)
      const file = fileOf(one.megabytes)
      for (let warm = 0; warm < 3; warm += 1) await signOnce(file, one)
      const rounds = quick || one.megabytes > 1 ? 5 : 25
      const costs: Cost[] = []
      for (let round = 0; round < rounds; round += 1) costs.push(await costOf(() => signOnce(file, one)))
      measured.push({ ...one, ...middle(costs) })
    }
    return reportOf(measured)
  },
}

async function signingWith() {
  const { trust, signer } = await testTrust({ now: new Date() })
  const key = await signer()
  return async (file: Uint8Array, { level, signers }: Case): Promise<void> => {
    let bytes = file
    for (let number = 1; number <= signers; number += 1) {
      const last = number === signers
      const options = { ...trust, now: () => new Date(), signer: key, at: new Date() }
      bytes = (await signPdf(bytes, { ...options, level: last ? level : 'B-T' })).bytes
    }
  }
}

/** A page of text beside streams that cannot be packed, as scans are. */
function fileOf(megabytes: number): Uint8Array {
  let state = 7
  const noise = Buffer.alloc(1_000_000)
  for (let at = 0; at < noise.length; at += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    noise[at] = state >>> 24
  }
  const stream = `<< /Length ${noise.length} >>\nstream\n${noise.toString('latin1')}\nendstream`
  return rawPdf([{ content: shown('Contract', [30, 150, 20]) }], {
    objects: Array.from({ length: megabytes }, () => stream),
  })
}

async function costOf(work: () => Promise<void>): Promise<Cost> {
  const before = cpuUsage()
  const began = performance.now()
  await work()
  const { user, system } = cpuUsage(before)
  return { wallMs: performance.now() - began, cpuMs: (user + system) / 1000 }
}

const middle = (costs: readonly Cost[]): Cost => ({
  wallMs: percentile(
    costs.map(({ wallMs }) => wallMs),
    0.5,
  ),
  cpuMs: percentile(
    costs.map(({ cpuMs }) => cpuMs),
    0.5,
  ),
})

function reportOf(measured: readonly (Case & Cost)[]): Report {
  return {
    tables: [
      {
        title: 'A signature, median',
        columns: ['file', 'level', 'ms', 'CPU ms'],
        rows: measured.map(({ name, level, wallMs, cpuMs }) => [
          name,
          level,
          wallMs.toFixed(0),
          cpuMs.toFixed(0),
        ]),
      },
    ],
    notes: [
      'P-256, key, timestamps and revocation lists in this process. CPU is of all its threads, the parser in its own among them.',
    ],
    figures: { signing: measured },
  }
}
