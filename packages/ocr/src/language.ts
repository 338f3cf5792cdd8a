// Which language a page is written in, told by its small words and by the words of business papers.

import { type Language, letters, wordLists } from './language-words.ts'

// A word in several lists counts for each of them by its share, so that "de" says little and "und" says much.
const shares = sharesOf(wordLists)

/** Fewer words than this in one language say nothing: a name, a street, a brand. */
const leastEvidence = 2.5
/** The best language must be this much better than the next. */
const leastLead = 1.25
/** What an expected language needs less. */
const expectedBonus = 1.2

/**
 * The language of these words, or null when they do not tell. `expected` (ISO 639-1) only tips a balance:
 * a French letter in a German and English workflow is still French.
 */
export function guessLanguage(words: readonly string[], expected: readonly string[] = []): Language | null {
  const scores = new Map<Language, number>()
  const add = (language: Language, value: number) => scores.set(language, (scores.get(language) ?? 0) + value)
  for (const text of words) {
    const word = text.toLowerCase().replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
    for (const [language, share] of shares.get(plain(word)) ?? []) add(language, share)
    for (const [pattern, languages] of letters) {
      if (pattern.test(word)) for (const language of languages) add(language, 0.5 / languages.length)
    }
  }
  const ranked = [...scores]
    .map(([language, score]) => ({
      language,
      score: score * (expected.includes(language) ? expectedBonus : 1),
    }))
    .sort((a, b) => b.score - a.score)
  const [best, next] = ranked
  if (!best || best.score < leastEvidence || best.score < leastLead * (next?.score ?? 0)) return null
  return best.language
}

const spelling: Readonly<Record<string, string>> = {
  ß: 'ss',
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ı: 'i',
  æ: 'ae',
  œ: 'oe',
}

/** Without accents, the way the recogniser writes it. */
function plain(word: string): string {
  const spelled = word.replace(/[ßłøđıæœ]/g, (letter) => spelling[letter] ?? letter)
  return spelled.normalize('NFD').replace(/\p{M}/gu, '')
}

function sharesOf(lists: Record<Language, string>): Map<string, [Language, number][]> {
  const languagesOf = new Map<string, Set<Language>>()
  for (const [language, list] of Object.entries(lists) as [Language, string][]) {
    for (const word of list.split(/\s+/)) {
      languagesOf.set(word, (languagesOf.get(word) ?? new Set()).add(language))
    }
  }
  // Squared: a word of two languages is worth a quarter to each, not a half.
  return new Map(
    [...languagesOf].map(([word, languages]) => [
      word,
      [...languages].map((language): [Language, number] => [language, 1 / languages.size ** 2]),
    ]),
  )
}
