// Letters of languages beyond those of English, as their alphabets and dictionaries have them.

const beyondEnglish: Readonly<Record<string, string>> = {
  cs: 'áčďéěíňóřšťúůýž',
  da: 'æøå',
  de: 'äöüß',
  en: '',
  es: 'áéíñóúü¿¡',
  et: 'äõöüšž',
  fi: 'äöå',
  fr: 'àâçéèêëîïôœùû',
  hr: 'čćđšž',
  hu: 'áéíóöőúüű',
  it: 'àèéìòù',
  lt: 'ąčęėįšųūž',
  lv: 'āčēģīķļņšūž',
  nl: 'éëïóü',
  no: 'æøå',
  pl: 'ąćęłńóśźż',
  pt: 'áâãàçéêíóôõú',
  ro: 'ăâîșț',
  sk: 'áäčďéíĺľňóôŕšťúýž',
  sl: 'čšž',
  sv: 'åäö',
  tr: 'çğıöşü',
}

/** Whether a recogniser with these characters can write a language (ISO 639-1); of one not known here it cannot be said. */
export function hasLetters(alphabet: readonly string[], language: string): boolean {
  const letters = beyondEnglish[language]
  return letters !== undefined && [...letters].every((letter) => alphabet.includes(letter))
}

const withoutMark: Readonly<Record<string, string>> = { ł: 'l', ø: 'o', ð: 'o', đ: 'd', ı: 'i', 0: 'o' }

/** A letter without its case and accent; what looks like a letter, as that letter. */
export function plainLetter(text: string): string {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  return withoutMark[plain] ?? plain
}

/** What is thought of a letter that the language of its line does not have: it is there in names only. */
const foreignLetter = 0.1
const isForeign = (text: string, letters: string) =>
  /^\p{L}$/u.test(text) && !/[a-z]/i.test(text) && !letters.includes(text.toLowerCase())

/** For each character of an alphabet how much it is thought of in a language (ISO 639-1); undefined for one not known here. */
export function weightsFor(alphabet: readonly string[], language: string): Float32Array | undefined {
  const letters = beyondEnglish[language]
  if (letters === undefined) return undefined
  return Float32Array.from(alphabet, (text) => (isForeign(text, letters) ? foreignLetter : 1))
}
