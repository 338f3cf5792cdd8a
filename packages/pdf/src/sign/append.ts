// Appends the place for a signature, fields, or what long validation needs. Runs in the thread of isolate.ts.
import { type PDF, PdfArray, PdfDict, PdfName, PdfNumber, PdfString } from '@libpdf/core'
import { failure } from '../failure.ts'
import { arrayAt, dictAt, formFields, loadObjects, nameAt, resolved } from '../objects.ts'
import { certificationOf } from '../signature-objects.ts'
import { type Appearance, dress } from './appearance.ts'
import { cannotAppend, type Range, type Roomy, type SignatureRequest } from './append-request.ts'
import { type ArchiveData, addArchiveData } from './archive-objects.ts'
import { asEntry, fillEntries, showEmpty } from './entries.ts'
import { addField, fieldFor, type NewField, pageAt, unusedName, widgetOf } from './fields.ts'
import type { Placeholders } from './serialize.ts'
import { numbers, trackChanges, updateOf } from './update.ts'

/** `prepareSignature`, which see. */
export async function appendSignature(
  input: Roomy & { request: SignatureRequest },
): Promise<Roomy & { byteRange: Range; field: string }> {
  const { request } = input
  const pdf = await loadForAppending(input, request.password)
  refuseForbidden(pdf, request)
  if (request.make) await makeFields(pdf, request.make)
  if (request.fill) await fillEntries(pdf, request.fill)
  const prefix = request.kind === 'signature' ? 'Countersign_Seal' : 'Countersign_Timestamp'
  const name = request.field.name ?? unusedName(pdf, prefix)
  const field = fieldFor(pdf, { ...request.field, name })
  const { signature, contents, byteRange } = signatureDict(request)
  field.set('V', pdf.register(signature))
  restrict(pdf, { signature, field, request })
  if (request.look) await show(pdf, { field, look: request.look })
  const placeholders: Placeholders = new Map()
    .set(contents, { text: `<${'0'.repeat(2 * request.reserve)}>` })
    .set(byteRange, { text: ' '.repeat(rangeWidth) })
  const update = updateOf(pdf, { length: input.length, placeholders })
  const [gap, range] = [placeholders.get(contents)?.at ?? 0, placeholders.get(byteRange)?.at ?? 0]
  const gapEnd = gap + 2 * request.reserve + 2
  const end = input.length + update.length
  const values: Range = [0, gap, gapEnd, end - gapEnd]
  const rangeText = Buffer.from(`[${values.join(' ')}]`.padEnd(rangeWidth), 'latin1')
  update.set(rangeText, range - input.length)
  const roomy = append(input, update)
  await assertReadable(roomy, { name, password: request.password })
  return { ...roomy, byteRange: values, field: name }
}

const rangeWidth = '[0 9999999999 9999999999 9999999999]'.length

/** `prepareFields`, which see. */
export async function appendFields(
  input: Roomy & { fields: NewField[]; password?: string | undefined },
): Promise<Roomy> {
  const pdf = await loadForAppending(input, input.password)
  await makeFields(pdf, input.fields)
  return append(input, updateOf(pdf, { length: input.length, placeholders: new Map() }))
}

async function makeFields(pdf: PDF, wanted: readonly NewField[]): Promise<void> {
  if (
    certificationOf(pdf) ||
    formFields(pdf).some(({ type, dict }) => type === 'Sig' && dictAt(pdf, dict, 'V'))
  )
    throw failure(
      'seal.signed_already',
      'The PDF is signed already: a new field would show its signatures as broken. Make the fields before the first signature.',
    )
  const taken = new Set(formFields(pdf).map(({ name }) => name))
  for (const field of wanted) {
    if (taken.has(field.name))
      throw failure('seal.field_taken', `There is a field ${field.name} already. Choose another name.`)
    taken.add(field.name)
    const widget = addField(pdf, field)
    const { kind } = field
    if (kind === 'text' || kind === 'check') asEntry(pdf, widget, kind)
    if (kind !== undefined && field.place) await showEmpty(pdf, widget, kind)
  }
}

/** Certificates and revocation answers, for validators of later years. Unchanged where all of it is there already. */
export async function appendArchive(
  input: Roomy & { archive: ArchiveData; password?: string | undefined },
): Promise<Roomy> {
  const pdf = await loadForAppending(input, input.password)
  const changed = addArchiveData(pdf, input.archive)
  if (!changed) return { bytes: input.bytes, length: input.length }
  return append(input, updateOf(pdf, { length: input.length, placeholders: new Map() }))
}

function append({ bytes, length }: Roomy, update: Uint8Array): Roomy {
  const whole = new Uint8Array(bytes.buffer)
  const end = length + update.length
  if (whole.length >= end) {
    whole.set(update, length)
    return { bytes: whole, length: end }
  }
  const grown = new Uint8Array(end)
  grown.set(whole.subarray(0, length))
  grown.set(update, length)
  return { bytes: grown, length: end }
}

async function loadForAppending({ bytes, length }: Roomy, password: string | undefined): Promise<PDF> {
  const file = bytes.subarray(0, length)
  const pdf = await loadObjects(file, password).catch((error: unknown) => {
    throw cannotAppend('it is damaged', error)
  })
  if (pdf.isEncrypted && !pdf.isAuthenticated)
    throw cannotAppend(password === undefined ? 'it is encrypted' : 'the password does not open it')
  if (pdf.canSaveIncrementally() !== null) throw cannotAppend('its cross-reference table is damaged')
  if (!pdf.getPage(0)) throw cannotAppend('it has no page')
  trackChanges(pdf)
  return pdf
}

function refuseForbidden(pdf: PDF, { kind, certify }: SignatureRequest): void {
  // ISO 32000-2 table 257: archive data and document timestamps are no changes, whatever the certification.
  if (kind === 'signature' && certificationOf(pdf)?.level === 1)
    throw failure(
      'seal.forbidden_by_certification',
      'The author certified this PDF against every change. Keep it as it is and sign beside it (detached CAdES).',
    )
  const signed = formFields(pdf).some(({ type, dict }) => type === 'Sig' && dictAt(pdf, dict, 'V'))
  if (certify && signed)
    throw failure(
      'seal.certify_first',
      'The PDF is signed already, and only the first signature can certify. Sign it without certifying.',
    )
}

const name = PdfName.of

function signatureDict({ kind, at, ...request }: SignatureRequest) {
  const contents = PdfString.fromBytes(new Uint8Array())
  const byteRange = numbers(0, 0, 0, 0)
  const timestamp = kind === 'timestamp'
  const signature = PdfDict.of({
    Type: name(timestamp ? 'DocTimeStamp' : 'Sig'),
    Filter: name('Adobe.PPKLite'),
    SubFilter: name(timestamp ? 'ETSI.RFC3161' : 'ETSI.CAdES.detached'),
    ByteRange: byteRange,
    Contents: contents,
  })
  const texts = { Name: request.name, Reason: request.reason, Location: request.location }
  for (const [key, value] of Object.entries(texts))
    if (value !== undefined) signature.set(key, PdfString.fromString(value))
  if (at) signature.set('M', PdfString.fromString(pdfDate(at)))
  signature.set('Prop_Build', PdfDict.of({ App: PdfDict.of({ Name: name('Countersign') }) }))
  return { signature, contents, byteRange }
}

/** ISO 32000-1 §7.9.4, in UTC. */
const pdfDate = (at: Date): string => `D:${at.toISOString().replace(/\D/g, '').slice(0, 14)}+00'00'`

type Signing = { signature: PdfDict; field: PdfDict; request: SignatureRequest }

/** DocMDP and FieldMDP: what may still change afterwards. */
function restrict(pdf: PDF, { signature, field, request }: Signing): void {
  const references: PdfDict[] = []
  if (request.certify) {
    references.push(reference('DocMDP', { P: PdfNumber.of(request.certify), V: name('1.2') }))
    const permissions = dictAt(pdf, pdf.getCatalog(), 'Perms') ?? new PdfDict()
    const ref = pdf.context.getRef(signature)
    if (ref) permissions.set('DocMDP', ref)
    pdf.getCatalog().set('Perms', permissions)
  }
  const lock = dictAt(pdf, field, 'Lock')
  if (lock && request.kind === 'signature') {
    const fields = arrayAt(pdf, lock, 'Fields')?.toArray() ?? []
    references.push(
      reference('FieldMDP', {
        Action: name(nameAt(pdf, lock, 'Action') ?? 'All'),
        V: name('1.2'),
        ...(fields.length > 0 && { Fields: PdfArray.of(...fields) }),
      }),
    )
  }
  if (references.length > 0) signature.set('Reference', PdfArray.of(...references))
}

const reference = (method: string, parameters: Record<string, PdfName | PdfNumber | PdfArray>): PdfDict =>
  PdfDict.of({
    Type: name('SigRef'),
    TransformMethod: name(method),
    TransformParams: PdfDict.of({ Type: name('TransformParams'), ...parameters }),
  })

async function show(pdf: PDF, { field, look }: { field: PdfDict; look: Appearance }): Promise<void> {
  const widget = widgetOf(pdf, field)
  const page = resolved(pdf, widget.get('P'))
  await dress(pdf, { widget, page: page instanceof PdfDict ? page : pageAt(pdf, 1).dict, look })
}

/** Read back before a key is asked: an update that only our writer understands is worth nothing. */
async function assertReadable(
  { bytes, length }: Roomy,
  { name, password }: { name: string; password: string | undefined },
): Promise<void> {
  const pdf = await loadObjects(bytes.subarray(0, length), password)
  const field = formFields(pdf).find((candidate) => candidate.name === name && candidate.dict.has('V'))
  if (!field || pdf.recoveredViaBruteForce) throw cannotAppend('its cross-reference table is damaged')
}
