// Countries as they are printed, to ISO 3166-1 alpha-2.

const longest = 60
const printed: Readonly<Record<string, string>> = {
  AT: 'austria österreich autriche',
  AU: 'australia australien',
  BE: 'belgium belgien belgique belgië bélgica belgio',
  CA: 'canada kanada',
  CH: 'switzerland schweiz suisse svizzera suiza suíça zwitserland',
  AE: 'uae|u.a.e.|united arab emirates',
  CZ: 'czechia tschechien|czech republic|česká republika|tschechische republik',
  DE: 'germany deutschland allemagne alemania germania alemanha duitsland niemcy|bundesrepublik deutschland|federal republic of germany',
  DK: 'denmark dänemark danmark',
  ES: 'spain spanien españa espagne spagna espanha spanje hiszpania',
  FR: 'france frankreich francia frança frankrijk francja',
  GB: 'england scotland wales|united kingdom|great britain|uk|vereinigtes königreich|royaume-uni|reino unido|regno unito',
  IE: 'ireland irland irlande irlanda',
  IN: 'india indien',
  IT: 'italy italien italia italie itália italië włochy',
  LU: 'luxembourg luxemburg',
  MY: 'malaysia',
  NL: 'netherlands niederlande nederland holland|the netherlands|pays-bas|países bajos|paesi bassi|países baixos',
  PL: 'poland polen polska pologne polonia polónia',
  PT: 'portugal portogallo portugalia',
  SE: 'sweden schweden sverige',
  SG: 'singapore singapur',
  TR: 'turkey türkei turquie turquía turchia turquia turkije turcja türkiye',
  US: 'usa|u.s.a.|united states|united states of america|vereinigte staaten',
}
const ours = new Map(
  Object.entries(printed).flatMap(([code, names]) =>
    names
      .split('|')
      .flatMap((part, at) => (at === 0 && !part.includes('.') ? part.split(' ') : [part]))
      .map((name) => [name, code] as const),
  ),
)

/** Languages in which the name of any country is known, by the tables of the Unicode CLDR that every engine has. */
const languages = 'en de fr es it pt nl pl sv da nb fi cs sk sl hr hu ro bg el et lv lt tr uk ms'.split(' ')

let everywhere: Map<string, string> | undefined

/** Made when first asked for: 26 languages of 250 countries. */
function namesEverywhere(): Map<string, string> {
  if (everywhere) return everywhere
  const names = new Map<string, string>()
  const known = languages.map(
    (language) => new Intl.DisplayNames([language], { type: 'region', fallback: 'none' }),
  )
  for (const first of letters)
    for (const second of letters) {
      const code = first + second
      if (notCountries.has(code)) continue
      for (const of of known) {
        const name = of.of(code)?.toLowerCase()
        if (name !== undefined && !names.has(name)) names.set(name, code)
      }
    }
  everywhere = names
  return names
}

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
/** Codes of CLDR that are no countries of ISO 3166-1, among them those of countries that are gone. */
const notCountries = new Set(
  'AC AN BU CP CS CQ DD DG DY EA EU EZ FQ FX HV IC JT MI NH NQ NT PC PU PZ QO RH SU TA TP UK UN VD WK XA XB XK YD YU ZR ZZ'.split(
    ' ',
  ),
)

/** The ISO code of a country's name in one of our languages; null for anything else. */
export function parseCountry(text: string): string | null {
  const name = text
    .trim()
    .toLowerCase()
    .replace(/[.,;]$/, '')
  if (name.length < 2 || name.length > longest) return null
  return ours.get(name) ?? ours.get(`${name}.`) ?? namesEverywhere().get(name) ?? null
}
