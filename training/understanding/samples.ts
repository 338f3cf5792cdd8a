// Values as read by weights that their family did not teach, with what spoke for them and whether they were right:
// real families of half A, and generated papers by where their parties stand.
import { createHash } from 'node:crypto'
import type { Page } from '@countersign/contract/layout'
import { makeInvoicePaper, type Paper } from '@countersign/fixtures/business/invoice-paper'
import { makeReceiptPaper } from '@countersign/fixtures/business/receipt-paper'
import { makePostPaper } from '@countersign/fixtures/post/post-paper'
import { languageOf } from '@countersign/understand/classify/language'
import { certaintyOf } from '@countersign/understand/extract/calibrate'
import { extractCommercial } from '@countersign/understand/extract/commercial'
import { type Weighing, weighings } from '@countersign/understand/extract/weights.gen'
import { layOut } from '@countersign/understand/page/sheet'
import { judge } from '../../bench/src/accuracy.ts'
import { canonicalText, isName, type Truth } from '../../bench/src/truth.ts'
import { generated, layoutOf, real, realReadings } from './examples.ts'
import { learnWeights } from './weights.ts'

export type Sample = {
  field: string
  signs: Readonly<Record<string, number>>
  right: boolean
  family: string
  real: boolean
}
type Document = { pages: readonly Page[]; slip: boolean; truth: Truth; family: string; real: boolean }
type Asked = { papers: number; learned: number; data: string | null; keep: string | null }

/** Papers made here begin where those that weights were learned from end. */
const firstSeed = 100_000
const folds = 4

/** Each fold of families is read with weights that the other folds taught; the weights in force come back after. */
export async function samplesOf({ papers, learned, data, keep }: Asked): Promise<Sample[]> {
  const sets = generated(learned)
  const documents = papersOf(papers)
  if (data !== null) {
    sets.push(...(await real(data, keep)))
    for (const { subject, pages } of await realReadings(data, keep))
      documents.push({
        pages,
        slip: subject.class === 'receipt',
        truth: subject.truth,
        family: subject.family,
        real: true,
      })
  }
  const shipped = { ...weighings }
  const inForce = weighings as Record<string, Weighing>
  const samples: Sample[] = []
  for (let fold = 0; fold < folds; fold++) {
    for (const [field, { weighing }] of learnWeights(sets, (family) => foldOf(family, 2, folds) === fold))
      inForce[field] = weighing
    for (const one of documents) if (foldOf(one.family, 2, folds) === fold) samples.push(...judged(one))
  }
  Object.assign(inForce, shipped)
  return samples
}

/** One of `folds`, always the same for a family; another `byte` of its hash divides independently. */
export function foldOf(family: string, byte: number, folds: number): number {
  const hash = createHash('sha256').update(family.trim().toLowerCase()).digest()
  return (hash[byte] ?? 0) % folds
}

function papersOf(count: number): Document[] {
  return Array.from({ length: count }, (_, at) => [
    makeInvoicePaper(firstSeed + at),
    makePostPaper(firstSeed + at),
    makeReceiptPaper(firstSeed + at),
  ])
    .flat()
    .map((paper) => ({
      pages: paper.pages,
      slip: paper.class === 'receipt',
      truth: truthOf(paper),
      family: layoutOf(paper),
      real: false,
    }))
}

function truthOf({ fields }: Paper): Truth {
  const truth = Object.entries(fields).map(([field, value]) => {
    const text = typeof value === 'string' ? value : String(value.minor)
    return [field, isName(field) ? text : canonicalText(text)]
  })
  return Object.fromEntries(truth) as Truth
}

function judged({ pages, slip, truth, family, real: is }: Document): Sample[] {
  const sheet = layOut(pages)
  const style = slip ? ('slip' as const) : ('letter' as const)
  const { fields } = extractCommercial(sheet, { language: languageOf(sheet), style, calibrated: false })
  const found = {
    documentId: '',
    run: 1,
    class: 'other' as const,
    classConfidence: 1,
    language: null,
    fields,
    findings: [],
  }
  const scanned = pages.some(({ source }) => source === 'ocr')
  return judge(found, truth).flatMap(({ field, verdict, expected, found: value }) => {
    const one = fields.find(({ name }) => name === field)
    if (one === undefined || verdict === 'missing') return []
    const exact = slip && (isName(field) || field === 'address')
    const right = exact ? bare(expected) === bare(value ?? '') : verdict === 'right'
    return [{ field: `${style}.${field}`, signs: certaintyOf(one, scanned), right, family, real: is }]
  })
}

function bare(text: string): string {
  return canonicalText(text).replace(/[^\p{L}\p{N}]/gu, '')
}
