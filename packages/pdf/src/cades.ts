// A signature beside the file, for originals that must not change by a single byte.
import { createHash } from 'node:crypto'
import { digestNamed, type Signer, signDetached } from './cms.ts'

/** CAdES B-B, detached (ETSI EN 319 122-1 §6): DER of a SignedData over the exact `bytes`; usually named `.p7s`. */
export function detachedCades(bytes: Uint8Array, signer: Signer, options: { at: Date }): Promise<Uint8Array> {
  const digest = createHash(digestNamed(signer.algorithm)).update(bytes).digest()
  return signDetached(digest, signer, { signingTime: options.at })
}
