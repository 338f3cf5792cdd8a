// What a name on a letter looks like by itself: a person, a phrase, a part of an address, the owner of a web address.
import { plain, type Row } from '../page/sheet.ts'
import { beginsLikeLabel, legalForm } from './names.ts'
import type { Signs } from './weigh.ts'

/** A postal code beside a town, as thirty countries print it. */
export const town =
  /(?:^|[\s-])\d{4,6}\s+\p{L}{2,}|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\p{L}{2,}[,\s]+(?:[A-Z]{2}\s+)?\d{5}\b|\b\d{2}-\d{3} \p{L}|\b\d{4}-\d{3} \p{L}|\b\d{4} ?[A-Z]{2} \p{L}|\p{L}{3,},? [A-Z]{2,3} \d{4}\b|\b[A-Z]\d[A-Z] ?\d[A-Z]\d\b|\p{L}{3,} ?[–-] ?\d{6}\b|\b\d{3} \d{2} \p{L}/u

const person =
  /^(?:\p{Lu}[\p{L}'’-]+|\p{Lu}\.)(?: (?:von|van|de|der|den|di|da|dos))*(?: (?:\p{Lu}[\p{L}'’-]+|\p{Lu}\.)){1,2}$/u
/** Ends in an abbreviation: `Bt.`, `S,r.l.` as a recogniser has it. */
const shortened = /(?:\b\p{L}[.,])+$|\b\p{Lu}\p{L}{1,3}\.$/u
/** The title of the paper, in the languages of the lexicon. */
const bill =
  /(?:rechnung|factuur|faktura|faktury|invoices?|facture|factură|factura|fattura|fatura|számla|lasku|gutschrift|bescheid|avoir|creditnota|parcella|honoraires)$|^(?:bill|nota|räkning|regning|lasku|számla|factur[aă]|facture|invoice|faktura)\b/iu
const particles =
  /^(?:von|van|de|der|den|di|da|dos|du|des|la|le|et|and|und|y|e|i|of|the|for|co|z|o|sp|j|c|k)\b/i
const houseNumber = /^\d+[a-z]?,? \p{L}|\p{L}\.? \d{1,4} ?[a-z]?(?:[/-]\d+[a-z]?)?$/iu

/** Words that companies and authorities call themselves by, in eight languages; German ones end in them. */
const trade =
  /\b(?:group|services?|solutions?|systems?|consulting|company|partners?|holding|international|trading|industries|enterprises?|studios?|media|software|technolog\w*|logisti\w*|energy|foods?|hotel|hosting|telecom|agency|associat\w*|foundation|council|university|college|school|hospital|clinic|museum|theat\w*|taxi|praxis|institut\w*|verein|stiftung|stadt|gemeinde|landkreis|amt|ministe\w*|universit\w*|soci[ée]t[ée]\w*|compagnie|entreprise|commune|mairie|ets|établissements|atelier|librairie|garage|ayuntamiento|talleres|muebles|comercial|empresa|industrias|suministros|ditta|officina|studio|comune|azienda|ferramenta|câmara|oficina|gemeente|bedrijf|bakkerij|handel\w*|zakład|przedsiębiorstwo|firma|sklep|gmina|urząd)\b|\p{L}{3}(?:bau|handel|service|technik|verlag|werke?|vertrieb|versicherung|apotheke|druck|haus|hof|bank|waren|betrieb|amt|schule|klinik|verband)\b/iu

const department =
  /^(?:accounts? (?:payable|department)|accounting|purchasing|procurement|finance|head office|buchhaltung|\p{L}*buchhaltung|einkauf|rechnungswesen|verwaltung|abteilung|zentrale|kreditoren\p{L}*|comptabilit[ée]|service |achats|compras|contabilidad|administraci[óo]n|contabilit[àa]|amministrazione|ufficio|contabilidade|financeiro|crediteuren\p{L}*|inkoop|administratie|ksi[ęe]gowo[śs][ćc]|dzia[łl])/iu

/** What the letters of a name say of it. */
export function looksOf(name: string): Signs {
  const words = name.split(/\s+/)
  const small = words.slice(1).filter((word) => /^\p{Ll}{2}/u.test(word) && !particles.test(word))
  const company = legalForm.test(name)
  return {
    'could be a person': !company && person.test(name) ? 1 : 0,
    'small letters begin its words': company ? 0 : Math.min(1, small.length / 2),
    'a word of trade': trade.test(name) ? 1 : 0,
    'begins like a label': beginsLikeLabel(name) ? 1 : 0,
    'a web address itself': /^\S+\.\p{L}{2,}$/u.test(name) && !company ? 1 : 0,
    'a word for a bill': bill.test(name) && !company ? 1 : 0,
    'a sentence': /[.!?]$/.test(name) && !company && !shortened.test(name) ? 1 : 0,
    'a house number': houseNumber.test(name) && !company && !/\bno\.? ?\d+$/i.test(name) ? 1 : 0,
    'a department': department.test(name) && !company ? 1 : 0,
    'a postal code': town.test(name) && !company ? 1 : 0,
    'brackets or a slash': /[()[\]/\\]/.test(name) ? 1 : 0,
  }
}

/** Second-level names of web and mail addresses on the page. */
export function domainsIn(rows: readonly Row[]): string[] {
  const found = new Set<string>()
  for (const row of rows)
    for (const token of row.tokens) {
      const match = /(?:@|www\.|https?:\/\/(?:www\.)?)([\w-]{3,60})\.[a-z]{2,10}/i.exec(token.text)
      if (match?.[1] !== undefined && found.size < 20) found.add(plain(match[1]))
    }
  return [...found].filter(
    (domain) => !/^(?:gmail|gmx|web|yahoo|outlook|hotmail|tonline|example)$/.test(domain),
  )
}

export function isInDomain(name: string, domains: readonly string[]): boolean {
  const whole = plain(name)
  const words = name
    .split(/\s+/)
    .map(plain)
    .filter((word) => word.length >= 4)
  return domains.some((domain) => domain === whole || words.some((word) => domain.includes(word)))
}
