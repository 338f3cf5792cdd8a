// How well bills of ways that taught nothing are read: each fold of ways by weights that the others taught.
import { parseArgs } from 'node:util'
import { makePostPaper, ways } from '@countersign/fixtures/post/post-paper'
import { type Weighing, weighings } from '@countersign/understand/extract/weights.gen'
import { understand } from '@countersign/understand/understand'
import { resultOf, rowsOf } from '../../bench/src/understanding/papers.ts'
import { generated, real } from './examples.ts'
import { foldOf } from './samples.ts'
import { learnWeights } from './weights.ts'

const { values } = parseArgs({
  options: {
    papers: { type: 'string', default: '12' },
    learned: { type: 'string', default: '300' },
    data: { type: 'string' },
    keep: { type: 'string' },
  },
})
/** Beyond the seeds of learning, of confidence and of the bench. */
const firstSeed = 900_000
const folds = 4

const sets = generated(Number(values.learned))
if (values.data) sets.push(...(await real(values.data, values.keep ?? null)))
const inForce = weighings as Record<string, Weighing>
const results = Array.from({ length: folds }, (_, fold) => {
  const isOut = (family: string) => foldOf(family, 2, folds) === fold
  for (const [field, { weighing }] of learnWeights(sets, isOut)) inForce[field] = weighing
  return Object.keys(ways)
    .filter((way) => isOut(`post ${way}`))
    .flatMap((way, at) =>
      Array.from({ length: Number(values.papers) }, (_, one) => {
        const paper = makePostPaper(firstSeed + 1000 * at + one, way)
        return resultOf({ paper, understood: understand(paper.pages, { classes: [paper.class] }) })
      }),
    )
}).flat()
for (const row of rowsOf('invoice', results)) console.log(row.join('\t'))
