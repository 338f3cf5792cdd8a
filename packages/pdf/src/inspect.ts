// Is a file signed, and does a certification limit what may still be added to it?
import { type PDF, PdfDict } from '@libpdf/core'
import { arrayAt, dictAt, formFields, loadObjects, nameAt, numberAt, resolved } from './objects.ts'

/**
 * What is known about the signatures of a file. `certification` is the strictest DocMDP level
 * (ISO 32000-1 §12.8.2.2): 1 forbids every change, 2 allows signing and filling in, 3 annotations too.
 * `fields` are the names of the signed fields. `readable` is false where the objects could not be read;
 * `signed` then says what the bytes look like.
 */
export type SignatureOverview = {
  signed: boolean
  certification: null | { level: 1 | 2 | 3 }
  fields: string[]
  readable: boolean
}

/** Looks for signatures; never throws, whatever the bytes are. */
export async function inspectSignatures(bytes: Uint8Array): Promise<SignatureOverview> {
  const looksSigned = bytesLookSigned(bytes)
  try {
    const pdf = await loadObjects(bytes)
    const signed = formFields(pdf).filter(
      ({ type, dict }) => type === 'Sig' && dictAt(pdf, dict, 'V')?.has('Contents'),
    )
    const permissions = dictAt(pdf, pdf.getCatalog(), 'Perms')
    const signatures = signed.map(({ dict }) => dictAt(pdf, dict, 'V'))
    const levels = [dictAt(pdf, permissions, 'DocMDP'), ...signatures].flatMap((dict) =>
      docMdpLevels(pdf, dict),
    )
    return {
      signed: signed.length > 0 || looksSigned,
      certification: levels.length === 0 ? null : { level: Math.min(...levels) as 1 | 2 | 3 },
      fields: signed.map(({ name }) => name),
      readable: true,
    }
  } catch {
    // A file that cannot be read is a finding here, not an error: the caller is told by `readable`.
    return { signed: looksSigned, certification: null, fields: [], readable: false }
  }
}

function docMdpLevels(pdf: PDF, signature: PdfDict | undefined): number[] {
  const references = arrayAt(pdf, signature, 'Reference')?.toArray() ?? []
  return references.slice(0, 100).flatMap((object) => {
    const reference = resolved(pdf, object)
    if (!(reference instanceof PdfDict) || nameAt(pdf, reference, 'TransformMethod') !== 'DocMDP') return []
    const level = numberAt(pdf, dictAt(pdf, reference, 'TransformParams'), 'P') ?? 2
    return [level === 1 || level === 3 ? level : 2]
  })
}

/** A signature's /ByteRange is never compressed: its /Contents must be at a known place (ISO 32000-1 §12.8.1). */
function bytesLookSigned(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = file.indexOf('/ByteRange'); at >= 0; at = file.indexOf('/ByteRange', at + 1)) {
    if (/^\/ByteRange\s*\[\s*\d+\s+\d+\s+\d+\s+\d+/.test(file.toString('latin1', at, at + 120))) return true
  }
  return false
}
