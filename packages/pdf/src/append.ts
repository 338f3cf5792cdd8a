// Appends an empty signature to a PDF by incremental update. Runs in the thread of isolate.ts.
import { createHash } from 'node:crypto'
import { type PDF, PdfArray, PdfDict, PdfName, PdfNumber, type PdfRef, PdfString } from '@libpdf/core'
import { failure } from './failure.ts'
import { arrayAt, dictAt, formFields, loadObjects } from './objects.ts'
import { certificationOf } from './signature-objects.ts'

/** `at` is the claimed time of the seal; `name` and `reason` are shown by viewers. */
export type SealOptions = { at: Date; name?: string; reason?: string }

/**
 * A file that waits for its signature. Serialisable, so that a key may answer tomorrow: `bytes` has room for the
 * signature inside of the gap of `byteRange`; `digest` (hex, SHA-256) is over everything else.
 */
export type PreparedSeal = {
  bytes: Uint8Array
  byteRange: [number, number, number, number]
  digest: string
  field: string
}

// The largest CMS we write has four certificates and stays under 6 KiB; the rest is for a timestamp and long chains.
const reserved = 16 * 1024

/** `prepareSeal`, which see. */
export async function appendSignature(input: {
  bytes: Uint8Array
  options: SealOptions
}): Promise<PreparedSeal> {
  const { bytes, options } = input
  const pdf = await loadForAppending(bytes)
  if (certificationOf(pdf)?.level === 1)
    throw failure(
      'seal.forbidden_by_certification',
      'The author certified this PDF against every change. Keep it as it is and sign beside it (detached CAdES).',
    )
  const field = unusedName(pdf)
  const signature = addSignature(pdf, { ...options, field })
  const saved = await pdf.save({ incremental: true })
  if (Buffer.compare(saved.subarray(0, bytes.length), bytes) !== 0)
    throw cannotAppend('it would not stay as it is')
  const prepared = fillByteRange(saved, { signature, originalLength: bytes.length })
  await assertReadable(prepared.bytes, field)
  return { ...prepared, field }
}

async function loadForAppending(bytes: Uint8Array): Promise<PDF> {
  const pdf = await loadObjects(bytes).catch((error: unknown) => {
    throw cannotAppend('it is damaged', error)
  })
  if (pdf.isEncrypted) throw cannotAppend('it is encrypted')
  if (pdf.canSaveIncrementally() !== null) throw cannotAppend('its cross-reference table is damaged')
  if (!pdf.getPage(0)) throw cannotAppend('it has no page')
  return pdf
}

/** The refusal to append, with the way out. */
export function cannotAppend(why: string, cause?: unknown) {
  const way =
    'Seal a rewritten copy of it instead (rewritePdf), unless it is signed: then ask for an intact file.'
  return failure('seal.cannot_append', `Nothing can be appended to this PDF: ${why}. ${way}`, cause)
}

function unusedName(pdf: PDF): string {
  const names = new Set(formFields(pdf).map(({ name }) => name))
  for (let number = 1; ; number += 1) {
    const name = `Countersign_Seal_${number}`
    if (!names.has(name)) return name
  }
}

const name = PdfName.of
const numbers = (...values: number[]) => PdfArray.of(...values.map(PdfNumber.of))
const widestNumber = 9_999_999_999

function addSignature(pdf: PDF, options: SealOptions & { field: string }): PdfRef {
  const signature = PdfDict.of({
    Type: name('Sig'),
    Filter: name('Adobe.PPKLite'),
    SubFilter: name('ETSI.CAdES.detached'),
    ByteRange: numbers(0, widestNumber, widestNumber, widestNumber),
    Contents: PdfString.fromBytes(new Uint8Array(reserved)),
    M: PdfString.fromString(pdfDate(options.at)),
    Prop_Build: PdfDict.of({ App: PdfDict.of({ Name: name('Countersign') }) }),
  })
  if (options.name !== undefined) signature.set('Name', PdfString.fromString(options.name))
  if (options.reason !== undefined) signature.set('Reason', PdfString.fromString(options.reason))
  const reference = pdf.register(signature)
  addField(pdf, options.field, reference)
  return reference
}

const [printed, locked] = [4, 128]
const signaturesExist = 1
const appendOnly = 2

function addField(pdf: PDF, field: string, signature: PdfRef): void {
  const page = pdf.getPage(0)
  if (!page) throw cannotAppend('it has no page')
  const widget = pdf.createDict({
    Type: name('Annot'),
    Subtype: name('Widget'),
    FT: name('Sig'),
    T: PdfString.fromString(field),
    V: signature,
    F: PdfNumber.of(printed | locked),
    P: page.ref,
    Rect: numbers(0, 0, 0, 0),
  })
  const annotations = arrayAt(pdf, page.dict, 'Annots')
  if (annotations) annotations.push(widget)
  else page.dict.set('Annots', PdfArray.of(widget))
  const catalog = pdf.getCatalog()
  const form = dictAt(pdf, catalog, 'AcroForm') ?? new PdfDict()
  if (!dictAt(pdf, catalog, 'AcroForm')) catalog.set('AcroForm', form)
  const fields = arrayAt(pdf, form, 'Fields')
  if (fields) fields.push(widget)
  else form.set('Fields', PdfArray.of(widget))
  form.set('SigFlags', PdfNumber.of(signaturesExist | appendOnly))
}

/** ISO 32000-1 §7.9.4, in UTC. */
function pdfDate(at: Date): string {
  return `D:${at.toISOString().replace(/\D/g, '').slice(0, 14)}+00'00'`
}

type Appended = { signature: PdfRef; originalLength: number }

// The dictionary is found by its object number: nothing after it in the update is from the original,
// so that a file cannot bring a second one for us to fill in.
function fillByteRange(
  saved: Uint8Array,
  { signature, originalLength }: Appended,
): Omit<PreparedSeal, 'field'> {
  const bytes = Buffer.from(saved.buffer, saved.byteOffset, saved.length)
  const object = bytes.lastIndexOf(`${signature.objectNumber} ${signature.generation} obj`)
  const rangeStart = bytes.indexOf('[', bytes.indexOf('/ByteRange', object))
  const rangeEnd = bytes.indexOf(']', rangeStart) + 1
  const gapStart = bytes.indexOf('<', bytes.indexOf('/Contents', object))
  const gapEnd = bytes.indexOf('>', gapStart) + 1
  if (object < originalLength || rangeStart < object || gapEnd - gapStart !== 2 * reserved + 2)
    throw new Error('the signature dictionary was not written as expected')
  const byteRange: PreparedSeal['byteRange'] = [0, gapStart, gapEnd, bytes.length - gapEnd]
  bytes.write(`[${byteRange.join(' ')}]`.padEnd(rangeEnd - rangeStart), rangeStart, 'latin1')
  const digest = createHash('sha256')
    .update(bytes.subarray(0, gapStart))
    .update(bytes.subarray(gapEnd))
    .digest('hex')
  return { bytes: saved, byteRange, digest }
}

/** Read back before a key is asked: an update that only our writer understands is worth nothing. */
async function assertReadable(bytes: Uint8Array, field: string): Promise<void> {
  const pdf = await loadObjects(bytes)
  const found = formFields(pdf).some(({ name }) => name === field)
  if (!found || pdf.recoveredViaBruteForce) throw cannotAppend('its cross-reference table is damaged')
}
