// The life of a request to a signature service elsewhere. Its states hold no document's state: that waits where it stood.
import type { SignatureRequestState } from '@countersign/contract/signature-request'

/** What the service, or the clock, may still say in a state. */
const next: Record<SignatureRequestState, readonly SignatureRequestState[]> = {
  requested: ['waiting', 'needs_code', 'signed', 'declined', 'expired'],
  waiting: ['waiting', 'needs_code', 'signed', 'declined', 'expired'],
  needs_code: ['waiting', 'needs_code', 'signed', 'declined', 'expired'],
  signed: [],
  declined: [],
  expired: [],
}

export const mayBecome = (from: SignatureRequestState, to: SignatureRequestState): boolean =>
  next[from].includes(to)

/** States in which the service, a person or the clock is still expected. */
export const openStates = (Object.keys(next) as SignatureRequestState[]).filter(
  (state) => next[state].length > 0,
)

const [firstSeconds, longestSeconds] = [5, 600]

/** Seconds until the service is asked again, after so many times; a callback comes in between. */
export const pauseAfter = (attempts: number): number =>
  Math.min(longestSeconds, firstSeconds * 2 ** Math.min(attempts, 10))
