// A timestamp over bytes that stand outside of any PDF, held against roots that somebody trusts.
import { type Certificate, readCertificate, subjectOf } from '../trust/certificates.ts'
import { checkTimestamp, imprintOf } from '../trust/timestamp-token.ts'
import { judgePath } from './path.ts'

/** `problems` are sentences on why its authority is not to be trusted; none where it is. */
export type ExaminedToken = { at: Date; by: string; problems: string[] }

/**
 * Checks an RFC 3161 token over `data` (SHA-256), and that its certificate leads to one of `trusted` (DER) and was valid
 * then. Revocation is not asked for: nobody is. Throws `timestamp.rejected` where the token itself is not good.
 */
export function examineToken(
  token: Uint8Array,
  { data, trusted }: { data: Uint8Array; trusted: readonly Uint8Array[] },
): ExaminedToken {
  const digest = imprintOf(data, 'sha256')
  const { at, certificate, certificates } = checkTimestamp(token, { digest, algorithm: 'sha256' })
  const anchors: Certificate[] = trusted.map(readCertificate)
  const trust = { anchors, pool: certificates, crls: [], ocsps: [] }
  const { findings } = judgePath(certificate, trust, { at, use: 'timestamps' })
  return { at, by: subjectOf(certificate), problems: findings.map(({ message }) => message) }
}
