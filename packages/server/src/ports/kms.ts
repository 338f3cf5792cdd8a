import type { DataKey } from './blob-store.ts'

export type WrappedKey = { kekId: string; wrapped: Uint8Array }

/** Wraps data keys with a master key that never leaves it. */
export interface Kms {
  wrap(key: DataKey, context: string): Promise<WrappedKey>
  /** `kms.key_missing` when the master key is not the one that wrapped it. `context` must be the same as when wrapped. */
  unwrap(wrapped: WrappedKey, context: string): Promise<DataKey>
}
