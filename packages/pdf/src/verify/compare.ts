// Two versions of a document side by side: everything that can be reached from the later one must be what it was, but
// for what an allow-list foresees. What cannot be reached is not looked at: no viewer shows it.
import { type PDF, PdfArray, PdfDict, type PdfObject, PdfRef, PdfStream, PdfString } from '@libpdf/core'

/** Where two objects are compared; shown to a person, such as `Pages/Kids/0/Contents`. */
export type Place = string

/** Objects that have rules of their own (pages, fields, catalog): elsewhere only their identity counts. */
export type Comparison = {
  before: PDF
  after: PDF
  /** Pairs of references that rules of their own look at. */
  paired: Set<string>
  ruledBefore: Set<string>
  ruledAfter: Set<string>
  allowed: Set<string>
  forbidden: Set<string>
  /** Pairs that were or will be compared. */
  seen: Set<string>
  pending: { before: PdfObject | undefined; after: PdfObject | undefined; place: Place }[]
  /** Rules that ask whether two objects are the same; only once all pairs are known. */
  later: (() => void)[]
}

/** Two objects of the two versions. */
export type Both = readonly [PdfObject | undefined, PdfObject | undefined]

export const comparisonOf = (before: PDF, after: PDF): Comparison => ({
  before,
  after,
  paired: new Set(),
  ruledBefore: new Set(),
  ruledAfter: new Set(),
  allowed: new Set(),
  forbidden: new Set(),
  seen: new Set(),
  pending: [],
  later: [],
})

const maxFindings = 20

/** Notes a change that nothing allows. */
export function forbid({ forbidden }: Comparison, message: string) {
  if (forbidden.size < maxFindings) forbidden.add(message)
}

export const keyOf = (ref: PdfRef): string => `${ref.objectNumber} ${ref.generation}`

/** Says that rules of their own look at these two; elsewhere they only have to be the same pair. */
export function pair(comparison: Comparison, before: PdfObject | undefined, after: PdfObject | undefined) {
  if (before instanceof PdfRef) comparison.ruledBefore.add(keyOf(before))
  if (after instanceof PdfRef) comparison.ruledAfter.add(keyOf(after))
  if (before instanceof PdfRef && after instanceof PdfRef)
    comparison.paired.add(`${keyOf(before)}|${keyOf(after)}`)
}

/** Puts two objects down to be compared in full; `place` says where they stand. */
export function mustBeSame(comparison: Comparison, [before, after]: Both, place: Place) {
  comparison.pending.push({ before, after, place })
}

/** The keys of two dictionaries, each once. */
export function keysOf(before: PdfDict | undefined, after: PdfDict | undefined): string[] {
  const keys = new Set<string>()
  for (const dict of [before, after]) for (const [key] of dict ?? []) keys.add(key.value)
  return [...keys]
}

/** Compares everything that was put down, and what can be reached from it. */
export function compareAll(comparison: Comparison) {
  const { pending, forbidden, later } = comparison
  for (const rule of later) rule()
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (forbidden.size >= maxFindings) return
    compareOne(comparison, next)
  }
}

function compareOne(comparison: Comparison, { before, after, place }: Comparison['pending'][number]) {
  const met = meet(comparison, before, after)
  if (met === 'same') return
  if (met === 'differ') return forbid(comparison, `${place} was exchanged`)
  const [old, young] = met
  if (old === undefined && young === undefined) return
  if (old === undefined) return forbid(comparison, `${place} was added`)
  if (young === undefined) return forbid(comparison, `${place} was removed`)
  if (old instanceof PdfArray && young instanceof PdfArray)
    return compareArrays(comparison, [old, young], place)
  if (old instanceof PdfDict && young instanceof PdfDict && old.type === young.type)
    return compareDicts(comparison, [old, young], place)
  if (!sameAtom(old, young)) forbid(comparison, `${place} was changed`)
}

/** Follows references, and ends where a pair has rules of its own or was met before. */
function meet(
  { before: a, after: b, paired, ruledBefore, ruledAfter, seen }: Comparison,
  before: PdfObject | undefined,
  after: PdfObject | undefined,
): 'same' | 'differ' | readonly [PdfObject | undefined, PdfObject | undefined] {
  const trail: string[] = []
  const resolve = (pdf: PDF, start: PdfObject | undefined, ruled: Set<string>) => {
    let object = start
    for (let hops = 0; object instanceof PdfRef && hops < 20; hops += 1) {
      if (ruled.has(keyOf(object))) return object
      trail.push(keyOf(object))
      object = pdf.getObject(object) ?? undefined
    }
    return object?.type === 'null' ? undefined : object
  }
  const old = resolve(a, before, ruledBefore)
  trail.push('|')
  const young = resolve(b, after, ruledAfter)
  if (old instanceof PdfRef || young instanceof PdfRef) {
    const both = old instanceof PdfRef && young instanceof PdfRef
    return both && paired.has(`${keyOf(old)}|${keyOf(young)}`) ? 'same' : 'differ'
  }
  if (trail.length > 2) {
    const pairKey = trail.join(',')
    if (seen.has(pairKey)) return 'same'
    seen.add(pairKey)
  }
  return [old, young]
}

function compareArrays(comparison: Comparison, [before, after]: readonly [PdfArray, PdfArray], place: Place) {
  if (before.length !== after.length) return forbid(comparison, `${place} was made longer or shorter`)
  for (let index = 0; index < before.length; index += 1)
    mustBeSame(comparison, [before.at(index), after.at(index)], `${place}/${index}`)
}

function compareDicts(comparison: Comparison, [before, after]: readonly [PdfDict, PdfDict], place: Place) {
  const streams = before instanceof PdfStream && after instanceof PdfStream
  if (streams && Buffer.compare(before.data, after.data) !== 0)
    return forbid(comparison, `${place} has other content`)
  for (const key of keysOf(before, after)) {
    // The length of a stream says nothing that its data does not.
    if (streams && key === 'Length') continue
    mustBeSame(comparison, [before.get(key), after.get(key)], `${place}/${key}`)
  }
}

function sameAtom(before: PdfObject, after: PdfObject): boolean {
  if (before.type !== after.type) return false
  if (before instanceof PdfString && after instanceof PdfString)
    return Buffer.compare(before.bytes, after.bytes) === 0
  return 'value' in before && 'value' in after && before.value === after.value
}

/** Whether two objects are the same by the pairs known so far; nothing is noted. */
export function areSame(comparison: Comparison, [before, after]: Both): boolean {
  const pending = [{ before, after, place: '' }]
  const trial: Comparison = { ...comparison, pending, later: [], seen: new Set(), forbidden: new Set() }
  compareAll(trial)
  return trial.forbidden.size === 0
}
