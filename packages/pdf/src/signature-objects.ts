// What the objects of a PDF say about its signatures. Runs in the thread of isolate.ts.
import { type PDF, PdfDict } from '@libpdf/core'
import { arrayAt, dictAt, formFields, loadObjects, nameAt, numberAt, resolved } from './objects.ts'

/** The strictest DocMDP level (ISO 32000-1 §12.8.2.2): 1 forbids every change, 2 allows signing, 3 notes too. */
export type Certification = { level: 1 | 2 | 3 }

/** The signed fields by name, and what a certification allows. */
export async function inspectObjects(
  bytes: Uint8Array,
): Promise<{ fields: string[]; certification: Certification | null }> {
  const pdf = await loadObjects(bytes)
  const fields = signedFields(pdf).map(({ name }) => name)
  return { fields, certification: certificationOf(pdf) }
}

/** The level of the document's certification, also where only a signature names it and not the catalog. */
export function certificationOf(pdf: PDF): Certification | null {
  const permissions = dictAt(pdf, pdf.getCatalog(), 'Perms')
  const signatures = signedFields(pdf).map(({ signature }) => signature)
  const levels = [dictAt(pdf, permissions, 'DocMDP'), ...signatures].flatMap((dict) =>
    docMdpLevels(pdf, dict),
  )
  return levels.length === 0 ? null : { level: Math.min(...levels) as Certification['level'] }
}

function signedFields(pdf: PDF): { name: string; signature: PdfDict }[] {
  return formFields(pdf).flatMap(({ name, type, dict }) => {
    const signature = type === 'Sig' ? dictAt(pdf, dict, 'V') : undefined
    return signature?.has('Contents') ? [{ name, signature }] : []
  })
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
