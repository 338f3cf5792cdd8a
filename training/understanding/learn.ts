// Learns how much each sign weighs for each field, from generated papers and, with --data, from half A of real ones.
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { weighings as before } from '@countersign/understand/extract/weights.gen'
import { type Dataset, generated, real } from './examples.ts'
import { learnWeights } from './weights.ts'

const { values } = parseArgs({
  options: {
    papers: { type: 'string', default: '400' },
    data: { type: 'string' },
    keep: { type: 'string' },
    only: { type: 'string' },
    out: { type: 'string', default: 'packages/understand/src/extract/weights.gen.ts' },
  },
})

const sets: Dataset[] = [...generated(Number(values.papers))]
if (values.data) sets.push(...(await real(values.data, values.keep ?? null)))
const wanted = values.only?.split(',') ?? ['']
const learned = learnWeights(
  sets.filter(({ field }) => wanted.some((beginning) => field.startsWith(beginning))),
)
for (const [field, { cases, right, loss }] of learned)
  console.log(
    field.padEnd(16),
    `${cases} cases, right ${(100 * right).toFixed(1)} %, loss ${loss.toFixed(3)}`,
  )
const fields = [...learned].map(([field, { weighing }]) => [field, weighing] as const)
const weighings = { ...before, ...Object.fromEntries(fields) }
await writeFile(
  values.out,
  `// Made by training/understanding/learn.ts; how is said in training/understanding/README.md.

/** How much each sign weighs, in logits; \`bias\` against the possibility that the document does not say. */
export type Weighing = { bias: number; weights: Readonly<Record<string, number>> }

export const weighings: Readonly<Record<string, Weighing>> = ${JSON.stringify(weighings, null, 2)}
`,
)
console.log(`written: ${values.out}`)
