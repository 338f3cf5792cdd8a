import { keyedHash, seal, unseal } from '../../platform/cipher.ts'
import { Problem } from '../../platform/problem.ts'
import type { Kms } from '../../ports/kms.ts'

export const masterKeyBytes = 32

/** Wraps with a master key that this process holds in memory. */
export function masterKeyKms(masterKey: Uint8Array): Kms {
  const kekId = `kek_${keyedHash(masterKey, 'countersign kek id').toString('hex').slice(0, 16)}`
  const bound = (context: string) => `data key\n${kekId}\n${context}`
  return {
    async wrap(key, context) {
      return { kekId, wrapped: seal(masterKey, key, bound(context)) }
    },
    async unwrap(wrapped, context) {
      if (wrapped.kekId !== kekId)
        throw new Problem(
          'kms.key_missing',
          `This was encrypted under the master key ${wrapped.kekId}, but the one in use is ${kekId}. Bring back the key file that belongs to this data.`,
        )
      return unseal(masterKey, wrapped.wrapped, bound(context))
    },
  }
}
