// Reads what /metrics says, in the text format of Prometheus 0.0.4.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Api } from './api.ts'

export type Sample = { name: string; labels: Record<string, string>; value: number }

export function parseMetrics(text: string): Sample[] {
  return text.split('\n').flatMap((line) => {
    const [, name = '', inside = '', value = ''] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/.exec(line) ?? []
    if (name === '') return []
    const labels = Object.fromEntries(
      [...inside.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', said = '']) => [key, said]),
    )
    return [{ name, labels, value: Number(value) }]
  })
}

/** Workers report theirs every two seconds; what has just ended is in them a little later. */
const settledMs = 4500

export async function readSettledMetrics(api: Api): Promise<Sample[]> {
  await sleep(settledMs)
  return readMetrics(api)
}

export const readMetrics = async (api: Api): Promise<Sample[]> => parseMetrics(await api.text('/metrics'))

export type Histogram = { count: number; sum: number; buckets: { upTo: number; count: number }[] }

/** Histograms of one metric by the value of one label; what has other labels too is added up. */
export function histograms(samples: readonly Sample[], name: string, by: string): Map<string, Histogram> {
  const found = new Map<string, Histogram>()
  for (const sample of samples) {
    if (!sample.name.startsWith(name)) continue
    const key = sample.labels[by] ?? ''
    const histogram = found.get(key) ?? { count: 0, sum: 0, buckets: [] }
    found.set(key, histogram)
    const part = sample.name.slice(name.length)
    if (part === '_count') histogram.count += sample.value
    if (part === '_sum') histogram.sum += sample.value
    if (part === '_bucket')
      addToBucket(histogram, Number(sample.labels['le']?.replace('+Inf', 'Infinity')), sample.value)
  }
  for (const { buckets } of found.values()) buckets.sort((a, b) => a.upTo - b.upTo)
  return found
}

function addToBucket({ buckets }: Histogram, upTo: number, count: number): void {
  const known = buckets.find((bucket) => bucket.upTo === upTo)
  if (known) known.count += count
  else buckets.push({ upTo, count })
}

/** As Prometheus does it: linear within the bucket that holds it; the last finite bound is the most it can say. */
export function quantile({ buckets, count }: Histogram, share: number): number {
  if (count === 0) return Number.NaN
  const rank = share * count
  let below = { upTo: 0, count: 0 }
  for (const bucket of buckets) {
    if (bucket.count >= rank) {
      if (!Number.isFinite(bucket.upTo)) return below.upTo
      const within = bucket.count === below.count ? 1 : (rank - below.count) / (bucket.count - below.count)
      return below.upTo + (bucket.upTo - below.upTo) * within
    }
    below = bucket
  }
  return below.upTo
}

export const gauge = (samples: readonly Sample[], name: string): number =>
  samples.filter((sample) => sample.name === name).reduce((total, { value }) => total + value, 0)
