// Which of Tesseract's languages reads which of ours, and what to say when none is there.
import { type ReadError, readError } from './read-error.ts'

/** Tesseract's codes for languages in Latin letters (ISO 639-1), best first: Dutch is read nearly as well with the letters of French. */
export const packsOf: Readonly<Record<string, readonly string[]>> = {
  af: ['afr', 'nld', 'fra'],
  bs: ['bos', 'hrv'],
  ca: ['cat'],
  cs: ['ces'],
  cy: ['cym'],
  da: ['dan'],
  de: ['deu'],
  en: ['eng'],
  es: ['spa'],
  et: ['est'],
  eu: ['eus', 'spa'],
  fi: ['fin'],
  fr: ['fra'],
  ga: ['gle'],
  gl: ['glg', 'spa'],
  hr: ['hrv'],
  hu: ['hun'],
  id: ['ind', 'eng'],
  is: ['isl'],
  it: ['ita'],
  lb: ['ltz', 'deu'],
  lt: ['lit'],
  lv: ['lav'],
  ms: ['msa', 'eng'],
  mt: ['mlt'],
  nl: ['nld', 'fra'],
  no: ['nor', 'dan'],
  pl: ['pol'],
  pt: ['por'],
  ro: ['ron'],
  sk: ['slk'],
  sl: ['slv'],
  sq: ['sqi'],
  sv: ['swe'],
  tr: ['tur'],
  vi: ['vie'],
}

/** The package to install for a Tesseract language code. */
export const packageOf = (code: string) => `@tesseract.js-data/${code}`

/** Read by a network of its own, and only when asked for: it is no good with spaces between Latin words. */
export const chinese = 'zh'

/** What to say of the first language that was asked for and cannot be read; undefined where all can. */
export function missingLanguage(
  languages: readonly string[],
  canRead: (language: string) => boolean,
): ReadError | undefined {
  const missing = languages.find(
    (language) => language !== 'en' && language !== chinese && !canRead(language),
  )
  if (missing === undefined) return undefined
  const [code] = packsOf[missing] ?? []
  const what = code
    ? `Install it with: npm install ${packageOf(code)}`
    : 'No package for it is known. Leave it out, and its letters are read as English ones.'
  return readError('language.missing', `The language "${missing}" cannot be read here. ${what}`)
}
