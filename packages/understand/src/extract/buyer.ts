// Who is to pay: the name in the window of the letter, or under "Bill to".
import type { Field } from '@countersign/contract/extraction'
import { plain } from '../page/sheet.ts'
import { makeField } from './field.ts'
import { letterNames } from './letter-names.ts'
import type { Reading } from './reading.ts'
import { choose } from './weigh.ts'

/** Field `buyer` of a letter; `seller` is known not to be it. */
export function findBuyer(reading: Reading, seller: Field | undefined): Field[] {
  const issuer = typeof seller?.value === 'string' ? plain(seller.value) : ''
  const chosen = choose(
    letterNames(reading).filter(({ key }) => !isSame(key, issuer)),
    'letter.buyer',
  )
  if (chosen === null) return []
  const { name, span } = chosen.entry
  return [
    makeField({
      name: 'buyer',
      type: 'text',
      value: name,
      spans: [span],
      score: chosen.probability,
      why: chosen.why,
    }),
  ]
}

const isSame = (a: string, b: string): boolean => b !== '' && (a.startsWith(b) || b.startsWith(a))
