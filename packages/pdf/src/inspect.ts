// Is a file signed, and does a certification limit what may still be added to it?
import { isolated } from './isolate.ts'
import type { Certification } from './signature-objects.ts'
import { bytesLookSigned } from './verify/coverage.ts'

/**
 * What is known about the signatures of a file. `certification` is the strictest DocMDP level
 * (ISO 32000-1 §12.8.2.2): 1 forbids every change, 2 allows signing and filling in, 3 annotations too.
 * `fields` are the names of the signed fields. `readable` is false where the objects could not be read;
 * `signed` then says what the bytes look like.
 */
export type SignatureOverview = {
  signed: boolean
  certification: null | Certification
  fields: string[]
  readable: boolean
}

/** Looks for signatures; never throws, whatever the bytes are. */
export async function inspectSignatures(bytes: Uint8Array): Promise<SignatureOverview> {
  const looksSigned = bytesLookSigned(bytes)
  try {
    const { fields, certification } = await isolated('inspectObjects', bytes)
    return { signed: fields.length > 0 || looksSigned, certification, fields, readable: true }
  } catch {
    // A file that cannot be read is a finding here, not an error: the caller is told by `readable`.
    return { signed: looksSigned, certification: null, fields: [], readable: false }
  }
}
