// Who bills and who is billed: what else on the paper says so.
import { letterNames } from '../extract/letter-names.ts'
import { legalForm, looksLikeName, nameIn } from '../extract/names.ts'
import type { Reading } from '../extract/reading.ts'
import { plain, type Span, segmentsOf, textOf } from '../page/sheet.ts'
import { buyerFacts, type Fact, sellerFacts } from './facts.ts'
import { bears, coreOf, domainsOf, hasNumbers, inFootOrHead, type Place, placesOf } from './places.ts'

const sure = 0.5
const mostRivals = 10
const bank = /bank|sparkasse|banque|banco|banca|caisse|caixa|cr[eé]dit/i
const town =
  /(?:^|[\s-])\d{4,6}\s+\p{L}{2,}|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\p{L}{2,}[,\s]+(?:[A-Z]{2}\s+)?\d{5}\b|\b\d{2}-\d{3} \p{L}|\b\d{4}-\d{3} \p{L}|\b\d{4} ?[A-Z]{2} \p{L}/u

const says =
  (role: string) =>
  ({ side }: Place) =>
    side?.role === role && side.weight >= sure

export function factsOfSeller(name: string, { reading, buyer }: Asked): Fact[] {
  const places = placesOf(name, reading)
  const domains = domainsOf(reading.sheet.rows)
  const found = proofsOfSeller(name, { reading, places, domains })
  const proofs = found.length
  const named = found.includes(sellerFacts.web)
  if (proofs === 0) found.push(sellerFacts.none)
  else if (proofs === 1 && !named) found.push(sellerFacts.one)
  const rivals = rivalsOf(name, { reading, buyer })
  const rivalled = rivals.some((other) => {
    const theirs = proofsOfSeller(other, { reading, places: placesOf(other, reading), domains })
    return theirs.length >= Math.max(1, proofs) && !(named && !theirs.includes(sellerFacts.web))
  })
  if (rivalled) found.push(sellerFacts.rival)
  const others = [...domains].filter((domain) => buyer !== null && bears(domain, buyer))
  if (!named && others.length > 0) found.push(sellerFacts.otherWeb)
  if (places.length > 0 && places.every(isSupplied)) found.push(sellerFacts.asBuyer)
  return found
}

type Asked = { reading: Reading; buyer: string | null }
type Seen = { reading: Reading; places: readonly Place[]; domains: ReadonlySet<string> }

const isSupplied = (place: Place): boolean => says('buyer')(place) || says('shipTo')(place)

/** What on the paper says of this name that it bills, each thing for itself. */
function proofsOfSeller(name: string, { reading, places, domains }: Seen): Fact[] {
  const own = places.filter((place) => !isSupplied(place))
  const found: Fact[] = []
  if ([...domains].some((domain) => bears(domain, name))) found.push(sellerFacts.web)
  if (own.some(says('seller'))) found.push(sellerFacts.labelled)
  if (own.some((place) => hasNumbers(place, reading))) found.push(sellerFacts.numbers)
  if (own.length > 1 && own.some(inFootOrHead) && apart(own, reading)) found.push(sellerFacts.again)
  return found
}

/** The buyer, and others on the first page whose names are those of companies. */
function rivalsOf(name: string, { reading, buyer }: Asked): string[] {
  const [page] = reading.sheet.pages
  const own = coreOf(name)
  const names = reading.sheet.rows
    .filter((row) => row.page === page?.number)
    .flatMap((row) => segmentsOf(row).map((span) => nameIn(textOf(span))))
    .filter((text) => legalForm.test(text) && looksLikeName(text) && !bank.test(text))
  const others = [...new Set([...(buyer === null ? [] : [buyer]), ...names])]
  return others.filter((text) => !own.every((word) => plain(text).includes(word))).slice(0, mostRivals)
}

function apart(places: readonly Place[], { sheet }: Reading): boolean {
  const tops = places.map(({ span }) => span.top + 1e4 * span.row.page)
  return Math.max(...tops) - Math.min(...tops) > 8 * sheet.height
}

export function factsOfBuyer(name: string, { reading, seller, sellerProven }: AskedBuyer): Fact[] {
  const places = placesOf(name, reading)
  const found: Fact[] = []
  const labelled = places.some(says('buyer'))
  if (labelled) found.push(buyerFacts.labelled)
  if (places.some((place) => inWindow(place, reading))) found.push(buyerFacts.window)
  if (found.length === 0) found.push(buyerFacts.none)
  found.push(...factsOfAddresses(name, { reading, seller }))
  if (places.length > 1) found.push(buyerFacts.again)
  const domains = [...domainsOf(reading.sheet.rows)]
  const numbered = places.some((place) => place.share > 0.8 && hasNumbers(place, reading))
  if (numbered || domains.some((domain) => bears(domain, name)) || places.some(says('seller')))
    found.push(buyerFacts.asSeller)
  if (!sellerProven && !labelled) found.push(buyerFacts.sellerOpen)
  return found
}

type AskedBuyer = { reading: Reading; seller: string | null; sellerProven: boolean }

/** Whether other names than the two sides' head an address; where goods go does not count. */
function factsOfAddresses(name: string, { reading, seller }: Omit<AskedBuyer, 'sellerProven'>): Fact[] {
  const own = [name, ...(seller === null ? [] : [seller])].map(coreOf)
  const heads = letterNames(reading).filter(
    ({ name: other, signs }) =>
      signs['first of its block'] === 1 &&
      !signs['label of the delivery'] &&
      !own.some((core) => core.every((word) => plain(other).includes(word))),
  )
  return [heads.length > 0 ? buyerFacts.rival : buyerFacts.only]
}

/** In the upper third with a town below it: to the left, or to the right where windows are. */
function inWindow({ span, share }: Place, { sheet }: Reading): boolean {
  if (share < 0.11 || share > 0.38) return false
  const below = (other: Span) =>
    other.top > span.top &&
    other.top - span.bottom < 8 * sheet.height &&
    Math.abs(other.left - span.left) < 2 * sheet.height
  return sheet.rows.some(
    (row) =>
      row.page === span.row.page && segmentsOf(row).some((other) => below(other) && town.test(textOf(other))),
  )
}
