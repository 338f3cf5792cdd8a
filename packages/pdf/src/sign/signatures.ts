// The signatures and document timestamps that a file has, as CMS. Runs in the thread of isolate.ts.
import { PdfString } from '@libpdf/core'
import { dictAt, formFields, loadObjects, nameAt, resolved } from '../objects.ts'

/** `cms` is DER, without the padding behind it. */
export type FoundCms = { field: string; kind: 'signature' | 'timestamp'; cms: Uint8Array }

/** All signed fields in the order of the form. */
export async function readSignatures(input: {
  bytes: Uint8Array
  length: number
  password?: string | undefined
}): Promise<FoundCms[]> {
  const pdf = await loadObjects(input.bytes.subarray(0, input.length), input.password)
  return formFields(pdf).flatMap(({ name, type, dict }) => {
    const signature = type === 'Sig' ? dictAt(pdf, dict, 'V') : undefined
    const contents = resolved(pdf, signature?.get('Contents'))
    if (!(contents instanceof PdfString)) return []
    const kind = nameAt(pdf, signature, 'SubFilter') === 'ETSI.RFC3161' ? 'timestamp' : 'signature'
    return [{ field: name, kind, cms: withoutPadding(contents.bytes) }]
  })
}

/** The length of the outermost DER element; an indefinite one is left as it is. */
function withoutPadding(bytes: Uint8Array): Uint8Array {
  const first = bytes[1] ?? 0
  if (first < 0x80) return bytes.slice(0, 2 + first)
  const count = first & 0x7f
  const length = bytes.subarray(2, 2 + count).reduce((sum, byte) => sum * 256 + byte, 0)
  return count === 0 ? bytes : bytes.slice(0, 2 + count + length)
}
