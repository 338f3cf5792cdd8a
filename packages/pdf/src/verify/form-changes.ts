// The form: fields that stay must stay what they are; they may be filled in, signed, and joined by new signatures.
import { type PDF, PdfDict, type PdfObject, PdfRef } from '@libpdf/core'
import { arrayAt, dictAt, nameAt, numberAt, resolved, textAt } from '../objects.ts'
import type { Permission } from './changes.ts'
import { areSame, type Comparison, forbid, keyOf, keysOf, mustBeSame, pair } from './compare.ts'
import type { Lock } from './found.ts'

type Desk = {
  comparison: Comparison
  permission: Permission
  newWidgets: Set<string>
  names: Set<string>
  visits: number
}
/** What a field inherits from those above it. `signing`: the field above is being signed. */
type Above = { name: string; type: string | undefined; signing: boolean }

const top: Above = { name: '', type: undefined, signing: false }
const maxVisits = 50_000

/** Compares the forms of two catalogs; gives the widgets of new signatures, which pages may show. */
export function compareForms(
  comparison: Comparison,
  [before, after]: readonly [PdfDict, PdfDict],
  permission: Permission,
): Set<string> {
  const desk: Desk = { comparison, permission, newWidgets: new Set(), names: new Set(), visits: 0 }
  const old = dictAt(comparison.before, before, 'AcroForm')
  const young = dictAt(comparison.after, after, 'AcroForm')
  pair(comparison, before.get('AcroForm'), after.get('AcroForm'))
  if (old && !young) forbid(comparison, 'the form was removed')
  if (!young) return desk.newWidgets
  for (const key of keysOf(old, young)) compareFormEntry(comparison, [old, young], key)
  compareFields(
    desk,
    [listed(comparison.before, old, 'Fields'), listed(comparison.after, young, 'Fields')],
    top,
  )
  return desk.newWidgets
}

const listed = (pdf: PDF, dict: PdfDict | undefined, key: string): PdfObject[] => [
  ...(arrayAt(pdf, dict, key) ?? []),
]

const free = new Set(['Fields', 'SigFlags', 'NeedAppearances'])

function compareFormEntry(
  comparison: Comparison,
  [before, after]: readonly [PdfDict | undefined, PdfDict],
  key: string,
) {
  if (free.has(key)) return
  const both = [before?.get(key), after.get(key)] as const
  // Fonts and styles for appearances that are made later: nothing that was there may look different.
  if (key === 'DA' && both[0] === undefined) return
  if (key === 'DR') return addedOnly(comparison, both, 2)
  mustBeSame(comparison, both, `AcroForm/${key}`)
}

/** Dictionaries in dictionaries, `depth` deep, to which entries may be added. */
function addedOnly(
  comparison: Comparison,
  [before, after]: readonly [PdfObject | undefined, PdfObject | undefined],
  depth: number,
) {
  const old = resolved(comparison.before, before)
  const young = resolved(comparison.after, after)
  if (old === undefined) return
  if (depth === 0 || !(old instanceof PdfDict) || !(young instanceof PdfDict))
    return mustBeSame(comparison, [before, after], 'AcroForm/DR')
  for (const [key, value] of old) addedOnly(comparison, [value, young.get(key.value)], depth - 1)
}

/** Old fields are still there, in their order; what is new must be a signature. */
function compareFields(desk: Desk, [before, after]: readonly [PdfObject[], PdfObject[]], above: Above) {
  let next = 0
  const added: PdfObject[] = []
  for (const field of after) {
    const old = before[next]
    const same = old instanceof PdfRef && field instanceof PdfRef && keyOf(old) === keyOf(field)
    const direct = old instanceof PdfDict && field instanceof PdfDict
    if (same || direct) {
      next += 1
      compareField(desk, [old, field], above)
    } else added.push(field)
  }
  if (next < before.length) forbid(desk.comparison, 'a form field was removed or moved')
  for (const field of added) newField(desk, field, above)
}

function compareField(desk: Desk, [before, after]: readonly [PdfObject, PdfObject], above: Above) {
  const { comparison } = desk
  desk.visits += 1
  const old = resolved(comparison.before, before)
  const young = resolved(comparison.after, after)
  if (desk.visits > maxVisits) return forbid(comparison, 'the form has too many fields to compare')
  if (!(old instanceof PdfDict) || !(young instanceof PdfDict))
    return mustBeSame(comparison, [before, after], 'a form field')
  if (before instanceof PdfRef && comparison.paired.has(`${keyOf(before)}|${keyOf(before)}`)) return
  pair(comparison, before, after)
  const name = nameBelow(above, textAt(comparison.before, old, 'T'))
  desk.names.add(name)
  const type = nameAt(comparison.before, old, 'FT') ?? above.type
  const signed = dictAt(comparison.before, old, 'V') !== undefined
  const signing =
    above.signing || (type === 'Sig' && !signed && dictAt(comparison.after, young, 'V') !== undefined)
  const field = { name, type, signing }
  if (signing && !above.signing) noteSignature(desk, name, dictAt(comparison.after, young, 'V'))
  for (const key of keysOf(old, young)) compareFieldEntry(desk, [old, young], { ...field, key })
  compareFields(
    desk,
    [listed(comparison.before, old, 'Kids'), listed(comparison.after, young, 'Kids')],
    field,
  )
}

const nameBelow = ({ name }: Above, own: string | undefined) =>
  own === undefined ? name : name === '' ? own : `${name}.${own}`

const changedBySigning = new Set(['V', 'AP', 'AS', 'F', 'M', 'MK', 'DA'])
const addedBySigning = new Set(['P', 'Type', 'Subtype', 'Rect', 'Border', 'BS'])
const changedByFilling = new Set(['V', 'AP', 'AS', 'I', 'RV', 'M'])

function compareFieldEntry(
  { comparison, permission }: Desk,
  [before, after]: readonly [PdfDict, PdfDict],
  { name, type, signing, key }: Above & { key: string },
) {
  if (key === 'Kids') return
  const both = [before.get(key), after.get(key)] as const
  if (signing && (changedBySigning.has(key) || (addedBySigning.has(key) && both[0] === undefined))) return
  const fillable = type !== undefined && type !== 'Sig' && changedByFilling.has(key)
  if (!fillable) return mustBeSame(comparison, both, `the form field "${name}"/${key}`)
  comparison.later.push(() => {
    if (areSame(comparison, both)) return
    const why = forbiddenFilling(permission, { name, isButton: isPushButton(comparison.before, before) })
    if (why) forbid(comparison, `the form field "${name}" was changed, ${why}`)
    else comparison.allowed.add(`the form field "${name}" was filled in`)
  })
}

function forbiddenFilling(
  { level, locks }: Permission,
  field: { name: string; isButton: boolean },
): string | null {
  if (level === 1) return 'which the certification forbids'
  if (locks.some((lock) => isLocked(lock, field.name))) return 'which a signature locks'
  return field.isButton ? 'which is a picture and not to be filled in' : null
}

export function isLocked({ action, fields }: Lock, name: string): boolean {
  const named = fields.some((field) => name === field || name.startsWith(`${field}.`))
  return action === 'All' || (action === 'Include') === named
}

const pushButton = 1 << 16
const isPushButton = (pdf: PDF, field: PdfDict) => ((numberAt(pdf, field, 'Ff') ?? 0) & pushButton) !== 0

/** A signature made in a field that was there, or in a new one. */
function noteSignature({ comparison, permission }: Desk, name: string, value: PdfDict | undefined) {
  const isTimestamp = nameAt(comparison.after, value, 'SubFilter') === 'ETSI.RFC3161'
  if (isTimestamp) comparison.allowed.add('a document timestamp was added')
  // ISO 32000-2 §12.8.2.2: proofs and document timestamps do not count as changes, not even at level 1.
  else if (permission.level === 1) forbid(comparison, `"${name}" was signed, which the certification forbids`)
  else if (permission.locks.some((lock) => isLocked(lock, name)))
    forbid(comparison, `"${name}" was signed, which a signature locks`)
  else comparison.allowed.add(`another signature was made ("${name}")`)
}

/** Only signature fields may come, and with a picture only where nobody certified: it could cover what was signed. */
function newField(desk: Desk, object: PdfObject, above: Above) {
  const { comparison, permission, names } = desk
  const pdf = comparison.after
  const field = resolved(pdf, object)
  if (!(field instanceof PdfDict)) return forbid(comparison, 'a form field was added')
  const own = textAt(pdf, field, 'T')
  const name = nameBelow(above, own)
  if (nameAt(pdf, field, 'FT') !== 'Sig') return forbid(comparison, `the form field "${name}" was added`)
  if (own === undefined || names.has(name))
    return forbid(comparison, `a second form field "${name}" was added`)
  names.add(name)
  const value = dictAt(pdf, field, 'V')
  const widgets = widgetsOf(pdf, object)
  if (!widgets) return forbid(comparison, `the form field "${name}" was added with more than a signature`)
  const visible = widgets.some((widget) => isVisible(pdf, resolved(pdf, widget)))
  if (visible && (permission.level !== null || !value))
    return forbid(comparison, `the visible signature field "${name}" was added, which may cover something`)
  for (const widget of widgets) if (widget instanceof PdfRef) desk.newWidgets.add(keyOf(widget))
  if (value) noteSignature(desk, name, value)
  else if (permission.level === 1) forbid(comparison, `the signature field "${name}" was added`)
  else comparison.allowed.add(`an empty signature field was added ("${name}")`)
}

/** The field is its own widget, or all below it are; null where it has actions or something else below it. */
function widgetsOf(pdf: PDF, object: PdfObject): PdfObject[] | null {
  const field = resolved(pdf, object)
  const kids = field instanceof PdfDict ? listed(pdf, field, 'Kids') : []
  const plain = kids.every((kid) => {
    const dict = resolved(pdf, kid)
    return dict instanceof PdfDict && !dict.has('T') && !dict.has('FT') && !dict.has('Kids') && !acts(dict)
  })
  return plain && field instanceof PdfDict && !acts(field) ? [object, ...kids] : null
}

const acts = (dict: PdfDict) => dict.has('A') || dict.has('AA')

/** It has an area and something to show on it. */
function isVisible(pdf: PDF, widget: PdfObject | undefined): boolean {
  if (!(widget instanceof PdfDict) || !widget.has('AP')) return false
  const [left = 0, bottom = 0, right = 0, top = 0] = listed(pdf, widget, 'Rect').map((item) => {
    const value = resolved(pdf, item)
    return value?.type === 'number' ? value.value : Number.NaN
  })
  return !(left === right || bottom === top)
}
