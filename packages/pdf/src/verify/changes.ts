// What was changed after a signature, and whether that was allowed: each signed version is loaded as a document of its
// own and compared with the file as it is now (the model of pyHanko's difference analysis, written anew).
import { type PDF, PdfDict, type PdfObject } from '@libpdf/core'
import { resolved } from '../objects.ts'
import {
  areSame,
  type Both,
  type Comparison,
  compareAll,
  comparisonOf,
  keysOf,
  mustBeSame,
  pair,
} from './compare.ts'
import { compareForms } from './form-changes.ts'
import type { Lock } from './found.ts'
import { comparePages } from './page-changes.ts'

/**
 * What may change after a signature. `level`: a certification's (1 nothing but proofs, 2 signing and filling in,
 * 3 notes too), null where nobody certified: signing and filling in.
 */
export type Permission = { level: 1 | 2 | 3 | null; locks: readonly Lock[] }

/** Changes in plain words, each once. */
export type Changes = { allowed: string[]; forbidden: string[] }

/** Compares two versions of one file; `before` is the signed one. */
export function changesBetween(before: PDF, after: PDF, permission: Permission): Changes {
  const comparison = comparisonOf(before, after)
  const catalogs = [before, after].map((pdf) => resolvedRoot(pdf))
  const [old, young] = catalogs
  if (!old || !young) return { allowed: [], forbidden: ['the catalog cannot be found'] }
  pair(comparison, rootOf(before), rootOf(after))
  const widgets = compareForms(comparison, [old, young], permission)
  comparePages(comparison, { catalogs: [old, young], newWidgets: widgets, level: permission.level })
  compareCatalogs(comparison, [old, young])
  compareTrailers(comparison)
  compareAll(comparison)
  return { allowed: [...comparison.allowed], forbidden: [...comparison.forbidden] }
}

const rootOf = (pdf: PDF): PdfObject | undefined => pdf.context.info.trailer.get('Root')

function resolvedRoot(pdf: PDF): PdfDict | undefined {
  const root = resolved(pdf, rootOf(pdf))
  return root instanceof PdfDict ? root : undefined
}

/** Entries that a viewer does not show: proofs (ISO 32000-2 §12.8.4.3), versions, descriptions of the file. */
const free: Record<string, string> = {
  DSS: 'proofs for checking the signatures were added',
  Extensions: 'the version of the format was noted',
  Version: 'the version of the format was noted',
  Metadata: 'the description of the file was changed',
}
const withRules = new Set(['AcroForm', 'Pages'])

function compareCatalogs(comparison: Comparison, [before, after]: readonly [PdfDict, PdfDict]) {
  for (const key of keysOf(before, after)) {
    if (withRules.has(key)) continue
    const both = [before.get(key), after.get(key)] as const
    const words = free[key]
    if (words === undefined) mustBeSame(comparison, both, key)
    else mayDiffer(comparison, both, words)
  }
}

function compareTrailers(comparison: Comparison) {
  const [before, after] = [comparison.before.context.info.trailer, comparison.after.context.info.trailer]
  mustBeSame(comparison, [before.get('Encrypt'), after.get('Encrypt')], 'Encrypt')
  mayDiffer(comparison, [before.get('Info'), after.get('Info')], 'the description of the file was changed')
}

function mayDiffer(comparison: Comparison, both: Both, words: string) {
  comparison.later.push(() => {
    if (!areSame(comparison, both)) comparison.allowed.add(words)
  })
}
