// Letters of languages beyond those of English, as their alphabets and dictionaries have them.

const beyondEnglish: Readonly<Record<string, string>> = {
  af: 'áéèêëíîïóôúû',
  bs: 'čćđšž',
  ca: 'àçèéíïòóúü',
  cs: 'áčďéěíňóřšťúůýž',
  cy: 'âêîôûŵŷ',
  da: 'æøå',
  de: 'äöüß',
  en: '',
  es: 'áéíñóúü¿¡',
  et: 'äõöüšž',
  eu: 'çñ',
  fi: 'äöå',
  fr: 'àâçéèêëîïôœùû',
  ga: 'áéíóú',
  gl: 'áéíñóúü',
  hr: 'čćđšž',
  hu: 'áéíóöőúüű',
  id: '',
  is: 'áæðéíóöúýþ',
  it: 'àèéìòù',
  lb: 'äéë',
  lt: 'ąčęėįšųūž',
  lv: 'āčēģīķļņšūž',
  ms: '',
  mt: 'ċġħż',
  nl: 'éëïóü',
  no: 'æøå',
  pl: 'ąćęłńóśźż',
  pt: 'áâãàçéêíóôõú',
  ro: 'ăâîșț',
  sk: 'áäčďéíĺľňóôŕšťúýž',
  sl: 'čšž',
  sq: 'çë',
  sv: 'åäö',
  tr: 'çğıöşüİ',
}

/** Whether a recogniser with these characters can write a language (ISO 639-1); of one not known here it cannot be said. */
export function hasLetters(alphabet: readonly string[], language: string): boolean {
  const letters = beyondEnglish[language]
  return letters !== undefined && [...letters].every((letter) => alphabet.includes(letter))
}

const withoutMark: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  ð: 'o',
  đ: 'd',
  ı: 'i',
  0: 'o',
  '×': 'x',
}

/** A letter without its case and accent; what looks like a letter, as that letter. */
export function plainLetter(text: string): string {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  return withoutMark[plain] ?? plain
}

/**
 * What is thought of a letter that the language of its line does not have: it is there in names only, and those with
 * letters of Latin-1 are met in more places.
 */
const foreignLetter = 0.1
const rareLetter = 0.02
const lastOfLatin1 = 'ÿ'
/** Between numbers an x is printed ten times for one of these. */
const timesSign = '×'
const isForeign = (text: string, letters: string) =>
  /^\p{L}$/u.test(text) &&
  !/[a-z]/i.test(text) &&
  !letters.includes(text) &&
  !letters.includes(text.toLowerCase())

/** For each character of an alphabet how much it is thought of in a language (ISO 639-1); undefined for one not known here. */
export function weightsFor(alphabet: readonly string[], language: string): Float32Array | undefined {
  const letters = beyondEnglish[language]
  if (letters === undefined) return undefined
  return Float32Array.from(alphabet, (text) => {
    if (text === timesSign) return foreignLetter
    if (!isForeign(text, letters)) return 1
    return text <= lastOfLatin1 ? foreignLetter : rareLetter
  })
}
