// Learns how much each sign weighs for each field, from generated papers and, with --data, from half A of real ones.
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { type Dataset, generated, real } from './examples.ts'
import { fit } from './fit.ts'
import { priors } from './priors.ts'

const { values } = parseArgs({
  options: {
    papers: { type: 'string', default: '900' },
    data: { type: 'string' },
    keep: { type: 'string' },
    out: { type: 'string', default: 'packages/understand/src/extract/weights.gen.ts' },
  },
})

/** How many generated papers one real document outweighs: there are few, and they are what counts. */
const weightOfReal = 6

const sets: Dataset[] = [...generated(Number(values.papers))]
if (values.data) sets.push(...(await real(values.data, values.keep ?? null)))
const byField = Map.groupBy(sets, ({ field }) => field)
const learned: Record<string, unknown> = {}
for (const field of [...byField.keys()].sort()) {
  const of = byField.get(field) ?? []
  const cases = of.flatMap(({ cases: all, real: is }) =>
    all.map((one) => ({ ...one, weight: is ? weightOfReal : 1 })),
  )
  const result = fit(cases, priors[field])
  learned[field] = result.weighing
  console.log(
    field.padEnd(16),
    `${cases.length} cases, right ${(100 * result.right).toFixed(1)} %, loss ${result.loss.toFixed(3)}`,
  )
}
await writeFile(
  values.out,
  `// Made by training/understanding/learn.ts; how is said in training/understanding/README.md.

/** How much each sign weighs, in logits; \`bias\` against the possibility that the document does not say. */
export type Weighing = { bias: number; weights: Readonly<Record<string, number>> }

export const weighings: Readonly<Record<string, Weighing>> = ${JSON.stringify(learned, null, 2)}
`,
)
console.log(`written: ${values.out}`)
