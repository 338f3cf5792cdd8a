/** What a CRL or an OCSP answer says of one certificate; `unusable` says why it says nothing at all. */
export type RevocationAnswer =
  | { status: 'good'; thisUpdate: Date; nextUpdate: Date | null }
  | { status: 'revoked'; thisUpdate: Date; nextUpdate: Date | null; revokedAt: Date }
  | { status: 'unusable'; why: string }

/** An answer that cannot be used, and why. */
export const unusable = (why: string): RevocationAnswer => ({ status: 'unusable', why })

const clockSkewMs = 5 * 60_000

/** Whether an answer is of its time: made before `at` (clocks differ by five minutes) and not yet followed by another. */
export function isCurrent(answer: RevocationAnswer, at: Date): boolean {
  if (answer.status === 'unusable') return false
  const { thisUpdate, nextUpdate } = answer
  const began = thisUpdate.getTime() <= at.getTime() + clockSkewMs
  return began && (nextUpdate === null || at.getTime() <= nextUpdate.getTime() + clockSkewMs)
}
