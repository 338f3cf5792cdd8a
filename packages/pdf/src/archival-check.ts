// Whether a PDF that was put together from a stranger's may call itself PDF/A-2u (ISO 19005-2). Everything that is
// not known to be allowed counts against it: a wrong claim is worse than none.
import {
  type PDF,
  PdfArray,
  PdfDict,
  PdfName,
  PdfNumber,
  type PdfObject,
  PdfStream,
  PdfString,
} from '@libpdf/core'
import { colourObstacle } from './archival-colour.ts'
import { contentObstacle } from './archival-content.ts'
import { glyphlessFont } from './glyphless-font.ts'
import { arrayAt, dictAt, nameAt, numberAt, resolved, textAt } from './objects.ts'
import { decodedText, resourcesOf } from './page-content.ts'

const maxObjects = 500_000

/** `obstacles`: why the file cannot be PDF/A-2u, each a sentence for people. `mend` is to be called where there are none. */
export type ArchivalCheck = { obstacles: string[]; mend(): void }

/** Looks at every object of the file. */
export function checkArchival(pdf: PDF): ArchivalCheck {
  const mends: (() => void)[] = [() => mendCatalog(pdf)]
  return { obstacles: obstaclesOf(pdf, mends), mend: () => mends.forEach((mend) => void mend()) }
}

function obstaclesOf(pdf: PDF, mends: (() => void)[]): string[] {
  const found = new Set(catalogObstacles(pdf))
  const claims = claimsArchival(pdf)
  const stack: PdfObject[] = [pdf.getCatalog()]
  const visited = new Set<PdfObject>()
  while (stack.length > 0) {
    const object = resolved(pdf, stack.pop())
    if (!object || visited.has(object)) continue
    visited.add(object)
    if (visited.size > maxObjects) return ['It has too many objects to be checked.']
    const why = object instanceof PdfDict ? dictObstacle(pdf, object, claims) : simpleObstacle(object)
    if (why) found.add(why)
    if (object instanceof PdfArray) stack.push(...object)
    if (!(object instanceof PdfDict)) continue
    mends.push(...mendsOf(pdf, object))
    for (const [key, value] of object) if (key.value !== 'Metadata') stack.push(value)
  }
  // What the pages draw is looked at only where nothing else speaks against it: that takes time.
  const why = found.size === 0 ? contentObstacle(pdf) : undefined
  return why ? [why] : [...found]
}

/** Small things that the standard does not want and nobody misses in a copy. */
function mendsOf(pdf: PDF, dict: PdfDict): (() => void)[] {
  const mends: (() => void)[] = []
  if (dict.has('Metadata')) mends.push(() => dict.delete('Metadata'))
  if (dict.has('Interpolate')) mends.push(() => dict.delete('Interpolate'))
  if (nameAt(pdf, dict, 'Type') === 'Annot') mends.push(() => dict.set('F', PdfNumber.of(printed)))
  if (nameAt(pdf, dict, 'Type') !== 'Page' || dict.has('Resources')) return mends
  const inherited = resourcesOf(pdf, dict) ?? new PdfDict()
  return [...mends, () => dict.set('Resources', inherited)]
}

function mendCatalog(pdf: PDF): void {
  for (const key of ['AcroForm', 'Version']) pdf.getCatalog().delete(key)
  pdf.context.info.version = '1.7'
}

const unwanted: readonly [string, string][] = [
  ['AA', 'It runs actions by itself.'],
  ['OCProperties', 'It has layers that can be switched on and off.'],
  ['Perms', 'It carries permissions of its author.'],
  ['Requirements', 'It asks for abilities of a viewer.'],
  ['NeedsRendering', 'It is a dynamic form (XFA).'],
]

function catalogObstacles(pdf: PDF): string[] {
  const catalog = pdf.getCatalog()
  const found = unwanted.filter(([key]) => catalog.has(key)).map(([, why]) => why)
  const names = dictAt(pdf, catalog, 'Names')
  if (names?.has('EmbeddedFiles') || catalog.has('AF')) found.push('It has attachments.')
  if (names?.has('JavaScript')) found.push('It has programs in it (JavaScript).')
  const form = dictAt(pdf, catalog, 'AcroForm')
  if (form && (form.has('XFA') || [...(arrayAt(pdf, form, 'Fields') ?? [])].length > 0))
    found.push('It has form fields.')
  return found
}

/** Its author's program says it is PDF/A-1 or 2: its fonts are taken for what the standard wants. */
function claimsArchival(pdf: PDF): boolean {
  const metadata = resolved(pdf, pdf.getCatalog().get('Metadata'))
  const xmp = metadata instanceof PdfStream ? (decodedText(metadata) ?? '') : ''
  return /pdfaid:part(?:>|=["'])[12]\b/.test(xmp)
}

function simpleObstacle(object: PdfObject): string | undefined {
  if (object instanceof PdfString && object.bytes.length > 32_767) return 'It has a text of excessive length.'
  if (object instanceof PdfName && Buffer.byteLength(object.value) > 127)
    return 'It has a name of excessive length.'
  if (object instanceof PdfNumber && Math.abs(object.value) > 2 ** 31 - 1)
    return 'It has a number of excessive size.'
  return undefined
}

function dictObstacle(pdf: PDF, dict: PdfDict, claims: boolean): string | undefined {
  const type = nameAt(pdf, dict, 'Type')
  if (dict instanceof PdfStream) {
    const why = streamObstacle(pdf, dict)
    if (why) return why
  }
  if (type === 'Font' && !isOurs(pdf, dict) && !(claims && isSound(pdf, dict)))
    return 'It has fonts of its own; whether they are all embedded and complete is not checked.'
  if (type === 'Page') return pageObstacle(pdf, dict)
  if (dict.has('S') && actionKinds.has(nameAt(pdf, dict, 'S') ?? ''))
    return 'It has actions that an archive must not run.'
  if (type === 'ExtGState' && ['TR', 'TR2', 'HTP', 'HT'].some((key) => dict.has(key)))
    return 'It has instructions for printing presses.'
  return colourObstacle(pdf, dict)
}

const actionKinds = new Set([
  ...['Launch', 'Sound', 'Movie', 'ResetForm', 'ImportData', 'Hide', 'SetOCGState', 'Rendition', 'Trans'],
  ...['GoTo3DView', 'JavaScript', 'SubmitForm', 'GoToE', 'SetState', 'NOP'],
])

const unknownFilters = new Set(['LZWDecode', 'LZW', 'Crypt', 'JPXDecode'])

function streamObstacle(pdf: PDF, stream: PdfStream): string | undefined {
  const filter = resolved(pdf, stream.get('Filter'))
  const filters = filter instanceof PdfArray ? [...filter].map((part) => resolved(pdf, part)) : [filter]
  if (filters.some((part) => part instanceof PdfName && unknownFilters.has(part.value)))
    return 'It has pictures or parts in a compression that is not allowed or not checked (LZW, JPEG 2000).'
  if (['F', 'FFilter', 'FDecodeParms'].some((key) => stream.has(key)))
    return 'Parts of it lie in other files.'
  if (['Alternates', 'OPI', 'PS', 'Ref', 'Subtype2'].some((key) => stream.has(key)))
    return 'It has drawings of a kind that is not allowed.'
  const subtype = nameAt(pdf, stream, 'Subtype')
  if (subtype === 'PS') return 'It has drawings of a kind that is not allowed.'
  if (subtype === 'Form' && !dictAt(pdf, stream, 'Resources'))
    return 'It has a drawing that does not say what it uses.'
  return undefined
}

const [longest, shortest] = [14_400, 3]
const printed = 4 // ISO 32000-1 table 165

function pageObstacle(pdf: PDF, page: PdfDict): string | undefined {
  if (page.has('AA')) return 'It runs actions by itself.'
  const boxes = ['MediaBox', 'CropBox', 'BleedBox', 'TrimBox', 'ArtBox'].map((key) => arrayAt(pdf, page, key))
  for (const box of boxes) {
    const values = [...(box ?? [])].map((value) => resolved(pdf, value))
    const [left, bottom, right, top] = values.map((value) =>
      value instanceof PdfNumber ? value.value : Number.NaN,
    )
    if (!box) continue
    for (const side of [(right ?? 0) - (left ?? 0), (top ?? 0) - (bottom ?? 0)])
      if (!(Math.abs(side) >= shortest && Math.abs(side) <= longest)) return 'It has a page of unusual size.'
  }
  for (const object of arrayAt(pdf, page, 'Annots') ?? []) {
    const annotation = resolved(pdf, object)
    if (!(annotation instanceof PdfDict) || nameAt(pdf, annotation, 'Subtype') !== 'Link')
      return 'It has comments, stamps or other annotations.'
    if (((numberAt(pdf, annotation, 'F') ?? 0) & ~0xe4) !== 0) return 'It has hidden links.'
  }
  return undefined
}

/** The font of recognised text: that of `addFont`, to the byte. */
function isOurs(pdf: PDF, font: PdfDict): boolean {
  const [descendant] = arrayAt(pdf, font, 'DescendantFonts') ?? []
  const inner = descendant === undefined ? font : resolved(pdf, descendant)
  const file = inner instanceof PdfDict ? fontFile(pdf, inner) : undefined
  return file !== undefined && Buffer.from(glyphlessFont()).equals(file)
}

function fontFile(pdf: PDF, font: PdfDict): Uint8Array | undefined {
  const descriptor = dictAt(pdf, font, 'FontDescriptor')
  const file = ['FontFile', 'FontFile2', 'FontFile3'].map((key) => resolved(pdf, descriptor?.get(key)))
  const stream = file.find((candidate) => candidate instanceof PdfStream)
  return stream instanceof PdfStream ? stream.getDecodedData() : undefined
}

/** Embedded, and says which letters its codes are (§6.2.11.7.2). */
function isSound(pdf: PDF, font: PdfDict): boolean {
  const isDescendant = (nameAt(pdf, font, 'Subtype') ?? '').startsWith('CIDFont')
  const [descendant] = arrayAt(pdf, font, 'DescendantFonts') ?? []
  const inner = descendant === undefined ? font : resolved(pdf, descendant)
  const embedded = inner instanceof PdfDict && fontFile(pdf, inner) !== undefined
  return embedded && (isDescendant || font.has('ToUnicode') || textAt(pdf, font, 'Encoding') !== undefined)
}
