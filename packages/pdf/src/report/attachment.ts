// Files inside of a PDF (ISO 32000-1 §7.11.4), as ISO 19005-3 wants them: with their kind and what they are to the whole.
import {
  type PDF,
  PdfArray,
  PdfDict,
  PdfName,
  PdfNumber,
  type PdfRef,
  PdfStream,
  PdfString,
} from '@libpdf/core'
import { arrayAt, dictAt, loadObjects, resolved, textAt } from '../objects.ts'

/** `name` is plain ASCII; `at` when the file was made. `relation`: the data behind the report, or something beside it. */
export type Attachment = {
  name: string
  mimeType: string
  description: string
  bytes: Uint8Array
  at: Date
  relation: 'Data' | 'Supplement'
}

/** Puts the files into the name tree and into /AF of the catalog. */
export function attach(pdf: PDF, attachments: readonly Attachment[]): void {
  if (attachments.length === 0) return
  const sorted = [...attachments].sort((one, other) => (one.name < other.name ? -1 : 1))
  const files = sorted.map((file) => [PdfString.fromString(file.name), specification(pdf, file)] as const)
  const tree = PdfDict.of({ Names: PdfArray.of(...files.flat()) })
  const catalog = pdf.getCatalog()
  const names = dictAt(pdf, catalog, 'Names') ?? new PdfDict()
  names.set('EmbeddedFiles', tree)
  catalog.set('Names', names)
  catalog.set('AF', PdfArray.of(...files.map(([, ref]) => ref)))
}

function specification(pdf: PDF, { name, mimeType, description, bytes, at, relation }: Attachment): PdfRef {
  const stream = pdf.createStream(
    {
      Type: PdfName.of('EmbeddedFile'),
      Subtype: PdfName.of(mimeType),
      Params: PdfDict.of({
        Size: PdfNumber.of(bytes.length),
        ModDate: PdfString.fromString(pdfDate(at)),
      }),
    },
    bytes,
  )
  const text = PdfString.fromString(name)
  return pdf.register(
    PdfDict.of({
      Type: PdfName.of('Filespec'),
      F: text,
      UF: text,
      Desc: PdfString.fromString(description),
      AFRelationship: PdfName.of(relation),
      EF: PdfDict.of({ F: stream, UF: stream }),
    }),
  )
}

/** ISO 32000-1 §7.9.4, in UTC. */
const pdfDate = (at: Date): string => `D:${at.toISOString().replace(/\D/g, '').slice(0, 14)}+00'00'`

const mostBytes = 64_000_000

/** The files inside by their names; only those in the name tree's root, as `attach` writes them. For isolate.ts. */
export async function readAttachments(input: {
  bytes: Uint8Array
}): Promise<{ name: string; bytes: Uint8Array }[]> {
  const pdf = await loadObjects(input.bytes)
  const tree = dictAt(pdf, dictAt(pdf, pdf.getCatalog(), 'Names'), 'EmbeddedFiles')
  const entries = arrayAt(pdf, tree, 'Names')?.toArray() ?? []
  const found: { name: string; bytes: Uint8Array }[] = []
  for (let index = 1; index < entries.length; index += 2) {
    const file = resolved(pdf, entries[index])
    if (!(file instanceof PdfDict)) continue
    const stream = resolved(pdf, dictAt(pdf, file, 'EF')?.get('F'))
    const name = textAt(pdf, file, 'UF') ?? textAt(pdf, file, 'F') ?? ''
    if (!(stream instanceof PdfStream)) continue
    const bytes = stream.getDecodedData()
    if (bytes.length <= mostBytes) found.push({ name, bytes: new Uint8Array(bytes) })
  }
  return found
}
