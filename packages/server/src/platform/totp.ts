// Time-based one-time codes (RFC 6238): six digits, 30 seconds, HMAC-SHA-1, as every authenticator makes them.
import { createHmac } from 'node:crypto'

const [periodSeconds, digits] = [30, 6]
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** A secret in base 32 (RFC 4648), as services show it. Throws for what is none. */
export function secretOf(text: string): Buffer {
  const clean = text.toUpperCase().replace(/[\s=-]/g, '')
  const bytes: number[] = []
  let [value, bits] = [0, 0]
  for (const letter of clean) {
    const index = alphabet.indexOf(letter)
    if (index < 0) throw new Error('The secret of one-time codes is not in base 32.')
    value = (value << 5) | index
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes.push((value >>> bits) & 0xff)
    value &= (1 << bits) - 1
  }
  return Buffer.from(bytes)
}

/** The code of that moment. */
export function codeAt(secret: Uint8Array, at: Date): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at.getTime() / 1000 / periodSeconds)))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 0x0f
  const number = mac.readUInt32BE(offset) & 0x7fffffff
  return String(number % 10 ** digits).padStart(digits, '0')
}
