import type { SealSigner } from './document-engine.ts'

/**
 * Gives the key that seals, wherever it is: in the database, in a file, in a hardware module, at a key service. `signer`
 * may be asked for every seal. Throws `key.unusable` saying what to mend, or `service.unavailable` where the key is away.
 */
export type KeyProvider = { signer(): Promise<SealSigner> }
