// What a file is, told by its first bytes: names and declared types are hearsay.

/** Content types that are recognised; not all of them can be read. */
export type SniffedType =
  | 'application/pdf'
  | 'image/jpeg'
  | 'image/png'
  | 'image/webp'
  | 'image/tiff'
  | 'image/gif'
  | 'image/bmp'
  | 'image/heic'
  | 'application/xml'

/** ISO 32000-2 wants the header first, but readers accept it within the first 1024 bytes (Annex I.3). */
const pdfHeaderWithin = 1024

const heicBrands = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'])

const signatures: readonly [SniffedType, string][] = [
  ['image/jpeg', '\xff\xd8\xff'],
  ['image/png', '\x89PNG\r\n\x1a\n'],
  ['image/gif', 'GIF87a'],
  ['image/gif', 'GIF89a'],
  ['image/tiff', 'II*\0'],
  ['image/tiff', 'MM\0*'],
  ['image/tiff', 'II+\0'],
  ['image/tiff', 'MM\0+'],
]

/** Content type of a file from its first bytes (1,100 are enough), or undefined when it is none we know. */
export function sniff(firstBytes: Uint8Array): SniffedType | undefined {
  const text = (from: number, to: number) => String.fromCharCode(...firstBytes.subarray(from, to))
  const known = signatures.find(([, signature]) => text(0, signature.length) === signature)
  if (known) return known[0]
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'image/webp'
  if (text(4, 8) === 'ftyp' && heicBrands.has(text(8, 12))) return 'image/heic'
  // Two letters alone would take a text file for an image: the reserved fields of a bitmap are zero.
  if (text(0, 2) === 'BM' && text(6, 10) === '\0\0\0\0') return 'image/bmp'
  if (text(0, pdfHeaderWithin + 5).includes('%PDF-')) return 'application/pdf'
  return isEInvoice(firstBytes) ? 'application/xml' : undefined
}

/** Roots of Factur-X, ZUGFeRD and XRechnung (CII) and of UBL. A comment before the root may be long; what is declared there is short. */
const eInvoiceRoot =
  /^\s*(?:<\?[^>]{0,300}\?>\s*|<!--(?:(?!-->)[\s\S]){0,900}-->\s*){0,5}<(?:[\w.-]{1,40}:)?(?:CrossIndustryInvoice|CrossIndustryDocument|Invoice|CreditNote)[\s>]/

/** XML is taken only where it is an invoice: as a page or a drawing it could be anything. */
function isEInvoice(firstBytes: Uint8Array): boolean {
  const [first, second] = firstBytes
  const wide =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
  return eInvoiceRoot.test(new TextDecoder(wide).decode(firstBytes.subarray(0, 1100)))
}
