// Names of companies and people in their parts. What was printed is always kept beside them.

/** `base` is the name without its legal form. */
export type CompanyName = { base: string; legalForm: string | null; country: string | null }
export type PersonName = { title: string | null; given: string | null; family: string }

/** Forms as they are written at the end of a name, the longest first, and the country that has them (null: several). */
const forms: readonly (readonly [RegExp, string, string | null])[] = [
  [/gmbh ?(?:&|und) ?co\.? ?kgaa/i, 'GmbH & Co. KGaA', 'DE'],
  [/gmbh ?(?:&|und|u\.) ?co\.? ?kg/i, 'GmbH & Co. KG', 'DE'],
  [/ug ?(?:\(haftungsbeschränkt\))? ?(?:&|und) ?co\.? ?kg/i, 'UG & Co. KG', 'DE'],
  [/ag ?(?:&|und) ?co\.? ?kg/i, 'AG & Co. KG', 'DE'],
  [/se ?(?:&|und) ?co\.? ?kgaa/i, 'SE & Co. KGaA', 'DE'],
  [/se ?(?:&|und) ?co\.? ?kg/i, 'SE & Co. KG', 'DE'],
  [/ggmbh/i, 'gGmbH', 'DE'],
  [/partg ?mbb|partgmbb/i, 'PartG mbB', 'DE'],
  [/partg/i, 'PartG', 'DE'],
  [/gesbr/i, 'GesbR', 'AT'],
  [/e\. ?u\./i, 'e.U.', 'AT'],
  [/eG/, 'eG', 'DE'],
  [/SE/, 'SE', null],
  [/ug ?(?:\(haftungsbeschränkt\))?/i, 'UG', 'DE'],
  [/gesellschaft mit beschränkter haftung|(?:g\.?m\.?b\.?h\.?)/i, 'GmbH', null],
  [/aktiengesellschaft|ag/i, 'AG', null],
  [/kgaa/i, 'KGaA', 'DE'],
  [/ohg/i, 'OHG', null],
  [/kg/i, 'KG', null],
  [/gbr/i, 'GbR', 'DE'],
  [/e\.? ?k\.?/i, 'e. K.', 'DE'],
  [/e\.? ?v\.?/i, 'e. V.', 'DE'],
  [/sp\. ?z ?o\. ?o\.,? sp\. ?k\./i, 'Sp. z o.o. sp. k.', 'PL'],
  [/sp\. ?z ?o\. ?o\./i, 'Sp. z o.o.', 'PL'],
  [/sp\. ?j\./i, 'sp. j.', 'PL'],
  [/sp\. ?k\./i, 'sp. k.', 'PL'],
  [/s\.?[aà]\.?r\.?l\.?/i, 'SARL', 'FR'],
  [/s\.? ?c\.? ?s\.?/i, 'SCS', null],
  [/sci/i, 'SCI', 'FR'],
  [/S\.a\.s\./, 'S.a.s.', 'IT'],
  [/s\.?r\.?l\.?s\.?/i, 'S.r.l.s.', 'IT'],
  [/spol\. s ?r\. ?o\.|s\. ?r\. ?o\./i, 's.r.o.', null],
  [/a\. ?s\./, 'a.s.', null],
  [/kft\.?/i, 'Kft.', 'HU'],
  [/zrt\.?/i, 'Zrt.', 'HU'],
  [/nyrt\.?/i, 'Nyrt.', 'HU'],
  [/AB(?: \(publ\))?/, 'AB', 'SE'],
  [/HB/, 'HB', 'SE'],
  [/A\/S/i, 'A/S', 'DK'],
  [/ApS/, 'ApS', 'DK'],
  [/ASA/, 'ASA', 'NO'],
  [/AS/, 'AS', null],
  [/ENK/, 'ENK', 'NO'],
  [/Oyj/i, 'Oyj', 'FI'],
  [/Oy(?: Ab)?/i, 'Oy', 'FI'],
  [/Ky/, 'Ky', 'FI'],
  [/ehf\.?/i, 'ehf.', 'IS'],
  [/OÜ/i, 'OÜ', 'EE'],
  [/SIA/, 'SIA', 'LV'],
  [/UAB/, 'UAB', 'LT'],
  [/d\. ?o\. ?o\./i, 'd.o.o.', null],
  [/d\. ?d\./i, 'd.d.', null],
  [/EOOD/, 'EOOD', 'BG'],
  [/OOD/, 'OOD', 'BG'],
  [/A\.E\.|Α\.Ε\./, 'A.E.', 'GR'],
  [/E\.Π\.E\.|E\.P\.E\./, 'E.P.E.', 'GR'],
  [/A\.? ?Ş\.?/i, 'A.Ş.', 'TR'],
  [/ltd\.? ?şti\.?/i, 'Ltd. Şti.', 'TR'],
  [/ltda\.?/i, 'Ltda.', null],
  [/s\. ?a\. de c\. ?v\./i, 'S.A. de C.V.', 'MX'],
  [/s\. ?de r\. ?l\. de c\. ?v\./i, 'S. de R.L. de C.V.', 'MX'],
  [/b\.?v\.?b\.?a\.?/i, 'BVBA', 'BE'],
  [/K\.K\.|KK/, 'K.K.', 'JP'],
  [/co\.?,? ltd\.?/i, 'Co., Ltd.', null],
  [/s\.?a\.?s\.?u?/i, 'SAS', 'FR'],
  [/e\.?u\.?r\.?l\.?/i, 'EURL', 'FR'],
  [/s\.?r\.?l\.?/i, 'S.r.l.', null],
  [/s\.?p\.?a\.?/i, 'S.p.A.', 'IT'],
  [/s\.?n\.?c\.?/i, 's.n.c.', null],
  [/s\.?l\.?u?\.?/i, 'S.L.', 'ES'],
  [/(?:unipessoal )?lda\.?/i, 'Lda.', 'PT'],
  [/s\.?a\.?/i, 'S.A.', null],
  [/b\.?v\.?/i, 'B.V.', 'NL'],
  [/n\.?v\.?/i, 'N.V.', null],
  [/v\.?o\.?f\.?/i, 'VOF', 'NL'],
  [/sdn\.? ?bhd\.?/i, 'Sdn Bhd', 'MY'],
  [/pte\.? ?(?:ltd\.?|limited)/i, 'Pte Ltd', 'SG'],
  [/pty\.? ?(?:ltd\.?|limited)/i, 'Pty Ltd', 'AU'],
  [/pvt\.? ?ltd\.?|private limited/i, 'Pvt Ltd', 'IN'],
  [/limited|ltd\.?/i, 'Ltd', null],
  [/p\.?l\.?c\.?/i, 'plc', 'GB'],
  [/l\.?l\.?p\.?/i, 'LLP', null],
  [/l\.?l\.?c\.?/i, 'LLC', 'US'],
  [/incorporated|inc\.?/i, 'Inc.', 'US'],
  [/corporation|corp\.?/i, 'Corp.', 'US'],
]
const anchored = forms.map(([form, name, country]) => ({
  // A form in capitals alone is one only so: "as" and "se" end many names.
  shape: new RegExp(`^(.*\\S)[\\s,]+(?:${form.source})$`, form.ignoreCase ? 'iu' : 'u'),
  name,
  country,
}))
/** In Lithuania, France and Bulgaria many write the form before the name. */
const ahead = /^(UAB|SARL|SAS|SASU|EURL|SCI|SA|SIA|AB|PT)\s+(\p{Lu}.*)$/u

const titles =
  /^(?:(?:herrn?|frau|mr|mrs|ms|miss|mx|dr|prof|mme|mlle|m|sr|sra|sig|dott|dhr|mevr|pan|pani|ing|dipl|mag|med|phil|jur|rer|nat|univ|avv|arch|rag|mgr|inż)\.?(?:-ing\.?|-kfm\.?)?\s+)+/i
const generations = /^(?:jr|sr|jun|sen)\.?$|^I{2,3}$|^IV$/i
/** Words that belong to the family name behind them. */
const particles = /^(?:von|van|de|der|den|del|della|di|da|do|dos|du|le|la|zu|zum|zur|ter|ten|mac|el|al)$/i
const longest = 200

/** Null where no legal form ends the name: it may be a person, or a company that leaves it out. */
export function parseCompanyName(text: string): CompanyName | null {
  const name = text.trim().replace(/\s+/g, ' ').slice(0, longest)
  for (const { shape, name: legalForm, country } of anchored) {
    const base = shape.exec(name)?.[1]
    if (base !== undefined) return { base: base.replace(/,$/, ''), legalForm, country }
  }
  const [, legalForm, base] = ahead.exec(name) ?? []
  return legalForm !== undefined && base !== undefined ? { base, legalForm, country: null } : null
}

/** `Dr. Anna von Muster`, `MUSTER, Anna`; null for what has a digit or one word only. */
export function parsePersonName(text: string): PersonName | null {
  const whole = text.trim().replace(/\s+/g, ' ').slice(0, longest)
  if (/[\d@:/]/.test(whole) || parseCompanyName(whole) !== null) return null
  const title = titles.exec(whole)?.[0].trim() ?? null
  const bare = title === null ? whole : whole.slice(title.length).trim()
  const turned = /^([^,]+), (.+)$/.exec(bare)
  if (turned !== null) return { title, given: turned[2] ?? null, family: turned[1] ?? '' }
  const words = bare.split(' ')
  if (words.length < 2 || words.length > 6 || !words.every((word) => /^[\p{L}'’.-]+$/u.test(word)))
    return title !== null && words.length === 1 && bare !== '' ? { title, given: null, family: bare } : null
  let at = words.length - 1
  if (at > 1 && generations.test(words[at] ?? '')) at -= 1
  while (at > 1 && particles.test(words[at - 1] ?? '')) at -= 1
  return { title, given: words.slice(0, at).join(' '), family: words.slice(at).join(' ') }
}
