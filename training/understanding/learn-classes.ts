// Learns how much each word and each trait of the shape says for each class, from generated papers and, with --data,
// from half A of real ones. The weights begin at those of the vocabulary and are drawn back to them.
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { type DocumentClass, documentClasses } from '@countersign/contract/extraction'
import { makePaper } from '@countersign/fixtures/classes/paper'
import { languages } from '@countersign/fixtures/classes/wording'
import { featuresOf, priorWeights } from '@countersign/understand/classify/features'
import { layOut } from '@countersign/understand/page/sheet'
import { halfOf, subjectsOf } from '../../bench/src/understanding/documents.ts'
import { readAll } from '../../bench/src/understanding/readings.ts'
import { type Example, examine, fit, sharpnessOf } from './fit-classes.ts'

const { values } = parseArgs({
  options: {
    papers: { type: 'string', default: '10' },
    data: { type: 'string' },
    keep: { type: 'string' },
    out: { type: 'string', default: 'packages/understand/src/classify/weights.gen.ts' },
  },
})

/** Real papers are few, and they are what counts. */
const weightOfReal = 4

/** `papers` of each class in each language; every fifth is held out. */
function generated(papers: number): { learn: Example[]; hold: Example[] } {
  const learn: Example[] = []
  const hold: Example[] = []
  for (const name of documentClasses)
    for (const [at, language] of languages.entries())
      for (let number = 0; number < papers; number++) {
        const seed = 1_000_003 * documentClasses.indexOf(name) + 1_009 * at + number
        const features = featuresOf(layOut([makePaper({ seed, class: name, language })]))
        const into = number % 5 === 4 ? hold : learn
        into.push({ name, features, weight: 1 })
      }
  return { learn, hold }
}

/** Half A of real papers: as text, or the only picture there is. */
async function real(data: string): Promise<Example[]> {
  const subjects = (await subjectsOf(data)).filter(
    (one) => (one.source === 'text' || one.source === 'picture') && halfOf(one) === 'A',
  )
  const readings = await readAll(subjects, { keep: values.keep ?? null, say: console.error })
  return readings.map(({ subject, pages }) => ({
    name: subject.class,
    features: featuresOf(layOut(pages)),
    weight: weightOfReal,
  }))
}

const { learn, hold } = generated(Number(values.papers))
const known = values.data === undefined ? [] : await real(values.data)
const priors = Object.fromEntries(documentClasses.map((name) => [name, priorWeights(name)])) as Record<
  DocumentClass,
  Map<string, number>
>
const model = fit([...learn, ...known], priors)
// Real papers are harder than generated ones: what those would allow beyond 1 is not believed.
const sharpness = Math.min(1, sharpnessOf(hold, model))
console.error(`learned from ${learn.length} generated and ${known.length} real papers`)
console.error(`right of those: ${examine(learn, model)} and ${examine(known, model)}`)
console.error(`right of ${hold.length} held out: ${examine(hold, model)}; sharpness ${sharpness}`)

const rounded = (weights: ReadonlyMap<string, number>): string =>
  JSON.stringify(
    Object.fromEntries(
      [...weights]
        .map(([feature, weight]) => [feature, Math.round(weight * 100) / 100] as const)
        .filter(([, weight]) => Math.abs(weight) >= 0.04)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  )
const biases = Object.fromEntries(
  documentClasses.map((name) => [name, Math.round(model.biases[name] * 100) / 100]),
)
const source = `// Learned by training/understanding/learn-classes.ts; made again by it, never edited.
import type { DocumentClass } from '@countersign/contract/extraction'

/** Scores are multiplied by this before they become probabilities, so that confidence is how often it is right. */
export const sharpness = ${sharpness.toFixed(2)}

export const biases: Readonly<Record<DocumentClass, number>> = ${JSON.stringify(biases)}

/** What is added to the weights that the vocabulary of each class begins with. */
export const learned: Readonly<Record<DocumentClass, Readonly<Record<string, number>>>> = {
${documentClasses.map((name) => `  ${name}: ${rounded(model.changes[name])},`).join('\n')}
}
`
await writeFile(values.out, source)
