import type { SealIdentity, SealSigner } from './document-engine.ts'

/** Which certificate an account seals with: its own where one is active, else the installation's. */
export type AccountSigner = {
  /** Throws `key.unusable` where the account's certificate cannot be used: another one never takes its place unasked. */
  signer(accountId: string): Promise<SealSigner>
  /**
   * For where the installation's key is at a service that answers later: `kept` means the account has a key of its own
   * here and nobody need be asked; an identity is the account's own certificate for that key; null is the service's.
   */
  ofService(accountId: string): Promise<'kept' | SealIdentity | null>
  /** The installation's own, for what it says in its own name. */
  own(): Promise<SealSigner>
}
