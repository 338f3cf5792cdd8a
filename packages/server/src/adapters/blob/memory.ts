import { type Clock, systemClock } from '../../platform/clock.ts'
import type { BlobStore } from '../../ports/blob-store.ts'
import { blobNotFound, newBlob } from './blob.ts'
import { openStream } from './sealed-stream.ts'

/** Seals like the others, so that what passes here passes on disk. `kept` lets a test look and tamper. */
export function memoryBlobStore(
  kept: Map<string, { sealed: Uint8Array; writtenAt: Date }> = new Map(),
  clock: Clock = systemClock,
): BlobStore & { sweepTemporary(before: Date): Promise<number> } {
  async function* sealedBytes(id: string): AsyncGenerator<Uint8Array> {
    const blob = kept.get(id)
    if (!blob) throw blobNotFound(id)
    yield blob.sealed
  }
  return {
    async put(source, key) {
      const blob = newBlob(source, key)
      const pieces: Uint8Array[] = []
      for await (const piece of blob.sealed) pieces.push(piece)
      kept.set(blob.id, { sealed: Buffer.concat(pieces), writtenAt: clock() })
      return blob.stored()
    },
    open: (id, key) => openStream(sealedBytes(id), { id, key }),
    async delete(id) {
      kept.delete(id)
    },
    async *list() {
      for (const [id, { writtenAt }] of kept) yield { id, writtenAt }
    },
    sweepTemporary: async () => 0,
  }
}
