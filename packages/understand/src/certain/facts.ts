// What agrees with a value besides the signs that chose it, what contradicts it, and what is missing.
import type { Field } from '@countersign/contract/extraction'

/** `weight`: 1 for what proves nearly alone, under 0 for doubts; `expected` is what confidence is held to weigh it, in logits. */
export type Fact = { reason: string; weight: number; expected: number }

const proof = (reason: string): Fact => ({ reason, weight: 1, expected: 0.6 })
const doubt = (reason: string): Fact => ({ reason, weight: -1, expected: -1 })
/** Nothing agrees: however well a value scored, it is not passed on that alone. */
const lacking = -1.5
const lack = (reason: string): Fact => ({ reason, weight: lacking, expected: -1.2 })

export const sellerFacts = {
  web: proof('its web or mail address bears this name'),
  labelled: proof('a label names the seller'),
  numbers: proof('its tax number or bank account stands with this name'),
  again: proof('its name stands again in the head or foot'),
  one: doubt('only one other thing on the paper names this seller'),
  none: lack('nothing else on the paper names this seller'),
  otherWeb: doubt('the web or mail address bears another name'),
  rival: lack('as much speaks for another name as the seller'),
  asBuyer: lack('a label says this one is billed or supplied'),
}
export const buyerFacts = {
  labelled: proof('a label says who is billed'),
  window: proof('stands with its address where a window shows it'),
  only: proof("no other address on the paper but the seller's"),
  rival: doubt('another name heads an address too'),
  again: proof('its name stands again'),
  none: lack('no label and no window names this buyer'),
  asSeller: lack("the seller's own details stand with this name"),
  sellerOpen: doubt('who the seller is, is not proven, and no label says who is billed'),
}
export const sumFacts = {
  rate: proof('the tax is what a printed rate makes'),
  again: proof('the total is printed again'),
  paid: proof('what was given less the change is the total'),
  goods: proof('prices above add up to it'),
  one: lack('only one other thing proves this amount'),
  none: lack('no other amount proves this one'),
  larger: lack('a larger amount stands on the paper and nothing explains it'),
  other: doubt('another total stands below it'),
}
export const dateFacts = {
  labelled: proof("a label says it is the document's date"),
  only: proof('no other date on the paper'),
  beside: proof("stands beside the document's number"),
  none: lack('no label says whose date this is'),
  other: doubt('another date is labelled so too'),
  swapped: lack('day and month could be the other way round'),
  order: doubt('lies behind the day it is due'),
}
export const idFacts = {
  labelled: proof('a label says what it is'),
  checked: proof('its check digits are right'),
  only: proof('no other one on the paper'),
  none: lack('no label says what number this is'),
  unchecked: doubt('it has no check digits that are right'),
  other: doubt('another one stands on the paper'),
  ofBuyer: doubt("a label says it is the buyer's"),
}
export const currencyFacts = {
  other: doubt('another currency stands on the paper'),
  amounts: lack('amounts of two currencies stand on the paper'),
}
export const readingFacts = {
  doubted: lack('letters of it were hard to read'),
}

const all = [sellerFacts, buyerFacts, sumFacts, dateFacts, idFacts, currencyFacts, readingFacts].flatMap(
  (of): Fact[] => Object.values(of),
)
export const factsByReason: ReadonlyMap<string, Fact> = new Map(all.map((fact) => [fact.reason, fact]))

/** Whether something that a value needs is missing. */
export function lacks({ why = [] }: Pick<Field, 'why'>): boolean {
  return why.some(({ reason }) => (factsByReason.get(reason)?.weight ?? 0) <= lacking)
}

/** The worst that is missing or contradicts, in words for whoever has to look; null where nothing does. */
export function worstDoubt({ why = [] }: Pick<Field, 'why'>): string | null {
  const doubts = why
    .flatMap(({ reason }) => factsByReason.get(reason) ?? [])
    .filter(({ weight }) => weight < 0)
  return doubts.sort((a, b) => a.weight - b.weight)[0]?.reason ?? null
}
