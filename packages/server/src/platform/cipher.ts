// Small values under a key: AES-256-GCM (NIST SP 800-38D), laid out as 12 bytes nonce, ciphertext, 16 bytes tag.
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto'
import { Problem } from './problem.ts'

const nonceBytes = 12
const tagBytes = 16

export const newKey = (): Uint8Array => randomBytes(32)

/** `context` says what the value is and whose; a value moved elsewhere does not open. */
export function seal(key: Uint8Array, plain: Uint8Array | string, context: string): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context))
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

export function unseal(key: Uint8Array, sealed: Uint8Array, context: string): Buffer {
  try {
    const tagAt = sealed.length - tagBytes
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes))
    decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(tagAt))
    return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, tagAt)), decipher.final()])
  } catch (cause) {
    throw new Problem(
      'blob.damaged',
      'A stored value does not open with its key. Restore it from a backup.',
      { cause },
    )
  }
}

export const sealJson = (key: Uint8Array, value: unknown, context: string): Buffer =>
  seal(key, JSON.stringify(value), context)

export const unsealJson = <T>(key: Uint8Array, sealed: Uint8Array, context: string): T =>
  JSON.parse(unseal(key, sealed, context).toString('utf8')) as T

export const sha256 = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest()

export const keyedHash = (key: Uint8Array, bytes: Uint8Array | string): Buffer =>
  createHmac('sha256', key).update(bytes).digest()
