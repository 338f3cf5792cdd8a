// Names of companies and people in their parts. What was printed is always kept beside them.

/** `base` is the name without its legal form. */
export type CompanyName = { base: string; legalForm: string | null; country: string | null }
export type PersonName = { title: string | null; given: string | null; family: string }

/** Forms as they are written at the end of a name, the longest first, and the country that has them (null: several). */
const forms: readonly (readonly [RegExp, string, string | null])[] = [
  [/gmbh ?(?:&|und) ?co\.? ?kgaa/i, 'GmbH & Co. KGaA', 'DE'],
  [/gmbh ?(?:&|und) ?co\.? ?kg/i, 'GmbH & Co. KG', 'DE'],
  [/ug ?(?:\(haftungsbeschränkt\))?/i, 'UG', 'DE'],
  [/gesellschaft mit beschränkter haftung|(?:g\.?m\.?b\.?h\.?)/i, 'GmbH', null],
  [/aktiengesellschaft|ag/i, 'AG', null],
  [/kgaa/i, 'KGaA', 'DE'],
  [/ohg/i, 'OHG', null],
  [/kg/i, 'KG', null],
  [/gbr/i, 'GbR', 'DE'],
  [/e\.? ?k\.?/i, 'e. K.', 'DE'],
  [/e\.? ?v\.?/i, 'e. V.', 'DE'],
  [/sp\. ?z ?o\. ?o\./i, 'Sp. z o.o.', 'PL'],
  [/sp\. ?j\./i, 'sp. j.', 'PL'],
  [/s\.?a\.?r\.?l\.?/i, 'SARL', 'FR'],
  [/s\.?a\.?s\.?u?/i, 'SAS', 'FR'],
  [/e\.?u\.?r\.?l\.?/i, 'EURL', 'FR'],
  [/s\.?r\.?l\.?/i, 'S.r.l.', 'IT'],
  [/s\.?p\.?a\.?/i, 'S.p.A.', 'IT'],
  [/s\.?n\.?c\.?/i, 's.n.c.', null],
  [/s\.?l\.?u?\.?/i, 'S.L.', 'ES'],
  [/(?:unipessoal )?lda\.?/i, 'Lda.', 'PT'],
  [/s\.?a\.?/i, 'S.A.', null],
  [/b\.?v\.?/i, 'B.V.', 'NL'],
  [/n\.?v\.?/i, 'N.V.', null],
  [/v\.?o\.?f\.?/i, 'VOF', 'NL'],
  [/sdn\.? ?bhd\.?/i, 'Sdn Bhd', 'MY'],
  [/pte\.? ?ltd\.?/i, 'Pte Ltd', 'SG'],
  [/pty\.? ?ltd\.?/i, 'Pty Ltd', 'AU'],
  [/pvt\.? ?ltd\.?|private limited/i, 'Pvt Ltd', 'IN'],
  [/limited|ltd\.?/i, 'Ltd', null],
  [/p\.?l\.?c\.?/i, 'plc', 'GB'],
  [/l\.?l\.?p\.?/i, 'LLP', null],
  [/l\.?l\.?c\.?/i, 'LLC', 'US'],
  [/incorporated|inc\.?/i, 'Inc.', 'US'],
  [/corporation|corp\.?/i, 'Corp.', 'US'],
]
const anchored = forms.map(([form, name, country]) => ({
  shape: new RegExp(`^(.*\\S)[\\s,]+(?:${form.source})$`, 'iu'),
  name,
  country,
}))
const titles =
  /^(?:(?:herrn?|frau|mr|mrs|ms|miss|mx|dr|prof|mme|mlle|m|sr|sra|sig|dott|dhr|mevr|pan|pani|ing|dipl)\.?(?:-ing\.?)?\s+)+/i
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
  return null
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
  while (at > 1 && particles.test(words[at - 1] ?? '')) at -= 1
  return { title, given: words.slice(0, at).join(' '), family: words.slice(at).join(' ') }
}
