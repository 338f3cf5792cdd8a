// Who issued a letter: by legal form, place, size of print, and what stands around the name.
import type { Field } from '@countersign/contract/extraction'
import { makeField } from './field.ts'
import { letterNames } from './letter-names.ts'
import type { Reading } from './reading.ts'
import { findSlipName } from './slip-name.ts'
import { choose } from './weigh.ts'

/** Field `seller`. A slip (receipt) carries the name in its first lines; a letter anywhere in its head or foot. */
export function findSeller(reading: Reading, style: 'letter' | 'slip' = 'letter'): Field[] {
  if (style === 'slip') return findSlipName(reading)
  const chosen = choose(letterNames(reading), 'letter.seller')
  if (chosen === null) return []
  const { name, span } = chosen.entry
  return [
    makeField({
      name: 'seller',
      type: 'text',
      value: name,
      spans: [span],
      score: chosen.probability,
      why: chosen.why,
    }),
  ]
}
