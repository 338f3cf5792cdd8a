// A signature as a person makes it on the page: a drawing, or the name in a script face.
import type { SignatureMark } from '@countersign/contract/envelope-facts'
import { sha256 } from '../../platform/cipher.ts'

const pictureLimit = 300_000
const pngStart = Buffer.from('89504e470d0a1a0a', 'hex')

/** Null where nothing usable was given. */
export function markFrom({ typed, picture }: { typed: string; picture: string }): SignatureMark | null {
  const [, base64] = /^data:image\/png;base64,([A-Za-z0-9+/]+={0,2})$/.exec(picture) ?? []
  if (base64 !== undefined) {
    const bytes = Buffer.from(base64, 'base64')
    if (bytes.length > pictureLimit || !bytes.subarray(0, 8).equals(pngStart)) return null
    return { kind: 'drawn', typed: null, picture: base64, sha256: sha256(bytes).toString('hex') }
  }
  const name = typed.trim().slice(0, 80)
  return name ? { kind: 'typed', typed: name, picture: null, sha256: sha256(name).toString('hex') } : null
}
