// Words in, meaning out: the class of a document, its fields with their evidence, and what is doubtful about them.
import type { DocumentClass, Field, Finding, LineItem } from '@countersign/contract/extraction'
import type { Page } from '@countersign/contract/layout'
import { classDefinitions } from './classes/classes.ts'
import { classify, type Reason } from './classify/classify.ts'
import { languageOf } from './classify/language.ts'
import { capByAlphabet } from './extract/alphabet.ts'
import { applyLearned, type Learned } from './learn/apply.ts'
import { learnedClass } from './learn/classes.ts'
import { proveLines } from './lines/proof.ts'
import { beyondBounds } from './page/bounds.ts'
import { layOut, type Sheet } from './page/sheet.ts'

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
  /** How many decided documents of this layout spoke; left out where none did. */
  lessons?: number
  findings: Finding[]
}

type Options = { classes?: readonly DocumentClass[]; learned?: Learned }
type Classified = ReturnType<typeof classify>

/**
 * Classifies a document and reads the fields of its class. Deterministic, never throws for what a document is like;
 * the first 50 pages and 5,000 words a page are considered. `classes` restricts the answer.
 * The findings are about reading (ambiguous, not a date, letters the recogniser lacks, a page that is better scanned
 * again); `check` judges the values. `learned` is what documents that people decided before teach.
 */
export function understand(pages: readonly Page[], options: Options = {}): Understanding {
  const sheet = layOut(pages)
  const language = languageOf(sheet)
  const { class: name, confidence: classConfidence, why: classWhy } = classOf(sheet, options)
  const extracted = classDefinitions[name].extract(sheet, language)
  const currencySeen = extracted.fields.some((field) => field.name === 'currency')
  const reading = { class: name, language, fields: extracted.fields, lines: extracted.lines }
  const taught = options.learned && applyLearned(sheet, reading, options.learned)
  const counted = taught?.lines && proveLines(taught.fields, taught.lines)
  const { fields, findings } = capByAlphabet(counted?.fields ?? taught?.fields ?? extracted.fields, {
    ...{ pages, currencySeen },
  })
  const lines = counted?.lines ?? extracted.lines ?? []
  return {
    class: name,
    classConfidence,
    classWhy,
    language,
    fields,
    ...(taught && taught.lessons > 0 && { lessons: taught.lessons }),
    ...(lines.length > 0 && { lines }),
    findings: [
      ...(counted ? besides(extracted.findings, counted.findings) : extracted.findings),
      ...findings,
      ...poorScans(pages),
      ...beyondBounds(pages, {
        sums: 'total' in classDefinitions[name].fields,
        lines,
      }),
    ],
  }
}

/** What was said of lines that others took the place of is void. */
const besides = (findings: readonly Finding[], now: readonly Finding[]): Finding[] => [
  ...findings.filter(({ rule }) => !rule.startsWith('lines.')),
  ...now,
]

/** What papers of this layout were named before goes before what its words say. */
function classOf(sheet: Sheet, { classes, learned }: Options): Classified {
  const read = classify(sheet, classes)
  const named = learned ? learnedClass(sheet, learned) : null
  if (named === null || (classes && classes.length > 0 && !classes.includes(named.class))) return read
  const reason = `taught: ${named.votes} decided documents look like this`
  const agrees = named.class === read.class
  const confidence = Math.min(0.99, 1 - (1 - named.share) / (named.votes + 1))
  return {
    class: named.class,
    confidence: Math.round(1000 * (agrees ? Math.max(confidence, read.confidence) : confidence)) / 1000,
    why: [{ reason, weight: 2 }, ...(agrees ? (read.why ?? []) : [])],
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
