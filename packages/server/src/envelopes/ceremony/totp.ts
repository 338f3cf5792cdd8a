// One-time passwords of authenticator apps (RFC 6238 over RFC 4226): SHA-1, six digits, half a minute.
import { createHmac, timingSafeEqual } from 'node:crypto'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const stepSeconds = 30
/** A step before and after, for clocks that differ and people who type slowly (RFC 6238 §5.2). */
const tolerance = [0, -1, 1]

function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

export function totpAt(secret: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const hash = createHmac('sha1', fromBase32(secret)).update(counter).digest()
  const offset = (hash.at(-1) ?? 0) & 15
  return String((hash.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, '0')
}

export const stepAt = (time: Date): number => Math.floor(time.getTime() / 1000 / stepSeconds)

/** The step that `code` belongs to, if it is later than the last one used; null where it is none. */
export function totpStep(
  secret: string,
  code: string,
  { now, after }: { now: Date; after: number | null },
): number | null {
  if (!/^\d{6}$/.test(code)) return null
  const fitting = tolerance
    .map((distance) => stepAt(now) + distance)
    .find((step) => timingSafeEqual(Buffer.from(totpAt(secret, step)), Buffer.from(code)))
  return fitting !== undefined && (after === null || fitting > after) ? fitting : null
}
