// What makes a PDF say that it is PDF/A-2u (ISO 19005-2): output intent, metadata, identity.
import { createHash } from 'node:crypto'
import { type PDF, PdfArray, PdfName, PdfNumber, PdfStream, PdfString } from '@libpdf/core'
import { resolved } from './objects.ts'
import { decodedText } from './page-content.ts'

/** `part` 3 allows files inside. `title` and `language` where the file has words of its own. */
export type Declaration = {
  profile: Uint8Array
  seed: string
  part?: 2 | 3
  title?: string
  language?: string
}

/**
 * Declares PDF/A-2u or 3u: device colours mean `profile` (sRGB). Whether the rest keeps to the standard is the caller's
 * to know. The identity comes from `seed`: the same input gives the same file.
 */
export function declareArchival(pdf: PDF, declaration: Declaration): void {
  const { profile, seed, language } = declaration
  const catalog = pdf.getCatalog()
  const destination = pdf.createStream({ N: PdfNumber.of(3) }, profile)
  const intent = pdf.createDict({
    Type: PdfName.of('OutputIntent'),
    S: PdfName.of('GTS_PDFA1'),
    OutputConditionIdentifier: PdfString.fromString('sRGB IEC61966-2.1'),
    Info: PdfString.fromString('sRGB IEC61966-2.1'),
    DestOutputProfile: destination,
  })
  catalog.set('OutputIntents', PdfArray.of(intent))
  const metadata = { Type: PdfName.of('Metadata'), Subtype: PdfName.of('XML') }
  const packet = Buffer.from(xmpPacket(declaration))
  // Readers that know nothing of PDF look for the packet in the bytes: it must not be compressed (§6.6.2.1).
  // libpdf compresses streams without a filter.
  catalog.set('Metadata', pdf.createStream({ ...metadata, Filter: new PdfArray([]) }, packet))
  if (language !== undefined) catalog.set('Lang', PdfString.fromString(language))
  const id = new PdfString(digest(seed), 'hex')
  pdf.context.info.trailer.set('ID', PdfArray.of(id, id))
}

/** Takes back what the original claimed: the text that was added may break it. */
export function disclaimArchival(pdf: PDF): void {
  const catalog = pdf.getCatalog()
  const metadata = resolved(pdf, catalog.get('Metadata'))
  const xmp = metadata instanceof PdfStream ? (decodedText(metadata) ?? 'pdfaid') : ''
  if (xmp.includes('pdfaid')) catalog.delete('Metadata')
}

const digest = (seed: string) => new Uint8Array(createHash('sha256').update(seed).digest().subarray(0, 16))

/** Readers show it instead of the file's name. */
const titled = (title: string | undefined): string =>
  title === undefined
    ? ''
    : `\n<dc:title><rdf:Alt><rdf:li xml:lang="x-default">${escaped(title)}</rdf:li></rdf:Alt></dc:title>`

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`).replace(/\p{Cc}/gu, ' ')

function xmpPacket({ seed, part = 2, title }: Declaration): string {
  const id = Buffer.from(digest(seed)).toString('hex')
  const uuid = [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20), id.slice(20)].join('-')
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"${title === undefined ? '' : ' xmlns:dc="http://purl.org/dc/elements/1.1/"'}>
<pdfaid:part>${part}</pdfaid:part>
<pdfaid:conformance>U</pdfaid:conformance>
<pdf:Producer>Countersign</pdf:Producer>
<xmpMM:DocumentID>uuid:${uuid}</xmpMM:DocumentID>${titled(title)}
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>`
}
