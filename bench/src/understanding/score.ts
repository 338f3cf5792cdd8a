// What was understood beside the truth: F1 with an interval, calibration, and what would have passed without a person.
import type { Finding } from '@countersign/contract/extraction'
import { makeRandom } from '@countersign/fixtures/random'
import { check, thresholdOf } from '@countersign/understand/check'
import { defaultConfidence, defaultRequired } from '@countersign/understand/classes/classes'
import { type Understanding, understand } from '@countersign/understand/understand'
import { canonicalValue, type Judgement, judge } from '../accuracy.ts'
import { canonicalText, isName } from '../truth.ts'
import { isPrinted } from './printed.ts'
import type { Reading } from './readings.ts'

export type Judged = Reading & {
  understanding: Understanding
  findings: Finding[]
  judgements: Judgement[]
  /** CPU of understanding and checking, pages of the document together. */
  cpuMs: number
}

/** The data's documents were made before this day. */
const today = '2026-01-01'

export function judgeReading(reading: Reading): Judged {
  const before = process.cpuUsage()
  const understanding = understand(reading.pages)
  const rules = { confidence: defaultConfidence, required: defaultRequired, today }
  const findings = [...understanding.findings, ...check(understanding, rules)]
  const { user, system } = process.cpuUsage(before)
  const { truth, class: known } = reading.subject
  const extraction = { documentId: '', run: 1, ...understanding }
  const judgements = judge(extraction, truth).map((one) => (known === 'receipt' ? exactly(one) : one))
  return { ...reading, understanding, findings, judgements, cpuMs: (user + system) / 1000 }
}

const bare = (text: string): string => canonicalText(text).replace(/[^\p{L}\p{N}]/gu, '')

/** Receipts are compared as their contest does: every letter of a name and an address counts. */
function exactly(one: Judgement): Judgement {
  if (!(isName(one.field) || one.field === 'address') || one.found === null) return one
  return { ...one, verdict: bare(one.expected) === bare(one.found) ? 'right' : 'wrong' }
}

/**
 * The same, but judged only by what stands on some copy of the paper: the truth of an e-invoice is its XML, and some
 * papers print other sums. A value that was only misread stays: another copy, or the PDF's own text, has it.
 */
export function asPrinted(judged: readonly Judged[]): Judged[] {
  const copies = Map.groupBy(judged, ({ subject: { family, truth } }) => JSON.stringify([family, truth]))
  return judged.map((one) => {
    const { family, truth } = one.subject
    const pages = (copies.get(JSON.stringify([family, truth])) ?? [one]).flatMap((copy) => copy.pages)
    const stands = ({ verdict, field, expected }: Judgement) =>
      verdict === 'right' || isPrinted(pages, field, expected)
    return { ...one, judgements: one.judgements.filter(stands) }
  })
}

export type F1 = { known: number; right: number; wrong: number; f1: number; low: number; high: number }

const rounds = 400

/** F1 of these fields with a 95 % interval: families are drawn anew with replacement (Efron 1979), seeded. */
export function f1Of(judged: readonly Judged[], fields: readonly string[]): F1 {
  const families = [...Map.groupBy(judged, ({ subject }) => subject.family).values()].map((of) =>
    countsOf(of.flatMap(({ judgements }) => judgements).filter(({ field }) => fields.includes(field))),
  )
  const random = makeRandom(1)
  const draws = Array.from({ length: rounds }, () =>
    harmonic(families.map(() => families[random.int(0, families.length - 1)] ?? nothing)),
  ).sort((a, b) => a - b)
  const at = (share: number) => draws[Math.floor(share * (rounds - 1))] ?? Number.NaN
  return { ...sumOf(families), f1: harmonic(families), low: at(0.025), high: at(0.975) }
}

type Counts = { known: number; right: number; wrong: number }
const nothing: Counts = { known: 0, right: 0, wrong: 0 }

const countsOf = (judgements: readonly Judgement[]): Counts => ({
  known: judgements.length,
  right: judgements.filter(({ verdict }) => verdict === 'right').length,
  wrong: judgements.filter(({ verdict }) => verdict === 'wrong').length,
})

const sumOf = (all: readonly Counts[]): Counts =>
  all.reduce(
    (sum, one) => ({
      known: sum.known + one.known,
      right: sum.right + one.right,
      wrong: sum.wrong + one.wrong,
    }),
    nothing,
  )

function harmonic(all: readonly Counts[]): number {
  const { known, right, wrong } = sumOf(all)
  return known === 0 ? Number.NaN : (2 * right) / (known + right + wrong)
}

/** `held`: a finding stops it whatever its confidence. `printed`: the truth stands on the paper, as far as a program can tell. */
export type Certainty = {
  confidence: number
  right: boolean
  passed: boolean
  held: boolean
  printed: boolean
}

/** Every field that was found and whose truth is known: how sure it was, whether it was right, whether it passed. */
export function certainties(judged: readonly Judged[], field?: string): Certainty[] {
  return judged.flatMap(({ understanding, findings, judgements, pages }) => {
    const errors = findings.filter(({ severity }) => severity === 'error')
    const stopped = new Set(errors.map((one) => one.field))
    const objected = new Set(errors.filter(({ rule }) => rule !== 'field.uncertain').map((one) => one.field))
    return judgements.flatMap((judgement) => {
      if (field !== undefined && judgement.field !== field) return []
      const found = understanding.fields.find(
        (one) => one.name === judgement.field && canonicalValue(one) === judgement.found,
      )
      if (!found) return []
      const passed =
        found.confidence >= thresholdOf(defaultConfidence, understanding.class, found.name) &&
        !stopped.has(found.name)
      const right = judgement.verdict === 'right'
      const printed = right || isPrinted(pages, judgement.field, judgement.expected)
      const held = objected.has(found.name)
      return [{ confidence: found.confidence, right, passed, held, printed }]
    })
  })
}

const bins = 10

/** Expected calibration error: the distance between claimed and right in ten bins, weighted (Naeini 2015). */
export function calibrationError(all: readonly Certainty[]): number {
  const binned = Map.groupBy(all, ({ confidence }) => Math.min(bins - 1, Math.floor(confidence * bins)))
  let error = 0
  for (const bin of binned.values()) {
    const claimed = bin.reduce((sum, { confidence }) => sum + confidence, 0)
    error += Math.abs(claimed - bin.filter(({ right }) => right).length)
  }
  return error / all.length
}
