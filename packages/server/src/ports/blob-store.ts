/** 32 bytes; every document has its own. */
export type DataKey = Uint8Array

export type StoredBlob = { id: string; bytes: number; sha256: string }

/**
 * Keeps encrypted bytes under random ids. A blob belongs to one document; nothing is shared.
 * When `put` resolves, the bytes are durable (file and folder synced); a blob whose row never committed is swept.
 */
export interface BlobStore {
  /** Streams through SHA-256 and AES-256-GCM. `sha256` is hex, of the plain bytes. Leaves nothing behind when the source fails. */
  put(source: AsyncIterable<Uint8Array> | Uint8Array, key: DataKey): Promise<StoredBlob>
  /** Streams the plain bytes; every chunk is authenticated before it is given out. `blob.not_found`, `blob.damaged`. */
  open(id: string, key: DataKey): AsyncIterable<Uint8Array>
  /** Deleting what is not there is no error. */
  delete(id: string): Promise<void>
  /** All blobs, with the time they were written: for the sweeper. */
  list(): AsyncIterable<{ id: string; writtenAt: Date }>
}

export async function readBlob(store: BlobStore, id: string, key: DataKey): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of store.open(id, key)) chunks.push(chunk)
  return Buffer.concat(chunks)
}
