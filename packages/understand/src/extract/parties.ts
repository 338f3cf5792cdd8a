// Who wrote a letter and who is to pay: decided together, for one name is never both.
import type { Field } from '@countersign/contract/extraction'
import { makeField } from './field.ts'
import { type LetterName, letterNames } from './letter-names.ts'
import type { Reading } from './reading.ts'
import { best, logitOf, reasonsFor } from './weigh.ts'
import { weighings } from './weights.gen.ts'

type Side = 'seller' | 'buyer'
type Weighed = { entry: LetterName | null; key: string; logit: number }

/** Fields `seller` and `buyer`. Each one's probability is summed over everybody the other could be. */
export function findParties(reading: Reading): Field[] {
  const names = letterNames(reading)
  const sellers = weighed(names, 'seller')
  const buyers = weighed(names, 'buyer')
  const shares = { seller: new Map<string, number>(), buyer: new Map<string, number>() }
  const highest =
    Math.max(...sellers.map(({ logit }) => logit)) + Math.max(...buyers.map(({ logit }) => logit))
  let all = 0
  let most: { power: number; seller: Weighed; buyer: Weighed } | null = null
  for (const seller of sellers)
    for (const buyer of buyers) {
      if (isSame(seller.key, buyer.key)) continue
      const power = Math.exp(seller.logit + buyer.logit - highest)
      all += power
      shares.seller.set(seller.key, (shares.seller.get(seller.key) ?? 0) + power)
      shares.buyer.set(buyer.key, (shares.buyer.get(buyer.key) ?? 0) + power)
      if (most === null || power > most.power) most = { power, seller, buyer }
    }
  if (most === null) return []
  return [
    ...fieldOf('seller', most.seller, (shares.seller.get(most.seller.key) ?? 0) / all),
    ...fieldOf('buyer', most.buyer, (shares.buyer.get(most.buyer.key) ?? 0) / all),
  ]
}

/** Everybody who could be it, and nobody. */
function weighed(names: readonly LetterName[], side: Side): Weighed[] {
  const learned = weighings[`letter.${side}`]
  const nobody = { entry: null, key: '', logit: 0 }
  if (learned === undefined) return [nobody]
  const bestOf = best(names, ({ signs }) => logitOf(signs, learned))
  return [nobody, ...bestOf.map(({ entry, score }) => ({ entry, key: entry.key, logit: score }))]
}

function fieldOf(name: Side, { entry }: Weighed, probability: number): Field[] {
  if (entry === null) return []
  const why = reasonsFor(entry.signs, `letter.${name}`)
  const spans = entry.rest === undefined ? [entry.span] : [entry.span, entry.rest]
  return [makeField({ name, type: 'text', value: entry.name, spans, score: probability, why })]
}

const isSame = (a: string, b: string): boolean => b !== '' && a !== '' && (a.startsWith(b) || b.startsWith(a))
