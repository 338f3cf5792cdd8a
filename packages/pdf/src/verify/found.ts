// The signatures that a document's fields show, as its objects describe them.
import { type PDF, type PdfArray, PdfDict, type PdfObject, PdfStream, PdfString } from '@libpdf/core'
import { arrayAt, dictAt, formFields, nameAt, numberAt, resolved, textAt } from '../objects.ts'

/** Which fields a signature locks (FieldMDP, ISO 32000-2 §12.8.2.4). */
export type Lock = { action: 'All' | 'Include' | 'Exclude'; fields: string[] }

/** A signed field. `level` is that of a certification (DocMDP); `contents` what the parser read. */
export type Found = {
  field: string
  byteRange: number[]
  contents: Uint8Array
  format: string | null
  claimedAt: string | null
  reason: string | null
  level: 1 | 2 | 3 | null
  lock: Lock | null
}

const maxSignatures = 200

/** Every signed field in the order of the form. A signature without content is an empty place, and left out. */
export function foundSignatures(pdf: PDF): Found[] {
  const found = formFields(pdf).flatMap(({ name, type, dict }) => {
    const signature = type === 'Sig' ? dictAt(pdf, dict, 'V') : undefined
    return signature?.has('Contents') ? [described(pdf, name, signature)] : []
  })
  // A field and its only widget are one dictionary or two: the same signature is told once.
  const unique = new Map(found.map((one) => [`${one.field} ${one.byteRange}`, one]))
  return [...unique.values()].slice(0, maxSignatures)
}

function described(pdf: PDF, field: string, signature: PdfDict): Found {
  const contents = resolved(pdf, signature.get('Contents'))
  const references = [...(arrayAt(pdf, signature, 'Reference') ?? [])]
    .slice(0, 20)
    .flatMap((item) => transformOf(pdf, item))
  return {
    field,
    byteRange: numbersOf(pdf, arrayAt(pdf, signature, 'ByteRange')),
    contents: contents instanceof PdfString ? contents.bytes : new Uint8Array(),
    format: nameAt(pdf, signature, 'SubFilter') ?? null,
    claimedAt: dateOf(textAt(pdf, signature, 'M')),
    reason: textAt(pdf, signature, 'Reason') ?? null,
    level: references.find(({ level }) => level !== null)?.level ?? null,
    lock: references.find(({ lock }) => lock !== null)?.lock ?? null,
  }
}

const numbersOf = (pdf: PDF, array: PdfArray | undefined): number[] =>
  [...(array ?? [])].slice(0, 8).map((item) => {
    const value = resolved(pdf, item)
    return value?.type === 'number' ? value.value : Number.NaN
  })

function transformOf(pdf: PDF, item: PdfObject): Pick<Found, 'level' | 'lock'>[] {
  const reference = resolved(pdf, item)
  if (!(reference instanceof PdfDict)) return []
  const method = nameAt(pdf, reference, 'TransformMethod')
  const params = dictAt(pdf, reference, 'TransformParams')
  if (method === 'DocMDP') {
    const level = numberAt(pdf, params, 'P')
    // ISO 32000-2 table 257: 2 is the default; what is none of the three can only be meant to confuse.
    return [{ level: level === undefined ? 2 : level === 2 || level === 3 ? level : 1, lock: null }]
  }
  if (method !== 'FieldMDP') return []
  const action = nameAt(pdf, params, 'Action')
  const fields = [...(arrayAt(pdf, params, 'Fields') ?? [])].slice(0, 10_000).flatMap((name) => {
    const text = resolved(pdf, name)
    return text instanceof PdfString ? [text.asString()] : []
  })
  return [
    { level: null, lock: { action: action === 'Include' || action === 'Exclude' ? action : 'All', fields } },
  ]
}

/** ISO 32000-2 §7.9.4; null for what is no date. */
function dateOf(text: string | undefined): string | null {
  const match =
    /^(?:D:)?(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(?:([+-])(\d{2})'?(\d{2})?'?|Z.*)?$/.exec(
      text?.trim() ?? '',
    )
  if (!match) return null
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', sign, hours, minutes] =
    match
  const zone = sign ? `${sign}${hours}:${minutes ?? '00'}` : 'Z'
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`)
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}

/** Streams of the document security store (ISO 32000-2 §12.8.4.3), as far as they can be read. */
export type SecurityStore = { certificates: Uint8Array[]; crls: Uint8Array[]; ocsps: Uint8Array[] }

const maxStoreItems = 500

/** What the catalog's /DSS brings; empty lists where there is none. */
export function securityStore(pdf: PDF): SecurityStore {
  const store = dictAt(pdf, pdf.getCatalog(), 'DSS')
  const items = (key: string) =>
    [...(arrayAt(pdf, store, key) ?? [])].slice(0, maxStoreItems).flatMap((item) => decoded(pdf, item))
  return { certificates: items('Certs'), crls: items('CRLs'), ocsps: items('OCSPs') }
}

function decoded(pdf: PDF, item: PdfObject): Uint8Array[] {
  const stream = resolved(pdf, item)
  if (!(stream instanceof PdfStream)) return []
  try {
    return [stream.getDecodedData()]
  } catch {
    return [] // One damaged item takes no other with it; what it would have proven stays unproven.
  }
}
