// Whether what is known to be true stands on the paper at all: some PDFs print other values than their XML has.
import type { Page } from '@countersign/contract/layout'
import { parseDate } from '@countersign/understand/normalise/date'
import { canonicalText, isName } from '../truth.ts'

const digitsOf = (text: string): string => text.replace(/\D/g, '')
const lettersOf = (text: string): string =>
  text
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
const mostWords = 5

/** Lenient: digits of an amount in any form, a date in any, all long words of a name anywhere. */
export function isPrinted(pages: readonly Page[], field: string, expected: string): boolean {
  const lines = pages.flatMap(({ blocks }) => blocks.flatMap((block) => block.lines))
  const texts = lines.map(({ words }) => words.map(({ text }) => text))
  if (field === 'date') return texts.some((words) => hasDate(words, expected))
  if (field === 'currency') return true
  if (isName(field) || field === 'address') {
    const all = lettersOf(texts.flat().join(' '))
    const long = expected
      .split(/\s+/)
      .map(lettersOf)
      .filter((word) => word.length > 3)
    return (long.length > 0 ? long : [lettersOf(expected)]).every((word) => all.includes(word))
  }
  if (/^-?\d+$/.test(expected)) {
    const goal = digitsOf(expected).replace(/0+$/, '')
    return texts.some((words) => digitsOf(words.join(' ')).includes(goal))
  }
  return texts.some((words) => canonicalText(words.join('')).includes(expected))
}

function hasDate(words: readonly string[], expected: string): boolean {
  return words.some((_, from) =>
    Array.from({ length: mostWords }, (__, more) => words.slice(from, from + more + 1).join(' ')).some(
      (text) => [parseDate(text, 'dmy'), parseDate(text, 'mdy')].some((date) => date?.iso === expected),
    ),
  )
}
