// How often values of each confidence are right, on papers that weights were not learned from: see samples.ts. Few of
// them are wrong, so what anybody would say of a fact (certain/facts.ts) is believed until samples say otherwise.
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { calibrationsOf } from './certainty.ts'
import { samplesOf } from './samples.ts'
import { printTrade } from './trade.ts'

const { values } = parseArgs({
  options: {
    papers: { type: 'string', default: '220' },
    learned: { type: 'string', default: '120' },
    data: { type: 'string' },
    keep: { type: 'string' },
    out: { type: 'string', default: 'packages/understand/src/extract/calibrations.gen.ts' },
  },
})

const samples = await samplesOf({
  papers: Number(values.papers),
  learned: Number(values.learned),
  data: values.data ?? null,
  keep: values.keep ?? null,
})
printTrade(samples)
await writeFile(
  values.out,
  `// Made by training/understanding/calibrate.ts; how is said in training/understanding/README.md.
import type { Weighing } from './weights.gen.ts'

/** Confidence is the logistic of the bias and of what each sign of certainty weighs. */
export const calibrations: Readonly<Record<string, Weighing>> = ${JSON.stringify(calibrationsOf(samples), null, 2)}
`,
)
console.log(`written: ${values.out}`)
