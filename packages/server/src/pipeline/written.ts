// What a stage stores, until its document keeps it.
import type { BlobStore } from '../ports/blob-store.ts'

export type Written = {
  blobs: BlobStore
  /** About to be committed. Should that fail, nobody knows whether it was: then they stay, and are swept if not. */
  keep(ids: readonly string[]): void
  /** Not committed after all. */
  drop(ids: readonly string[]): void
  clear(): Promise<void>
}

/** Remembers what a stage stores: what its document did not keep goes again, at once where it was erased meanwhile. */
export function writtenInto(store: BlobStore): Written {
  const ids = new Set<string>()
  return {
    blobs: {
      ...store,
      async put(source, key) {
        const blob = await store.put(source, key)
        ids.add(blob.id)
        return blob
      },
    },
    keep: (kept) => {
      for (const id of kept) ids.delete(id)
    },
    drop: (dropped) => {
      for (const id of dropped) ids.add(id)
    },
    async clear() {
      for (const id of ids) await store.delete(id)
    },
  }
}
