// The document security store (ISO 32000-2 §12.8.4.3): certificates, CRLs and OCSP answers inside of the file.
// Runs in the thread of isolate.ts.
import { createHash } from 'node:crypto'
import { type PDF, PdfArray, PdfDict, PdfName, PdfStream } from '@libpdf/core'
import { arrayAt, dictAt, resolved } from '../objects.ts'

/** All DER. They go to every signature and document timestamp that the file has. */
export type ArchiveData = { certificates: Uint8Array[]; crls: Uint8Array[]; ocsps: Uint8Array[] }

const kinds = { certificates: 'Cert', crls: 'CRL', ocsps: 'OCSP' } as const

/** Adds what is not there yet; false where nothing was missing. */
export function addArchiveData(pdf: PDF, archive: ArchiveData): boolean {
  const catalog = pdf.getCatalog()
  const found = dictAt(pdf, catalog, 'DSS')
  const store = found ?? PdfDict.of({ Type: PdfName.of('DSS') })
  let added = 0
  for (const [kind, key] of Object.entries(kinds) as [keyof ArchiveData, string][]) {
    const present = knownStreams(pdf, arrayAt(pdf, store, `${key}s`))
    for (const der of archive[kind]) {
      if (present.has(digest(der))) continue
      present.add(digest(der))
      put(pdf, { store, key, der })
      added += 1
    }
  }
  if (!found && added > 0) catalog.set('DSS', pdf.register(store))
  return added > 0
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const most = 5000

function knownStreams(pdf: PDF, array: PdfArray | undefined): Set<string> {
  const streams = (array?.toArray() ?? []).slice(0, most).map((object) => resolved(pdf, object))
  return new Set(
    streams.flatMap((stream) => (stream instanceof PdfStream ? [digest(stream.getDecodedData())] : [])),
  )
}

type New = { store: PdfDict; key: string; der: Uint8Array }

function put(pdf: PDF, { store, key, der }: New): void {
  const ref = pdf.register(new PdfStream([], der))
  const array = arrayAt(pdf, store, `${key}s`)
  if (array) array.push(ref)
  else store.set(`${key}s`, PdfArray.of(ref))
}
