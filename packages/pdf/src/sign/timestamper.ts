// Asks timestamp authorities in order; what goes into a document was checked before.
import { randomBytes } from 'node:crypto'
import { failure, isFailure } from '../failure.ts'
import type { DigestName } from '../trust/algorithms.ts'
import { checkTimestamp, type Timestamp, timestampRequest, tokenOf } from '../trust/timestamp-token.ts'

/**
 * A timestamp authority (RFC 3161): `ask` carries a request (DER) to it and gives its response (DER). `name` is for
 * messages. A `policy` is asked for and insisted on.
 */
export type TimestampAuthority = {
  name: string
  policy?: string
  ask(request: Uint8Array): Promise<Uint8Array>
}

const algorithm: DigestName = 'sha256'
/** What an authority may be wrong about the time. */
const mostSkewMs = 5 * 60_000

/**
 * A checked timestamp over a digest (SHA-256) by the first authority that gives one. Throws `timestamp.unavailable`
 * naming what each of them said. `now`, where given, is what the time is held against.
 */
export async function stamp(
  digest: Uint8Array,
  { authorities, now }: { authorities: readonly TimestampAuthority[]; now?: () => Date },
): Promise<Timestamp> {
  const reasons: string[] = []
  for (const authority of authorities) {
    try {
      return await askOne(digest, authority, now)
    } catch (error) {
      reasons.push(`${authority.name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const why = reasons.length > 0 ? reasons.join(' ') : 'None is configured.'
  throw failure(
    'timestamp.unavailable',
    `No timestamp authority gave a usable timestamp. ${why} The level is not lowered for that: sign again when one answers, name another, or ask for level B-B.`,
  )
}

async function askOne(
  digest: Uint8Array,
  { policy, ask }: TimestampAuthority,
  now: (() => Date) | undefined,
): Promise<Timestamp> {
  const expected = { digest, algorithm, nonce: newNonce(), ...(policy !== undefined && { policy }) }
  const timestamp = checkTimestamp(tokenOf(await ask(timestampRequest(expected))), expected)
  if (now && Math.abs(timestamp.at.getTime() - now().getTime()) > mostSkewMs)
    throw failure(
      'timestamp.rejected',
      `Its clock says ${timestamp.at.toISOString()}, ours ${now().toISOString()}. Correct the one that is wrong.`,
    )
  return timestamp
}

/** A positive INTEGER of eight octets. */
function newNonce(): Uint8Array {
  const nonce = randomBytes(8)
  nonce[0] = ((nonce[0] ?? 0) & 0x7f) | 0x40
  return nonce
}

/** True for failures that end by themselves when an authority or a responder is back. */
export const isAwayForNow = (error: unknown): boolean =>
  isFailure(error) && (error.code === 'timestamp.unavailable' || error.code === 'revocation.unavailable')
