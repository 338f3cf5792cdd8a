// Timestamp authorities over HTTP (RFC 3161 §3.4), and the addresses that certificates name for revocation.
import type { Outbound, OutboundAnswer } from '../../platform/outbound.ts'
import { Problem } from '../../platform/problem.ts'
import type { RevocationSource } from '../../ports/revocation-source.ts'
import type { TimestampAuthority } from '../../ports/timestamp-authority.ts'

/** `policy` is insisted on where it is given. */
export function httpTimestampAuthority(
  outbound: Outbound,
  { url, policy }: { url: string; policy?: string | undefined },
): TimestampAuthority {
  return {
    name: new URL(url).host,
    ...(policy && { policy }),
    async ask(request) {
      const headers = {
        'content-type': 'application/timestamp-query',
        accept: 'application/timestamp-reply',
      }
      return bodyOf(await outbound.post(url, { headers, body: request }), url)
    },
  }
}

export const httpRevocation = (outbound: Outbound): Pick<RevocationSource, 'get' | 'post'> => ({
  get: async (url) => bodyOf(await outbound.get(url), url),
  post: async (url, body, contentType) =>
    bodyOf(await outbound.post(url, { headers: { 'content-type': contentType }, body }), url),
})

function bodyOf({ status, body }: OutboundAnswer, url: string): Uint8Array {
  if (status === 200) return body
  throw new Problem('outbound.unreachable', `${new URL(url).host} answered with status ${status}.`)
}
