// What an installation can ask recipients for, besides what needs nothing.
import type { NewPerson } from '@countersign/contract/envelope'
import { Problem } from '../../platform/problem.ts'

/** Each is null where it can be asked for, else why not. */
export type Ways = { passkey: string | null; signIn: string | null }

type Settings = { publicUrl: string; signInIssuer: string }

export const waysOf = ({ publicUrl, signInIssuer }: Settings): Ways => ({
  passkey: fitsPasskeys(publicUrl)
    ? null
    : 'Passkeys need a domain and TLS. Set COUNTERSIGN_PUBLIC_URL to an address such as https://sign.example.com.',
  signIn: signInIssuer
    ? null
    : 'No OpenID provider is known for sign-in. Set COUNTERSIGN_SIGN_IN_ISSUER and COUNTERSIGN_SIGN_IN_CLIENT_ID.',
})

/** Browsers give passkeys to secure pages of a domain only; `localhost` is one (Web Authentication §5.1.2). */
function fitsPasskeys(publicUrl: string): boolean {
  if (!publicUrl) return true
  const { protocol, hostname } = new URL(publicUrl)
  if (hostname === 'localhost') return true
  return protocol === 'https:' && !/^[\d.]+$|^\[/.test(hostname)
}

/** Why somebody cannot be asked in the way that was said; null where everybody can. */
export function missingWay(people: readonly NewPerson[], ways: Ways): string | null {
  for (const way of ['passkey', 'signIn'] as const) {
    const why = ways[way]
    const who = people.find((one) => one[way])
    if (why && who) return `${who.name} is to use \`${way}\`. ${why}`
  }
  return null
}

export function refuseUnknownWays(people: readonly NewPerson[], ways: Ways): void {
  const why = missingWay(people, ways)
  if (why !== null) throw new Problem('envelope.invalid', why)
}
