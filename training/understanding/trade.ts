// What thresholds would let pass and how much of that would be wrong, judged on families that confidence was not
// learned from.
import { lacks } from '@countersign/understand/certain/facts'
import { confidenceBy } from '@countersign/understand/extract/calibrate'
import { calibrationError } from '../../bench/src/understanding/score.ts'
import { calibrationsOf } from './certainty.ts'
import { foldOf, type Sample } from './samples.ts'

type Rated = Sample & { confidence: number }

const folds = 5
const thresholds = [0.8, 0.85, 0.88, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98]

export function printTrade(samples: readonly Sample[]): void {
  const rated = crossed(samples)
  const byField = Map.groupBy(rated, ({ field }) => field)
  for (const field of [...byField.keys()].sort()) {
    const of = byField.get(field) ?? []
    console.log(field)
    for (const real of [true, false]) {
      const some = of.filter((one) => one.real === real)
      if (some.length > 0) console.log(real ? '  real     ' : '  generated', lineOf(some))
    }
  }
}

function crossed(samples: readonly Sample[]): Rated[] {
  return Array.from({ length: folds }, (_, fold) => {
    const learned = calibrationsOf(samples.filter(({ family }) => foldOf(family, 3, folds) !== fold))
    return samples
      .filter(({ family }) => foldOf(family, 3, folds) === fold)
      .map((one) => {
        const why = Object.keys(one.signs).map((reason) => ({ reason, weight: 0 }))
        const weighing = learned[one.field] ?? { bias: 0, weights: {} }
        return { ...one, confidence: confidenceBy(weighing, one.signs, lacks({ why })) }
      })
  }).flat()
}

function lineOf(of: readonly Rated[]): string {
  const wrong = (some: readonly Rated[]) => some.filter(({ right }) => !right).length
  const claimed = of.reduce((sum, { confidence }) => sum + confidence, 0) / of.length
  const curve = thresholds.map((least) => {
    const passed = of.filter(({ confidence }) => confidence >= least)
    return `${least}: ${((100 * passed.length) / of.length).toFixed(0)} % (${wrong(passed)})`
  })
  const right = (100 * (of.length - wrong(of))) / of.length
  const error = (
    100 * calibrationError(of.map((one) => ({ ...one, passed: false, held: false, printed: true })))
  ).toFixed(1)
  return `n ${of.length}, right ${right.toFixed(1)} %, error ${error}, claimed ${(100 * claimed).toFixed(1)} %; passing (wrong) from ${curve.join(', ')}`
}
