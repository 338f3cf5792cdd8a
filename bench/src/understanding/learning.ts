// How fast an account teaches: generated suppliers whose layouts and words nobody tuned on, after 0 to 10 corrected papers.
import type { Field, FieldValue } from '@countersign/contract/extraction'
import { makeSupplierPaper, type SupplierPaper } from '@countersign/fixtures/business/supplier-paper'
import { type Lesson, makeLesson } from '@countersign/understand/learn/lesson'
import type { DecidedLine } from '@countersign/understand/learn/tables/taught-table'
import { understand } from '@countersign/understand/understand'
import { sameSeller } from '../accuracy.ts'
import type { Table } from '../table.ts'
import { canonicalText, isName } from '../truth.ts'
import { countLines, type LineCounts, lineParts, linesF1, sumLines } from './lines.ts'

/** Rules of learning were tried on suppliers below 1,000. */
const firstSeed = 20_000
const corrected = [0, 1, 3, 5, 10]
/** Papers of each supplier that are read, after those that teach. */
const asked = 3
const aim = { after: 5, f1: 0.99 }

const types: Record<string, Field['type']> = {
  date: 'date',
  dueDate: 'date',
  net: 'money',
  tax: 'money',
  total: 'money',
  iban: 'iban',
  vatId: 'vatId',
  currency: 'currency',
}

type Count = { right: number; wrong: number; missing: number; passed: number; passedWrong: number }

/** Tables of goods that nobody prints so: names for the columns that no dictionary has or none, numbers below the names. */
export function lineLearningTable(suppliers: number): Table {
  const rows = [false, true].flatMap((misread) => {
    const counts = corrected.map((): LineCounts[] => [])
    for (let at = 0; at < suppliers; at++) askForLines({ seed: firstSeed + at, misread }, counts)
    return corrected.map((papers, at) => {
      const sum = sumLines(counts[at] ?? [])
      return [
        misread ? 'some misread' : 'as printed',
        papers,
        sum.amount.known,
        ...lineParts.map((part) => percent(linesF1(sum, part))),
      ]
    })
  })
  return {
    title: `Learning lines: ${suppliers} generated suppliers with unusual tables, ${asked} papers each; F1`,
    columns: ['letters', 'corrected papers', 'lines', ...lineParts],
    rows,
  }
}

function askForLines(
  { seed, misread }: { seed: number; misread: boolean },
  counts: readonly LineCounts[][],
): void {
  const most = Math.max(...corrected)
  const paper = (at: number) => makeSupplierPaper({ seed, at, misread, odd: true })
  const lessons = Array.from({ length: most }, (_, at) => lessonOf(paper(at), at))
  for (const [index, papers] of corrected.entries())
    for (let at = most; at < most + asked; at++) {
      const { pages, lines } = paper(at)
      const learned = { lessons: lessons.slice(0, papers) }
      const truth = lines.map(({ price, ...line }) => ({
        ...line,
        unitPrice: price === null ? null : price / 100,
      }))
      counts[index]?.push(countLines(truth, understand(pages, { classes: ['invoice'], learned }).lines ?? []))
    }
}

/** As a person types them. */
const decidedLines = ({ lines, fields: { currency } }: SupplierPaper): DecidedLine[] =>
  lines.map(({ description, article, quantity, price, amount }) => ({
    ...{ description, article, unit: null, taxRate: null },
    quantity: quantity === null ? null : String(quantity),
    unitPrice: price === null ? null : (price / 100).toFixed(2),
    amount: { minor: amount, currency: String(currency) },
  }))

export function learningTable(suppliers: number): Table {
  const rows = [false, true].flatMap((misread) => {
    const counts = corrected.map((): Count => ({ right: 0, wrong: 0, missing: 0, passed: 0, passedWrong: 0 }))
    for (let at = 0; at < suppliers; at++) askSupplier({ seed: firstSeed + at, misread }, counts)
    return corrected.map((papers, at) => rowOf({ papers, misread }, counts[at]))
  })
  return {
    title: `Learning: ${suppliers} generated suppliers of unseen layouts, ${asked} papers each`,
    columns: ['letters', 'corrected papers', 'known', 'F1', 'sure (0.9)', 'of those wrong', ''],
    rows,
  }
}

function rowOf({ papers, misread }: { papers: number; misread: boolean }, count: Count | undefined) {
  const { right, wrong, missing, passed, passedWrong } = count ?? {
    ...{ right: 0, wrong: 0, missing: 0, passed: 0, passedWrong: 0 },
  }
  const known = right + wrong + missing
  const f1 = (2 * right) / (known + right + wrong)
  const judged = !misread && papers === aim.after
  return [
    misread ? 'some misread' : 'as printed',
    papers,
    known,
    percent(f1),
    percent(passed / known),
    passedWrong,
    judged ? `aim ${percent(aim.f1)}: ${f1 >= aim.f1 ? 'held' : 'LOST'}` : '',
  ]
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

function askSupplier({ seed, misread }: { seed: number; misread: boolean }, counts: readonly Count[]): void {
  const most = Math.max(...corrected)
  const lessons = Array.from({ length: most }, (_, at) =>
    lessonOf(makeSupplierPaper({ seed, at, misread }), at),
  )
  for (const [index, papers] of corrected.entries()) {
    const count = counts[index]
    for (let at = most; at < most + asked && count; at++)
      judge(makeSupplierPaper({ seed, at, misread }), lessons.slice(0, papers), count)
  }
}

/** As a person leaves it who compares every value with the paper. */
function lessonOf(paper: SupplierPaper, at: number): Lesson {
  const { pages, fields } = paper
  const read = understand(pages, { classes: ['invoice'] })
  const decided = Object.entries(fields).map(([name, value]) => ({
    ...{ name, value, looked: true },
    type: types[name] ?? ('text' as const),
  }))
  return makeLesson(pages, {
    documentId: String(at),
    ...{ class: 'invoice', classAsRead: read.class, language: read.language, asRead: read.fields, decided },
    lines: decidedLines(paper),
  })
}

function judge({ pages, fields }: SupplierPaper, lessons: readonly Lesson[], count: Count): void {
  const read = understand(pages, { classes: ['invoice'], learned: { lessons } })
  for (const [name, value] of Object.entries(fields)) {
    const found = read.fields.find((field) => field.name === name)
    const right = found !== undefined && isRight(name, value, found.value)
    if (found === undefined) count.missing += 1
    else count[right ? 'right' : 'wrong'] += 1
    if (found === undefined || found.confidence < 0.9) continue
    count.passed += 1
    if (!right) count.passedWrong += 1
  }
}

function isRight(name: string, value: FieldValue, found: FieldValue): boolean {
  if (typeof value !== 'string' || typeof found !== 'string')
    return typeof value !== 'string' && typeof found !== 'string' && value.minor === found.minor
  return isName(name) ? sameSeller(value, found) : canonicalText(value) === canonicalText(found)
}
