// Weights for every field from sets of cases: real ones outweigh generated ones, and priors hold both.
import type { Weighing } from '@countersign/understand/extract/weights.gen'
import type { Dataset } from './examples.ts'
import { fit } from './fit.ts'
import { priors } from './priors.ts'

/** How many generated papers one real document outweighs: there are few, and they are what counts. */
const weightOfReal = 6

export type Learned = { weighing: Weighing; cases: number; right: number; loss: number }

/** By field; `without`: families that are left out, to be judged by what the others taught. */
export function learnWeights(
  sets: readonly Dataset[],
  without: (family: string) => boolean = () => false,
): Map<string, Learned> {
  const byField = Map.groupBy(sets, ({ field }) => field)
  const learned = new Map<string, Learned>()
  for (const field of [...byField.keys()].sort()) {
    const cases = (byField.get(field) ?? []).flatMap(({ cases: all, real: is }) =>
      all.filter(({ family }) => !without(family)).map((one) => ({ ...one, weight: is ? weightOfReal : 1 })),
    )
    learned.set(field, { ...fit(cases, priors[field]), cases: cases.length })
  }
  return learned
}
