// Which addresses outgoing requests may reach. Pure: the text of an address in, a verdict out.
import ipaddr from 'ipaddr.js'

/** `private` may be allowed by the operator; `never` has no receiver behind it, or the machine's own metadata. */
export type Reach = 'public' | 'private' | 'never'

const privateRanges = new Set(['private', 'loopback', 'uniqueLocal', 'carrierGradeNat'])

const globalUnicast = ipaddr.parseCIDR('2000::/3')

/** Everything that is not plain unicast is refused: what a new special range means is unknown until we look. */
export function reachOf(address: string): Reach {
  // ::a.b.c.d, obsolete since RFC 4291 and read as an IPv4 address by the library.
  if (!ipaddr.isValid(address) || /^::\d+\./.test(address)) return 'never'
  // `process` turns ::ffff:a.b.c.d, which connects to a.b.c.d, into that.
  const parsed = ipaddr.process(address)
  const range = parsed.range()
  if (range === 'unicast') return parsed.kind() === 'ipv4' || parsed.match(globalUnicast) ? 'public' : 'never'
  return privateRanges.has(range) ? 'private' : 'never'
}

export type Allowed = { allowPrivate: boolean; allowHttp: boolean }

/**
 * Why a request to this address is refused, as the end of a sentence that begins with the host; null when it may go.
 * What a name leads to inside the operator's network is not told.
 */
export function refusal(address: string, { plain, allowed }: { plain: boolean; allowed: Allowed }) {
  const reach = reachOf(address)
  if (reach === 'never') return 'is not the address of a receiver on the internet.'
  if (reach === 'private' && !allowed.allowPrivate)
    return 'is a private or loopback address. Set COUNTERSIGN_WEBHOOK_ALLOW_PRIVATE=true to allow such receivers.'
  if (reach === 'public' && plain && !allowed.allowHttp)
    return 'would get documents in the clear. Use https://, or set COUNTERSIGN_WEBHOOK_ALLOW_HTTP=true.'
  return null
}
