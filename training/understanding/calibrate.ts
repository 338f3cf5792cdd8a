// How often values of each confidence are right, on papers that weights were not learned from: generated ones of other
// seeds, and real ones of half A by weights of the other families of that half.
import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { Page } from '@countersign/contract/layout'
import { makeInvoicePaper } from '@countersign/fixtures/business/invoice-paper'
import { makeReceiptPaper } from '@countersign/fixtures/business/receipt-paper'
import { languageOf } from '@countersign/understand/classify/language'
import { certaintyOf, scanSign, scoreSign } from '@countersign/understand/extract/calibrate'
import { extractCommercial } from '@countersign/understand/extract/commercial'
import { totalsReasons } from '@countersign/understand/extract/totals-why'
import { type Weighing, weighings } from '@countersign/understand/extract/weights.gen'
import { layOut } from '@countersign/understand/page/sheet'
import { judge } from '../../bench/src/accuracy.ts'
import { canonicalText, isName, type Truth } from '../../bench/src/truth.ts'
import { generated, real, realReadings } from './examples.ts'
import { learnWeights } from './weights.ts'

type Signs = Readonly<Record<string, number>>
type Sample = { signs: Signs; right: boolean; weight: number }
type Document = { pages: readonly Page[]; slip: boolean; truth: Truth; weight: number }

const { values } = parseArgs({
  options: {
    papers: { type: 'string', default: '300' },
    learned: { type: 'string', default: '150' },
    data: { type: 'string' },
    keep: { type: 'string' },
    out: { type: 'string', default: 'packages/understand/src/extract/calibrations.gen.ts' },
  },
})
/** Papers made here begin where those that weights were learned from end. */
const firstSeed = 100_000
const weightOfReal = 6
const folds = 4
/** Confidence stays what it is unless samples say otherwise. */
const pull = 6
const rounds = 600
/** What may be said for all fields, and what for amounts alone. */
const signs = [scoreSign, scanSign, ...Object.values(totalsReasons)]

const samples = new Map<string, Sample[]>()
for (const document of papers(Number(values.papers))) collect(document)
if (values.data) await collectReal(values.data)
const learned = Object.fromEntries(
  [...samples.keys()].sort().map((name) => [name, fit(samples.get(name) ?? [])]),
)
for (const [name, { bias, weights }] of Object.entries(learned)) {
  const of = samples.get(name) ?? []
  const right = of.filter((one) => one.right).length
  console.log(name.padEnd(16), `${of.length} samples, ${right} right:`, bias, JSON.stringify(weights))
  console.log(' '.repeat(16), thresholdsOf(of, { bias, weights }))
}
await writeFile(
  values.out,
  `// Made by training/understanding/calibrate.ts; how is said in training/understanding/README.md.
import type { Weighing } from './weights.gen.ts'

/** Confidence is the logistic of the bias and of what each sign of certainty weighs. */
export const calibrations: Readonly<Record<string, Weighing>> = ${JSON.stringify(learned, null, 2)}
`,
)

function papers(count: number): Document[] {
  return Array.from({ length: count }, (_, at) => [
    makeInvoicePaper(firstSeed + at),
    makeReceiptPaper(firstSeed + at),
  ])
    .flat()
    .map(({ pages, fields, class: name }) => {
      const truth = Object.entries(fields).map(([field, value]) => {
        const text = typeof value === 'string' ? value : String(value.minor)
        return [field, isName(field) ? text : canonicalText(text)]
      })
      return { pages, slip: name === 'receipt', truth: Object.fromEntries(truth) as Truth, weight: 1 }
    })
}

/** Each family is read with weights that it did not teach. */
async function collectReal(data: string): Promise<void> {
  const keep = values.keep ?? null
  const sets = [...generated(Number(values.learned)), ...(await real(data, keep))]
  const readings = await realReadings(data, keep)
  const shipped = { ...weighings }
  const inForce = weighings as Record<string, Weighing>
  for (let fold = 0; fold < folds; fold++) {
    for (const [field, { weighing }] of learnWeights(sets, (family) => foldOf(family) === fold))
      inForce[field] = weighing
    for (const { subject, pages } of readings)
      if (foldOf(subject.family) === fold)
        collect({ pages, slip: subject.class === 'receipt', truth: subject.truth, weight: weightOfReal })
  }
  Object.assign(inForce, shipped)
}

function foldOf(family: string): number {
  const [, , second = 0] = createHash('sha256').update(family.trim().toLowerCase()).digest()
  return second % folds
}

function collect({ pages, slip, truth, weight }: Document): void {
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
  for (const { field, verdict, expected, found: value } of judge(found, truth)) {
    const one = fields.find(({ name }) => name === field)
    if (one === undefined || verdict === 'missing') continue
    const exact = slip && (isName(field) || field === 'address')
    const right = exact ? bare(expected) === bare(value ?? '') : verdict === 'right'
    const name = `${style}.${field}`
    const of = samples.get(name) ?? []
    of.push({ signs: certaintyOf(one, scanned), right, weight })
    samples.set(name, of)
  }
}

/** From which confidence on hardly any is wrong, and how many that lets pass. */
function thresholdsOf(of: readonly Sample[], { bias, weights }: Weighing): string {
  const rated = of.map(({ signs: seen, right, weight }) => {
    const sum = Object.entries(weights).reduce((all, [sign, by]) => all + by * (seen[sign] ?? 0), bias)
    return { confidence: Math.min(0.99, 1 / (1 + Math.exp(-sum))), right, weight }
  })
  const all = rated.reduce((sum, { weight }) => sum + weight, 0)
  const at = [0.85, 0.88, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98].map((least) => {
    const passed = rated.filter(({ confidence }) => confidence >= least)
    const share = passed.reduce((sum, { weight }) => sum + weight, 0)
    const wrong = passed.reduce((sum, { weight, right }) => sum + (right ? 0 : weight), 0)
    return `${least}: ${((100 * share) / all).toFixed(0)} % (${((100 * wrong) / share).toFixed(1)} % wrong)`
  })
  return at.join('; ')
}

function bare(text: string): string {
  return canonicalText(text).replace(/[^\p{L}\p{N}]/gu, '')
}

/** A logistic by gradient descent, pulled towards changing nothing (Platt 1999). */
function fit(of: readonly Sample[]): Weighing {
  const used = signs.filter((sign) => of.some((one) => (one.signs[sign] ?? 0) !== 0))
  const begun = used.map((sign): number => (sign === scoreSign ? 1 : 0))
  const weights = [...begun]
  const all = of.reduce((sum, { weight }) => sum + weight, pull)
  let bias = 0
  for (let round = 0; round < rounds; round++) {
    const slopes = weights.map((weight, at) => (pull * (weight - (begun[at] ?? 0))) / all)
    let slope = (pull * bias) / all
    for (const { signs: seen, right, weight } of of) {
      const strengths = used.map((sign) => seen[sign] ?? 0)
      const sum = strengths.reduce((total, by, at) => total + by * (weights[at] ?? 0), bias)
      const push = (weight / all) * (1 / (1 + Math.exp(-sum)) - (right ? 1 : 0))
      slope += push
      for (const [at, by] of strengths.entries()) slopes[at] = (slopes[at] ?? 0) + push * by
    }
    bias -= 0.5 * slope
    for (const [at, by] of slopes.entries()) weights[at] = (weights[at] ?? 0) - 0.15 * by
    const score = used.indexOf(scoreSign)
    if (score >= 0) weights[score] = Math.max(0.05, weights[score] ?? 0)
  }
  const rounded = (value: number) => Math.round(value * 1000) / 1000
  const pairs = used.map((sign, at) => [sign, rounded(weights[at] ?? 0)] as const)
  return { bias: rounded(bias), weights: Object.fromEntries(pairs.filter(([, value]) => value !== 0)) }
}
