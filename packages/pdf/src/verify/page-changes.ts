// The pages: nothing on them may change but that widgets of new signatures appear, and notes where those are allowed.
import { type PDF, PdfDict, type PdfObject, PdfRef } from '@libpdf/core'
import { arrayAt, nameAt, resolved } from '../objects.ts'
import { areSame, type Comparison, forbid, keyOf, keysOf, mustBeSame, pair } from './compare.ts'

type Order = {
  catalogs: readonly [PdfDict, PdfDict]
  newWidgets: ReadonlySet<string>
  level: 1 | 2 | 3 | null
}
type Desk = Order & { comparison: Comparison; pages: number; visited: Set<string> }

const maxNodes = 100_000

/** Pairs the page trees of two catalogs and compares them. */
export function comparePages(comparison: Comparison, order: Order) {
  const desk: Desk = { ...order, comparison, pages: 0, visited: new Set() }
  const [before, after] = order.catalogs
  compareNode(desk, [before.get('Pages'), after.get('Pages')])
}

type Both = readonly [PdfObject | undefined, PdfObject | undefined]

function compareNode(desk: Desk, [before, after]: Both) {
  const { comparison, visited } = desk
  const key = [before, after].map((node) => (node instanceof PdfRef ? keyOf(node) : '')).join('|')
  if (key !== '|' && visited.has(key)) return
  visited.add(key)
  if (visited.size > maxNodes) return forbid(comparison, 'there are too many pages to compare')
  pair(comparison, before, after)
  const [old, young] = [resolved(comparison.before, before), resolved(comparison.after, after)]
  if (!(old instanceof PdfDict) || !(young instanceof PdfDict)) {
    if (old !== young) forbid(comparison, 'the pages cannot be found')
    return
  }
  if (old.has('Kids') !== young.has('Kids')) return forbid(comparison, 'a page was exchanged')
  if (!old.has('Kids')) return comparePage(desk, [old, young])
  for (const name of keysOf(old, young))
    if (name !== 'Kids') mustBeSame(comparison, [old.get(name), young.get(name)], `Pages/${name}`)
  const [left, right] = [kidsOf(comparison.before, old), kidsOf(comparison.after, young)]
  if (left.length !== right.length) return forbid(comparison, 'pages were added or removed')
  for (const [index, kid] of left.entries()) compareNode(desk, [kid, right[index]])
}

const kidsOf = (pdf: PDF, node: PdfDict): PdfObject[] => [...(arrayAt(pdf, node, 'Kids') ?? [])]

function comparePage(desk: Desk, [before, after]: readonly [PdfDict, PdfDict]) {
  const { comparison } = desk
  desk.pages += 1
  for (const key of keysOf(before, after))
    if (key !== 'Annots')
      mustBeSame(comparison, [before.get(key), after.get(key)], `page ${desk.pages}/${key}`)
  const notes = [
    [...(arrayAt(comparison.before, before, 'Annots') ?? [])],
    [...(arrayAt(comparison.after, after, 'Annots') ?? [])],
  ] as const
  compareNotes(desk, notes)
}

/** What lay on the page lies there still, in the same order: what comes later covers what came first. */
function compareNotes(desk: Desk, [before, after]: readonly [readonly PdfObject[], readonly PdfObject[]]) {
  const { comparison, level } = desk
  const page = desk.pages
  const left = new Set(after.map(identity))
  const kept = before.filter((note) => left.has(identity(note)) || !mayRemove(desk, note))
  let next = 0
  for (const note of after) {
    const old = kept[next]
    if (old !== undefined && identity(old) === identity(note)) {
      next += 1
      compareNote(desk, [old, note], page)
    } else if (note instanceof PdfRef && desk.newWidgets.has(keyOf(note))) {
      // The form has judged it.
    } else if (level === 3 && isNote(comparison.after, note))
      comparison.allowed.add(`a note was added on page ${page}`)
    else forbid(comparison, `something was laid over page ${page} (${subtypeOf(comparison.after, note)})`)
  }
  if (next < kept.length) forbid(comparison, `something was taken from page ${page} or moved`)
}

const identity = (note: PdfObject): string => (note instanceof PdfRef ? keyOf(note) : 'direct')

function mayRemove({ comparison, level }: Desk, note: PdfObject): boolean {
  if (level !== 3 || !isNote(comparison.before, note)) return false
  comparison.allowed.add('a note was removed')
  return true
}

function compareNote({ comparison, level }: Desk, both: readonly [PdfObject, PdfObject], page: number) {
  if (level !== 3 || !isNote(comparison.before, both[0]) || !isNote(comparison.after, both[1]))
    return mustBeSame(comparison, both, `page ${page}/Annots`)
  comparison.later.push(() => {
    if (!areSame(comparison, both)) comparison.allowed.add(`a note was changed on page ${page}`)
  })
}

/** ISO 32000-2 §12.5.6.2: what people add to a document while they work with it. */
const notes = new Set(
  'Text FreeText Line Square Circle Polygon PolyLine Highlight Underline Squiggly StrikeOut Caret Stamp Ink Popup FileAttachment'.split(
    ' ',
  ),
)
const isNote = (pdf: PDF, note: PdfObject) => notes.has(subtypeOf(pdf, note))

function subtypeOf(pdf: PDF, note: PdfObject): string {
  const dict = resolved(pdf, note)
  return (dict instanceof PdfDict ? nameAt(pdf, dict, 'Subtype') : undefined) ?? 'unknown'
}
