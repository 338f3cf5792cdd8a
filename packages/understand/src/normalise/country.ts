// Countries as they are printed, to ISO 3166-1 alpha-2.

const printed: Readonly<Record<string, string>> = {
  AT: 'austria österreich autriche',
  AU: 'australia australien',
  BE: 'belgium belgien belgique belgië bélgica belgio',
  CA: 'canada kanada',
  CH: 'switzerland schweiz suisse svizzera suiza suíça zwitserland',
  CZ: 'czechia tschechien|czech republic',
  DE: 'germany deutschland allemagne alemania germania alemanha duitsland niemcy',
  DK: 'denmark dänemark danmark',
  ES: 'spain spanien españa espagne spagna espanha spanje hiszpania',
  FR: 'france frankreich francia frança frankrijk francja',
  GB: 'england scotland wales|united kingdom|great britain|uk|vereinigtes königreich|royaume-uni|reino unido|regno unito',
  IE: 'ireland irland irlande irlanda',
  IN: 'india indien',
  IT: 'italy italien italia italie itália italië włochy',
  LU: 'luxembourg luxemburg',
  MY: 'malaysia',
  NL: 'netherlands niederlande nederland|the netherlands|pays-bas|países bajos|paesi bassi|países baixos',
  PL: 'poland polen polska pologne polonia polónia',
  PT: 'portugal portogallo portugalia',
  SE: 'sweden schweden sverige',
  SG: 'singapore singapur',
  US: 'usa|u.s.a.|united states|united states of america|vereinigte staaten',
}
const codes = new Map(
  Object.entries(printed).flatMap(([code, names]) =>
    names
      .split('|')
      .flatMap((part, at) => (at === 0 && !part.includes('.') ? part.split(' ') : [part]))
      .map((name) => [name, code] as const),
  ),
)

/** The ISO code of a country's name in one of our languages; null for anything else. */
export function parseCountry(text: string): string | null {
  return codes.get(text.trim().toLowerCase()) ?? null
}
