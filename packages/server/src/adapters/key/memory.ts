import { newKey } from '../../platform/cipher.ts'
import type { Kms } from '../../ports/kms.ts'
import { masterKeyKms } from './master-key.ts'

/** A master key that ends with the process. */
export const memoryKms = (): Kms => masterKeyKms(newKey())
