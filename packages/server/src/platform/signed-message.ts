// Standard Webhooks: how messages between programs are signed, ours and those that come back.
import { createHmac, timingSafeEqual } from 'node:crypto'

const secretPrefix = 'whsec_'
const tolerableSeconds = 5 * 60

export const formatSecret = (random: Uint8Array): string =>
  `${secretPrefix}${Buffer.from(random).toString('base64')}`

/** At least 24 random bytes, as the specification asks for. */
export const isSecret = (text: string): boolean =>
  text.startsWith(secretPrefix) && Buffer.from(text.slice(secretPrefix.length), 'base64').length >= 24

type Message = { id: string; timestamp: string; body: Uint8Array }

function signatureOf({ id, timestamp, body }: Message, secret: string): string {
  const key = Buffer.from(secret.slice(secretPrefix.length), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`
}

/** Several signatures while a secret is being changed: a receiver accepts the message when one of them is right. */
export function signedHeaders(
  { id, body, at }: { id: string; body: Uint8Array; at: Date },
  secrets: readonly string[],
): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.map((secret) => signatureOf({ id, timestamp, body }, secret)).join(' '),
    'content-type': 'application/json',
    'user-agent': 'Countersign',
  }
}

type Headers = Readonly<Record<string, string | string[] | undefined>>

/** The id of a message that was signed with the secret within five minutes of `at`; null for every other one. */
export function signedId(
  { headers, body, at }: { headers: Headers; body: Uint8Array; at: Date },
  secret: string,
): string | null {
  const header = (name: string) => (typeof headers[name] === 'string' ? headers[name] : '')
  const [id, timestamp] = [header('webhook-id'), header('webhook-timestamp')]
  const seconds = Number(timestamp)
  const isNear = Math.abs(at.getTime() / 1000 - seconds) <= tolerableSeconds
  if (id === '' || !/^\d{1,12}$/.test(timestamp) || !isNear) return null
  const expected = Buffer.from(signatureOf({ id, timestamp, body }, secret))
  const given = header('webhook-signature').split(' ').map(Buffer.from)
  const isRight = given.some((one) => one.length === expected.length && timingSafeEqual(one, expected))
  return isRight ? id : null
}
