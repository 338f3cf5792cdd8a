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
