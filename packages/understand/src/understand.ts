// Words in, meaning out: the class of a document, its fields with their evidence, and what is doubtful about them.
import type { DocumentClass, Field, Finding, LineItem } from '@countersign/contract/extraction'
import type { Page } from '@countersign/contract/layout'
import { classDefinitions } from './classes/classes.ts'
import { classify, type Reason } from './classify/classify.ts'
import { languageOf } from './classify/language.ts'
import { capByAlphabet } from './extract/alphabet.ts'
import { beyondBounds } from './page/bounds.ts'
import { layOut } from './page/sheet.ts'

/** Confidences are 0 to 1. `language` is ISO 639-1, null where too few words tell. */
export type Understanding = {
  class: DocumentClass
  classConfidence: number
  /** What spoke for the class (weight over 0) and against it. */
  classWhy?: Reason[]
  language: string | null
  fields: Field[]
  /** The lines of a commercial document. */
  lines?: LineItem[]
  findings: Finding[]
}

/**
 * Classifies a document and reads the fields of its class. Deterministic, never throws for what a document is like;
 * the first 50 pages and 5,000 words a page are considered. `classes` restricts the answer.
 * The findings are about reading (ambiguous, not a date, letters the recogniser lacks, a page that is better scanned
 * again); `check` judges the values.
 */
export function understand(
  pages: readonly Page[],
  options: { classes?: readonly DocumentClass[] } = {},
): Understanding {
  const sheet = layOut(pages)
  const language = languageOf(sheet)
  const { class: name, confidence: classConfidence, why: classWhy } = classify(sheet, options.classes)
  const extracted = classDefinitions[name].extract(sheet, language)
  const currencySeen = extracted.fields.some((field) => field.name === 'currency')
  const { fields, findings } = capByAlphabet(extracted.fields, { pages, currencySeen })
  return {
    class: name,
    classConfidence,
    classWhy,
    language,
    fields,
    ...(extracted.lines !== undefined && extracted.lines.length > 0 && { lines: extracted.lines }),
    findings: [
      ...extracted.findings,
      ...findings,
      ...poorScans(pages),
      ...beyondBounds(pages, {
        sums: 'total' in classDefinitions[name].fields,
        lines: extracted.lines ?? [],
      }),
    ],
  }
}

/** A heap of bad scans is one and the same trouble. */
const mostAdvice = 20

/** Of a blank page only where there is no other: the backs of a scanned stack are blank. */ function poorScans(
  pages: readonly Page[],
): Finding[] {
  const allBlank = pages.every(({ quality }) => quality?.blank)
  const advised = pages.flatMap(({ number, quality }) =>
    quality?.advice && (allBlank || !quality.blank) ? [{ number, message: quality.advice }] : [],
  )
  return advised
    .slice(0, mostAdvice)
    .map(({ number, message }) => ({ rule: 'page.poor_scan', severity: 'warning', message, page: number }))
}
