// Files that a browser reads with. Nothing is loaded from anywhere but where the caller says.

/** A file as its bytes, or the address it is fetched from. */
export type WebFile = Uint8Array | string | URL

/** The bytes. Throws when they cannot be fetched. */
export async function webBytes(file: WebFile): Promise<Uint8Array<ArrayBuffer>> {
  if (file instanceof Uint8Array) return new Uint8Array(file)
  const response = await fetch(file)
  if (!response.ok) throw new Error(`${response.url} was answered ${response.status}.`)
  return new Uint8Array(await response.arrayBuffer())
}
