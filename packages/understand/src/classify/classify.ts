// Which class a document belongs to, by weighted terms.
import { type DocumentClass, documentClasses } from '@countersign/contract/extraction'
import { classDefinitions } from '../classes/classes.ts'
import { plain, type Sheet } from '../page/sheet.ts'

const longestTerm = 5
/** What speaks for `other` without any evidence: one weak term, and more the longer a text has nothing of the rest. */
const otherScore = 1.2
const mostSilence = 1.8
const someEvidence = 2
const wordsForCertainty = 12

/**
 * The class and its probability (a softmax over the scores). `allowed` restricts the answer, but `other` always competes:
 * a document that fits none of the allowed classes gets a low confidence, not a forced one.
 */
export function classify(
  sheet: Sheet,
  allowed: readonly DocumentClass[] = documentClasses,
): { class: DocumentClass; confidence: number } {
  const choices = allowed.length === 0 ? documentClasses : allowed
  const words = sheet.rows.reduce((count, row) => count + row.tokens.length, 0)
  const scores = scoresOf(sheet)
  scores.other +=
    otherScore + Math.min(mostSilence, words / 80) * Math.max(0, 1 - strongestOf(scores) / someEvidence)
  const certainty = Math.min(1, words / wordsForCertainty)
  const competing = documentClasses.filter((name) => name === 'other' || choices.includes(name))
  const power = (name: DocumentClass) => Math.exp(scores[name] * certainty)
  const sum = competing.reduce((total, name) => total + power(name), 0)
  let chosen: DocumentClass = choices.includes('other') ? 'other' : (choices[0] ?? 'other')
  for (const name of documentClasses) if (choices.includes(name) && power(name) > power(chosen)) chosen = name
  return { class: chosen, confidence: Math.round(Math.min(0.99, power(chosen) / sum) * 1000) / 1000 }
}

function strongestOf(scores: Record<DocumentClass, number>): number {
  return Math.max(...documentClasses.filter((name) => name !== 'other').map((name) => scores[name]))
}

function scoresOf(sheet: Sheet): Record<DocumentClass, number> {
  const seen = termsIn(sheet)
  const score = (name: DocumentClass) => {
    let sum = 0
    for (const [term, weight] of Object.entries(classDefinitions[name].terms)) {
      const prominence = seen.get(term.startsWith('*') ? `*${plain(term)}` : plain(term))
      if (prominence !== undefined) sum += weight * prominence
    }
    // Long documents mention many words; beyond 8 more terms say little.
    return sum > 8 ? 8 + Math.log1p(sum - 8) : sum
  }
  return Object.fromEntries(documentClasses.map((name) => [name, score(name)])) as Record<
    DocumentClass,
    number
  >
}

const terms = new Set(documentClasses.flatMap((name) => Object.keys(classDefinitions[name].terms)))
const wholes = new Set([...terms].map(plain))
/** Terms that begin with `*` are ends of words: German writes "Stromrechnung" in one. */
const ends = [...terms].filter((term) => term.startsWith('*')).map(plain)

/** The terms of all classes that occur, and how prominent each is: 1, or more in a heading. */
function termsIn(sheet: Sheet): Map<string, number> {
  const seen = new Map<string, number>()
  for (const row of sheet.rows)
    for (let from = 0; from < row.tokens.length; from++) {
      const token = row.tokens[from]
      if (token === undefined) continue
      const heading =
        token.bottom - token.top > 1.3 * sheet.height || (row.index < 3 && row.tokens.length <= 5)
      const see = (term: string) => seen.set(term, Math.max(seen.get(term) ?? 0, heading ? 1.5 : 1))
      for (const end of ends) if (token.plain.endsWith(end) && token.plain !== end) see(`*${end}`)
      let compact = ''
      for (let to = from; to < Math.min(row.tokens.length, from + longestTerm); to++) {
        compact += row.tokens[to]?.plain ?? ''
        if (wholes.has(compact)) see(compact)
      }
    }
  return seen
}
