// How often an account may ask, and how often an address may show a wrong key. Counted in this process alone.
import ipaddr from 'ipaddr.js'
import { monotonicMs } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import { Problem } from '../platform/problem.ts'
import type { Metrics } from '../platform/telemetry.ts'
import { type Taken, type TokenBucket, tokenBucket } from '../platform/token-bucket.ts'

export type RateSettings = Pick<Config, 'uploadsPerMinute' | 'requestsPerMinute' | 'wrongKeysPerMinute'>
export type Kind = 'uploads' | 'requests'
type Headers = Record<string, string>

export type Rates = {
  /** Counts one; calls `tell` with the headers of the answer before it throws `request.rate_limited`. */
  count(accountId: string, kind: Kind, tell: (headers: Headers) => void): void
  /** Throws `key.too_many_attempts` while the address has used up its wrong keys. */
  checkAddress(address: string): void
  /** Counts a wrong key; throws like `checkAddress` when there were too many. */
  countWrongKey(address: string): void
}

const seconds = (ms: number): number => Math.ceil(ms / 1000)

/** draft-ietf-httpapi-ratelimit-headers §3, §4: structured fields (RFC 9651), each a list of named policies. */
const rateHeaders = (kind: Kind, { perMinute }: TokenBucket, { left, fullInMs }: Taken): Headers => ({
  'ratelimit-policy': `"${kind}";q=${perMinute};w=60`,
  ratelimit: `"${kind}";r=${left};t=${seconds(fullInMs)}`,
})

const retryAfter = ({ nextInMs }: Taken): Headers => ({
  'retry-after': String(Math.max(1, seconds(nextInMs))),
})

/** Who has one IPv6 address has its whole network of 64 bits. */
export function neighbourhoodOf(address: string): string {
  if (!ipaddr.isValid(address)) return address
  const parsed = ipaddr.process(address)
  return parsed.kind() === 'ipv4' ? parsed.toString() : parsed.toNormalizedString().split(':', 4).join(':')
}

type Options = { settings: RateSettings; metrics: Pick<Metrics, 'refused'>; now?: () => number }

export function createRates({ settings, metrics, now = monotonicMs }: Options): Rates {
  const bucket = (perMinute: number) => (perMinute > 0 ? tokenBucket({ perMinute, now }) : null)
  const buckets = { uploads: bucket(settings.uploadsPerMinute), requests: bucket(settings.requestsPerMinute) }
  const wrong = bucket(settings.wrongKeysPerMinute)
  const refuseAddress = (taken: Taken): never => {
    metrics.refused.inc({ reason: 'wrong_keys', tier: 'none' })
    throw new Problem(
      'key.too_many_attempts',
      `More than ${settings.wrongKeysPerMinute} requests without a valid key came from this address within a minute. Correct the key, then try again after the time in Retry-After.`,
      { headers: retryAfter(taken) },
    )
  }
  return {
    count(accountId, kind, tell) {
      const from = buckets[kind]
      if (!from) return
      const taken = from.take(accountId)
      tell(rateHeaders(kind, from, taken))
      if (taken.allowed) return
      metrics.refused.inc({ reason: kind === 'uploads' ? 'upload_rate' : 'request_rate', tier: 'none' })
      throw new Problem(
        'request.rate_limited',
        `The account may make ${from.perMinute} ${kind} a minute. Go on after the time in Retry-After, and more slowly.`,
        { headers: retryAfter(taken) },
      )
    },
    checkAddress(address) {
      const state = wrong?.peek(neighbourhoodOf(address))
      if (state && !state.allowed) refuseAddress(state)
    },
    countWrongKey(address) {
      const taken = wrong?.take(neighbourhoodOf(address))
      if (taken && !taken.allowed) refuseAddress(taken)
    },
  }
}
