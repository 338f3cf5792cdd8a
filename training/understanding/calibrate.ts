// How often values of each confidence are right, on papers that weights were not learned from and on half A of real ones.
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { Page } from '@countersign/contract/layout'
import { makeInvoicePaper } from '@countersign/fixtures/business/invoice-paper'
import { makeReceiptPaper } from '@countersign/fixtures/business/receipt-paper'
import { languageOf } from '@countersign/understand/classify/language'
import { logit } from '@countersign/understand/extract/calibrate'
import { extractCommercial } from '@countersign/understand/extract/commercial'
import { layOut } from '@countersign/understand/page/sheet'
import { judge } from '../../bench/src/accuracy.ts'
import { canonicalText, isName, type Truth } from '../../bench/src/truth.ts'
import { halfOf, subjectsOf } from '../../bench/src/understanding/documents.ts'
import { readAll } from '../../bench/src/understanding/readings.ts'

type Sample = { at: number; right: boolean; weight: number }
type Document = { pages: readonly Page[]; slip: boolean; truth: Truth; weight: number }

const { values } = parseArgs({
  options: {
    papers: { type: 'string', default: '300' },
    data: { type: 'string' },
    keep: { type: 'string' },
    out: { type: 'string', default: 'packages/understand/src/extract/calibrations.gen.ts' },
  },
})
/** Papers made here begin where those that weights were learned from end. */
const firstSeed = 100_000
const weightOfReal = 8
/** Confidence stays what it is unless samples say otherwise. */
const pull = 4
const rounds = 400

const documents = [...generated(Number(values.papers)), ...(values.data ? await real(values.data) : [])]
const samples = new Map<string, Sample[]>()
for (const document of documents) collect(document)
const learned = Object.fromEntries(
  [...samples.keys()].sort().map((name) => [name, fit(samples.get(name) ?? [])]),
)
for (const [name, [offset, slope]] of Object.entries(learned)) {
  const of = samples.get(name) ?? []
  const right = of.filter((one) => one.right).length
  console.log(name.padEnd(16), `${of.length} samples, ${right} right: offset ${offset}, slope ${slope}`)
}
await writeFile(
  values.out,
  `// Made by training/understanding/calibrate.ts; how is said in training/understanding/README.md.

/** Confidence is the logistic of offset + slope × the logit of the score. */
export const calibrations: Readonly<Record<string, readonly [offset: number, slope: number]>> = ${JSON.stringify(learned, null, 2)}
`,
)

function generated(count: number): Document[] {
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

async function real(data: string): Promise<Document[]> {
  const wanted = (await subjectsOf(data)).filter(
    (one) =>
      halfOf(one) === 'A' && one.source !== 'copy' && (one.class === 'invoice' || one.class === 'receipt'),
  )
  const readings = await readAll(wanted, { keep: values.keep ?? null, say: () => {} })
  return readings.map(({ subject, pages }) => ({
    pages,
    slip: subject.class === 'receipt',
    truth: subject.truth,
    weight: weightOfReal,
  }))
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
  for (const { field, verdict, expected, found: value } of judge(found, truth)) {
    const one = fields.find(({ name }) => name === field)
    if (one === undefined || verdict === 'missing') continue
    const exact = slip && (isName(field) || field === 'address')
    const right = exact ? bare(expected) === bare(value ?? '') : verdict === 'right'
    const name = `${style}.${field}`
    samples.set(name, [...(samples.get(name) ?? []), { at: logit(one.confidence), right, weight }])
  }
}

function bare(text: string): string {
  return canonicalText(text).replace(/[^\p{L}\p{N}]/gu, '')
}

/** Two numbers by gradient descent, pulled towards changing nothing (Platt 1999). */
function fit(of: readonly Sample[]): readonly [number, number] {
  let [offset, slope] = [0, 1]
  const all = of.reduce((sum, { weight }) => sum + weight, pull)
  for (let round = 0; round < rounds; round++) {
    let [a, b] = [(pull * offset) / all, (pull * (slope - 1)) / all]
    for (const { at, right, weight } of of) {
      const claimed = 1 / (1 + Math.exp(-offset - slope * at))
      const push = (weight / all) * (claimed - (right ? 1 : 0))
      a += push
      b += push * at
    }
    offset -= 0.5 * a
    slope = Math.max(0.05, slope - 0.1 * b)
  }
  return [Math.round(offset * 1000) / 1000, Math.round(slope * 1000) / 1000]
}
