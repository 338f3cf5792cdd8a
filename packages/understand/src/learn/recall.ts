// Where on a new paper of a known layout a field stands: by the signs that it had on the papers before.
import type { FieldValue } from '@countersign/contract/extraction'
import type { TaughtValue } from './lesson.ts'
import { type Option, sameThin, withinDistance } from './options.ts'
import { comparable, kindOf, shapeOf, signKinds, wording, wordsOfSign } from './signs.ts'
import { skeleton, thin } from './words.ts'

/** What the lessons of one layout say of one field together. */
export type Memory = {
  /** Lessons in which it was found on the paper. */
  count: number
  support: ReadonlyMap<string, number>
  others: ReadonlyMap<string, number>
  rivals: number
  /** Values seen, the most frequent first. */
  values: readonly { value: FieldValue; count: number; bare: string }[]
  /** How many digits or letters its texts have, where most are of one shape. */
  shape: string | null
}

export type Recalled = {
  option: Option
  value: FieldValue
  /** How far it is before the next that means something else. */
  margin: number
  score: number
  why: { reason: string; weight: number }[]
}

/** Names that are the same on every paper of a sender, as anybody who opens letters knows. */
const constant = new Set([
  'seller',
  'vatId',
  'iban',
  'currency',
  'buyer',
  'sellerAddress',
  'taxNumber',
  'bic',
])
const strongest = 4
const mostReasons = 5
const alike = 0.6
const leastSameShape = 0.6
/** What is this far before all others may have a few signs against it. */
const clearLead = 3
const lowest = -2.5

export function memoryOf(taught: readonly TaughtValue[]): Memory {
  const found = withoutSlips(taught.filter(({ places }) => places.length > 0))
  const support = new Map<string, number>()
  const others = new Map<string, number>()
  for (const [at, { others: shared }] of found.entries()) {
    for (const sign of new Set(placesOf(found, at))) support.set(sign, (support.get(sign) ?? 0) + 1)
    for (const [sign, count] of Object.entries(shared))
      others.set(comparable(sign), (others.get(comparable(sign)) ?? 0) + count)
  }
  return {
    count: found.length,
    ...{ support, others },
    rivals: found.reduce((sum, { rivals }) => sum + rivals, 0),
    values: valuesOf(taught),
    shape: shapeIn(found),
  }
}

function shapeIn(found: readonly TaughtValue[]): string | null {
  const counts = new Map<string, number>()
  for (const { places } of found) {
    const shape = wordsOfSign(places[0]?.find((sign) => kindOf(sign) === 'shape') ?? '|')
    counts.set(shape, (counts.get(shape) ?? 0) + 1)
  }
  const [best] = [...counts].sort((a, b) => b[1] - a[1])
  return best && best[1] >= 2 && best[1] >= leastSameShape * found.length ? best[0] : null
}

const digits: Readonly<Record<string, string>> = { O: '0', o: '0', l: '1', I: '1', S: '5', B: '8' }

/** `KX/O2664` where all numbers before were two letters and five digits: the letter is a digit that was misread. */
export function inShape(text: string, shape: string | null): string {
  const bare = (one: string) => one.replace(/[.,;:)]+$/, '')
  if (shape === null || !/9[2-8]/.test(shape)) return text
  if (bare(shapeOf(text)) === bare(shape)) return shape.endsWith('.') ? text : text.replace(/\.$/, '')
  const mended = text.replace(/[OolISB]/g, (letter) => digits[letter] ?? letter)
  const inner = text.replace(/(?<=\d)[OolISB]|[OolISB](?=\d)/g, (letter) => digits[letter] ?? letter)
  return [inner, mended].map(bare).find((one) => shapeOf(one) === bare(shape)) ?? text
}

/** By these it is told whether papers speak of the same place. */
const telling = new Set(['before', 'label', 'box', 'head', 'general'])
/** Two others at least have to agree before one is taken for a slip. */
const leastAgreeing = 3
const leastAlike = 0.2

/** Without papers that contradict all the others: somebody picked the wrong number there, or they are of an older layout. */
function withoutSlips(found: readonly TaughtValue[]): readonly TaughtValue[] {
  if (found.length < leastAgreeing) return found
  const signs = found.map(
    ({ places }) =>
      new Set(places.flat().flatMap((sign) => (telling.has(kindOf(sign)) ? comparable(sign) : []))),
  )
  const alike = signs.map((own, at) =>
    signs.reduce((sum, other, index) => (index === at ? sum : sum + sharedBy(own, other)), 0),
  )
  const most = Math.max(...alike)
  const kept = found.filter((_, at) => (alike[at] ?? 0) >= leastAlike * most)
  return 2 * kept.length > found.length ? kept : found
}

const sharedBy = (one: ReadonlySet<string>, other: ReadonlySet<string>): number =>
  [...one].reduce((sum, sign) => sum + (other.has(sign) ? (signKinds[kindOf(sign)] ?? 0) : 0), 0)

/** Of several places where a value stands those that are most like where it stands on the other papers. */
function placesOf(found: readonly TaughtValue[], at: number): string[] {
  const { places = [] } = found[at] ?? {}
  if (places.length < 2 || found.length < 2) return places.flat().map(comparable)
  const elsewhere = found.flatMap((one, index) =>
    index === at ? [] : [new Set(one.places.flat().map(comparable))],
  )
  const ranked = places.map((place) => {
    const signs = place.map(comparable)
    const score = signs.reduce(
      (sum, sign) => sum + (signKinds[kindOf(sign)] ?? 0) * elsewhere.filter((one) => one.has(sign)).length,
      0,
    )
    return { signs, score }
  })
  const best = Math.max(...ranked.map(({ score }) => score))
  return ranked.filter(({ score }) => score >= alike * best).flatMap(({ signs }) => signs)
}

export const keyOf = (value: FieldValue): string =>
  typeof value === 'string' ? value.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '') : String(value.minor)

const bareOf = (value: FieldValue): string => (typeof value === 'string' ? skeleton(value) : '')

function valuesOf(taught: readonly TaughtValue[]): Memory['values'] {
  const counts = new Map<string, Memory['values'][number]>()
  for (const { value } of taught) {
    if (value === null) continue
    const seen = counts.get(keyOf(value)) ?? { value, count: 0, bare: bareOf(value) }
    counts.set(keyOf(value), { ...seen, count: seen.count + 1 })
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)
}

type Asked = { name: string; options: readonly Option[]; describe: (option: Option) => string[] }

/** The candidate that stands where the field stood before; null where none does. */
export function recall(memory: Memory, { name, options, describe }: Asked): Recalled | null {
  const weigher = weigherOf(memory, crowdOf(memory, { options, describe }))
  const best = new Map<string, { option: Option; score: number; signs: string[]; value: FieldValue }>()
  for (const option of options) {
    const signs = describe(option)
    const known = knownValue(memory, option)
    const value = known ?? option.value
    const score = signs.reduce((sum, sign) => sum + weigher(sign), bonus(memory, name, known))
    const key = keyOf(value)
    if (score > (best.get(key)?.score ?? Number.NEGATIVE_INFINITY))
      best.set(key, { option, score, signs, value })
  }
  const ranked = [...best.values()].sort((a, b) => b.score - a.score)
  const [first, second] = ranked
  if (first === undefined) return null
  const ahead = first.score - (second?.score ?? first.score - clearLead)
  if (first.score <= (ahead >= clearLead ? lowest : 0)) return null
  return {
    option: first.option,
    value: first.value,
    score: first.score,
    margin: ahead - Math.max(0, -first.score) / 2,
    why: reasons(first.signs, weigher),
  }
}

/** At how many places of this paper a known sign is: of ten places that have it at least nine are wrong. */
type Crowd = { places: ReadonlyMap<string, number>; all: number; asCompared: (sign: string) => string }

export function crowdOf({ support }: Memory, { options, describe }: Omit<Asked, 'name'>): Crowd {
  const compared = new Map<string, string>()
  const asCompared = (sign: string): string => {
    const known = compared.get(sign) ?? comparable(sign)
    compared.set(sign, known)
    return known
  }
  const places = new Map<string, Set<number>>()
  const all = new Set<number>()
  for (const option of options) {
    const place = option.row.index * 10_000 + option.from
    all.add(place)
    for (const sign of describe(option)) {
      const known = asCompared(sign)
      if (!support.has(known)) continue
      const seen = places.get(known)
      if (seen === undefined) places.set(known, new Set([place]))
      else seen.add(place)
    }
  }
  const sizes = [...places].map(([sign, seen]) => [sign, seen.size] as const)
  return { places: new Map(sizes), all: all.size, asCompared }
}

/** What a sign of a candidate says for it (over 0) or against it: the log of how much oftener right places had it. */
export function weigherOf(
  { count, support, others, rivals }: Memory,
  crowd: Crowd,
): (sign: string) => number {
  const known = new Map<string, number>()
  const weigh = (sign: string): number => {
    const seen = seenLike(support, crowd.asCompared(sign))
    const kind = signKinds[kindOf(sign)] ?? 0
    const right = (support.get(seen ?? '') ?? 0) + 0.25
    if (seen === null) return kind * Math.log(right / (count + 0.5) / 0.5)
    const before = ((others.get(seen) ?? 0) + 0.5) / (rivals + 1)
    const here = (Math.max(1, crowd.places.get(seen) ?? 1) - 0.5) / Math.max(1, crowd.all)
    // The bound is on how rare a sign is: papers that contradict each other are told by how many have it.
    const rare = Math.min(strongest, -Math.log(Math.max(before, here)))
    return kind * Math.max(-strongest, rare + Math.log(right / (count + 0.5)))
  }
  return (sign) => {
    const weight = known.get(sign) ?? weigh(sign)
    known.set(sign, weight)
    return weight
  }
}

/** The sign itself, or one whose words were read with a letter or two mistaken. */
function seenLike(support: ReadonlyMap<string, number>, sign: string): string | null {
  if (support.has(sign)) return sign
  const kind = kindOf(sign)
  const words = wordsOfSign(sign)
  const most = Math.floor(words.length / 6)
  if (!wording.has(kind) || most === 0) return null
  for (const known of support.keys())
    if (kindOf(known) === kind && withinDistance(wordsOfSign(known), words, most)) return known
  return null
}

/** The value that was seen before and is read here, perhaps with a letter mistaken. */
function knownValue({ values }: Memory, { value, loose }: Option): FieldValue | null {
  if (typeof value !== 'string') return null
  const bare = loose === undefined ? skeleton(value) : thin(loose)
  return values.find((one) => one.bare !== '' && sameThin(one.bare, bare))?.value ?? null
}

function bonus({ values, count }: Memory, name: string, known: FieldValue | null): number {
  // A box that was ticked twice is not ticked for ever.
  if (values.every(({ value }) => value === 'true' || value === 'false')) return 0
  const all = Math.max(
    count,
    values.reduce((sum, one) => sum + one.count, 0),
  )
  const share = (values[0]?.count ?? 0) / Math.max(1, all)
  const isConstant = all >= 2 ? share >= 0.6 : constant.has(name)
  if (!isConstant) return 0
  return known === null ? -2 : 5 * share
}

function reasons(signs: readonly string[], weigher: (sign: string) => number): Recalled['why'] {
  return signs
    .map((sign) => ({ reason: sayOf(sign), weight: Math.round(100 * weigher(sign)) / 100 }))
    .filter(({ weight }) => Math.abs(weight) >= 0.3)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .slice(0, mostReasons)
}

function sayOf(sign: string): string {
  const [kind, words] = [kindOf(sign), wordsOfSign(sign)]
  if (!wording.has(kind)) return `taught: ${kind}`
  return words === '' ? `taught: nothing ${kind}` : `taught: ${kind} "${words.slice(0, 60)}"`
}
