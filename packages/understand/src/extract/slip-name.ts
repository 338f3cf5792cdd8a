// The company at the top of a slip: one line, or two where the name did not fit.
import type { Field } from '@countersign/contract/extraction'
import { plain, type Span, textOf } from '../page/sheet.ts'
import { makeField } from './field.ts'
import { legalForm, nameIn, trimmed } from './names.ts'
import type { Reading } from './reading.ts'
import { type HeadLine, headOf } from './slip-head.ts'
import { choose, type Signs } from './weigh.ts'

export type SlipName = { key: string; signs: Signs; name: string; spans: readonly Span[] }

const mostWords = 10

/** Field `seller` of a slip. */
export function findSlipName(reading: Reading): Field[] {
  const chosen = choose(slipNames(reading), 'slip.seller')
  if (chosen === null) return []
  const { name, spans } = chosen.entry
  return [
    makeField({
      name: 'seller',
      type: 'text',
      value: name,
      spans,
      score: chosen.probability,
      why: chosen.why,
    }),
  ]
}

/** Every line of the head, and every two that could be one name. */
export function slipNames(reading: Reading): SlipName[] {
  const head = headOf(reading)
  const height = reading.sheet.height
  const names: SlipName[] = []
  let before = 0
  for (const [at, line] of head.entries()) {
    const next = head[at + 1]
    const one = nameOf([line], { before, height, next })
    if (one !== null) names.push(one)
    const joined =
      next && mayJoin(line, next, height)
        ? nameOf([line, next], { before, height, next: head[at + 2] })
        : null
    if (joined !== null) names.push(joined)
    if (one !== null && !line.kinds.has('noise')) before += 1
  }
  return names
}

/** A second line of the same size, close below and about the same middle or left edge. */
function mayJoin(line: HeadLine, next: HeadLine, height: number): boolean {
  const [a, b] = [line.span, next.span]
  const size = (span: Span) => span.bottom - span.top
  const near = b.top - a.bottom < 1.5 * height
  const middle = Math.abs((a.left + a.right) / 2 - (b.left + b.right) / 2) < 2.5 * height
  const sized = Math.max(size(a), size(b)) < 1.5 * Math.min(size(a), size(b))
  return near && sized && (middle || Math.abs(a.left - b.left) < height) && !/\d{3}/.test(next.text)
}

type Around = { before: number; height: number; next: HeadLine | undefined }

function nameOf(lines: readonly HeadLine[], { before, height, next }: Around): SlipName | null {
  const text = lines.map(({ text: one }) => one).join(' ')
  const name = nameIn(text)
  const key = plain(name)
  const letters = name.replace(/[^\p{L}]/gu, '').length
  const words = name.split(' ').length
  if (letters < 3 || words > mostWords) return null
  const [first, last] = [lines[0], lines.at(-1)]
  if (first === undefined || last === undefined) return null
  const of = (kind: Parameters<HeadLine['kinds']['has']>[0]) =>
    lines.some(({ kinds }) => kinds.has(kind)) ? 1 : 0
  const tall = (first.span.bottom - first.span.top) / height
  const tailForm = lines.length > 1 && legalForm.test(last.text) && !legalForm.test(first.text)
  const signs = {
    'line of the head': Math.min(6, before),
    'first line': before === 0 ? 1 : 0,
    'legal form': of('legalForm'),
    'tall print': Math.max(0, Math.min(1, tall - 1.2)),
    'two lines': lines.length > 1 ? 1 : 0,
    'legal form on the second line': tailForm ? 1 : 0,
    'second line is an address': lines.length > 1 && isPlace(last) ? 1 : 0,
    'looks like a street': of('street'),
    'looks like a town': of('town') || of('region'),
    'looks like premises': of('premises'),
    'telephone or web address': of('contact'),
    'tax number': of('taxId'),
    'title or label': of('title'),
    'mark of a label': of('label'),
    'begins with a small letter': /^\W*\p{Ll}/u.test(name) ? 1 : 0,
    'few letters': letters < 6 ? 1 : 0,
    'badly read': Math.max(0, 0.7 - meanConfidence(lines)) / 0.7,
    'digits in it': /\d/.test(name) ? 1 : 0,
    'address or number follows':
      next && (isPlace(next) || next.kinds.has('registration') || next.kinds.has('taxId')) ? 1 : 0,
    'registration number behind':
      text.length > name.length + 5 && /\d{4}/.test(text.slice(name.length)) ? 1 : 0,
  }
  const spans = lines.length > 1 ? lines.map(({ span }) => span) : [trimmed(first.span, name)]
  return { key, signs, name, spans }
}

function isPlace({ kinds }: HeadLine): boolean {
  return kinds.has('street') || kinds.has('town') || kinds.has('premises') || kinds.has('region')
}

function meanConfidence(lines: readonly HeadLine[]): number {
  const tokens = lines.flatMap(({ span }) => span.row.tokens.slice(span.from, span.to + 1))
  return tokens.reduce((sum, { confidence }) => sum + confidence, 0) / Math.max(1, tokens.length)
}

export function spansText(spans: readonly Span[]): string {
  return spans.map(textOf).join(' ')
}
