// Documents with their truth, as cases to learn from: what each field could be, and which of it is right.
import type { Page } from '@countersign/contract/layout'
import { makeInvoicePaper, type Paper } from '@countersign/fixtures/business/invoice-paper'
import { makeReceiptPaper } from '@countersign/fixtures/business/receipt-paper'
import { makePostPaper } from '@countersign/fixtures/post/post-paper'
import { languageOf } from '@countersign/understand/classify/language'
import { dateEntries } from '@countersign/understand/extract/dates'
import { ibanEntries, numberEntries, vatIdEntries } from '@countersign/understand/extract/identifiers'
import { letterNames } from '@countersign/understand/extract/letter-names'
import { readSheet, type Reading as SheetReading } from '@countersign/understand/extract/reading'
import { slipAddresses } from '@countersign/understand/extract/slip-address'
import { slipNames } from '@countersign/understand/extract/slip-name'
import { slipTotals } from '@countersign/understand/extract/slip-total'
import { layOut, plain } from '@countersign/understand/page/sheet'
import { distance } from '../../bench/src/edit-distance.ts'
import { halfOf, type Subject, subjectsOf } from '../../bench/src/understanding/documents.ts'
import { type Reading, readAll } from '../../bench/src/understanding/readings.ts'
import type { Case } from './fit.ts'

export type Dataset = { field: string; real: boolean; cases: (Omit<Case, 'weight'> & { family: string })[] }
type Known = Readonly<Record<string, string | undefined>>
type Entry = Case['entries'][number]
type Source = {
  field: string
  slip: boolean | null
  truth: string
  entries: (reading: SheetReading) => Entry[]
  /** The greatest share of letters that may differ; 0: none. */
  slack: number
}

const sources: readonly Source[] = [
  {
    field: 'letter.seller',
    slip: false,
    truth: 'seller',
    entries: (reading) => letterNames(reading),
    slack: 0.25,
  },
  {
    field: 'letter.buyer',
    slip: false,
    truth: 'buyer',
    entries: (reading) => letterNames(reading),
    slack: 0.25,
  },
  {
    field: 'letter.date',
    slip: false,
    truth: 'date',
    entries: (reading) => dateEntries(reading, 'date'),
    slack: 0,
  },
  {
    field: 'letter.dueDate',
    slip: false,
    truth: 'dueDate',
    entries: (reading) => dateEntries(reading, 'dueDate'),
    slack: 0,
  },
  {
    field: 'slip.date',
    slip: true,
    truth: 'date',
    entries: (reading) => dateEntries(reading, 'date'),
    slack: 0,
  },
  { field: 'slip.seller', slip: true, truth: 'seller', entries: (reading) => slipNames(reading), slack: 0.2 },
  {
    field: 'slip.address',
    slip: true,
    truth: 'address',
    entries: (reading) => slipAddresses(reading),
    slack: 0.2,
  },
  { field: 'slip.total', slip: true, truth: 'total', entries: slipTotals, slack: 0 },
  {
    field: 'number',
    slip: null,
    truth: 'number',
    entries: (reading) => numberEntries(reading, 'number'),
    slack: 0,
  },
  { field: 'iban', slip: null, truth: 'iban', entries: ibanEntries, slack: 0 },
  { field: 'vatId', slip: null, truth: 'vatId', entries: vatIdEntries, slack: 0 },
]

const commercial = new Set(['invoice', 'credit_note', 'receipt'])

type Document = { pages: readonly Page[]; slip: boolean; known: Known; real: boolean; family: string }

export function generated(count: number): Dataset[] {
  const documents: Document[] = []
  for (let seed = 1; seed <= count; seed++)
    for (const paper of [makeInvoicePaper(seed), makePostPaper(seed), makeReceiptPaper(seed)]) {
      const texts = Object.entries(paper.fields).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : String(value.minor),
      ])
      documents.push({
        pages: paper.pages,
        slip: paper.class === 'receipt',
        known: Object.fromEntries(texts),
        real: false,
        family: layoutOf(paper),
      })
    }
  return datasetsOf(documents)
}

/** Which layout a generated paper has: by its name, or else by where its seller and its buyer stand first. */
export function layoutOf({ class: name, fields, layout, placed }: Paper): string {
  if (layout !== '') return layout
  const place = (field: string) => {
    const first = placed.find(({ text }) => text === fields[field])
    return first === undefined ? 'none' : `${first.x < 280 ? 'left' : 'right'} ${Math.round(first.y / 60)}`
  }
  return `${name}, seller ${place('seller')}, buyer ${place('buyer')}`
}

/** Half A only, originals: the other half is what the result is measured on. */
export async function realReadings(data: string, keep: string | null): Promise<Reading[]> {
  const wanted = (one: Subject) => halfOf(one) === 'A' && one.source !== 'copy' && commercial.has(one.class)
  return readAll((await subjectsOf(data)).filter(wanted), { keep, say: () => {} })
}

export async function real(data: string, keep: string | null): Promise<Dataset[]> {
  const readings = await realReadings(data, keep)
  return datasetsOf(
    readings.map(({ subject, pages }) => ({
      pages,
      slip: subject.class === 'receipt',
      known: subject.truth,
      real: true,
      family: subject.family,
    })),
  )
}

function datasetsOf(documents: readonly Document[]): Dataset[] {
  const sets = new Map<string, Dataset>()
  for (const { pages, slip, known, real: is, family } of documents) {
    const sheet = layOut(pages)
    const reading = readSheet(sheet, languageOf(sheet))
    for (const source of sources) {
      if (source.slip !== null && source.slip !== slip) continue
      const one = caseOf(source, { reading, known, real: is })
      if (one === null) continue
      const set = sets.get(source.field) ?? { field: source.field, real: is, cases: [] }
      set.cases.push({ ...one, family })
      sets.set(source.field, set)
    }
  }
  return [...sets.values()]
}

function caseOf(
  { truth, entries: find, slack }: Source,
  { reading, known, real: is }: { reading: SheetReading; known: Known; real: boolean },
): Omit<Case, 'weight'> | null {
  const wanted = known[truth]
  // Where real truth is silent nothing is known; a generated paper that does not say teaches silence.
  if (wanted === undefined && is) return null
  const entries = find(reading).map(({ key, signs }) => ({ key, signs }))
  if (wanted === undefined) return entries.length === 0 ? null : { entries, targets: [] }
  const targets = nearest(wanted, entries, slack)
  return targets.length === 0 ? null : { entries, targets }
}

/** The entries nearest to the truth, if near enough; names with and without their legal form are as near. */
function nearest(wanted: string, entries: readonly Entry[], slack: number): string[] {
  const goal = plain(wanted)
  let [least, targets]: [number, string[]] = [slack + 1e-6, []]
  for (const { key } of entries) {
    const bare = plain(key)
    const far = bare === goal ? 0 : slack === 0 ? 1 : distance(goal, bare) / Math.max(1, goal.length)
    if (far < least - 1e-9) [least, targets] = [far, [key]]
    else if (Math.abs(far - least) < 1e-9 && !targets.includes(key)) targets.push(key)
  }
  return targets
}
