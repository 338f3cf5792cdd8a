import { blobStoreContract } from '../../ports/blob-store.contract.ts'
import { memoryBlobStore } from './memory.ts'

blobStoreContract('memory', async () => {
  const kept = new Map<string, { sealed: Uint8Array; writtenAt: Date }>()
  return {
    store: memoryBlobStore(kept),
    stored: {
      read: async (id) => kept.get(id)?.sealed ?? Buffer.alloc(0),
      write: async (id, sealed) =>
        void kept.set(id, { sealed, writtenAt: kept.get(id)?.writtenAt ?? new Date() }),
    },
    files: async () => [...kept.keys()],
  }
})
