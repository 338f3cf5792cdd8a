// What a contract says in sentences: for how long, how it goes on, how it ends, under which law and before which court.
import type { Field } from '@countersign/contract/extraction'
import { makeField } from '../../extract/field.ts'
import type { RunningText } from '../../page/running-text.ts'
import { durationOf, numberWords, unitWords } from './duration.ts'

const amount = `(?:\\d{1,3}|${numberWords})(?: ?\\(\\w+\\))?`
const period = `(${amount} (?:calendar |full |whole |business |volle[nr]? )?(?:${unitWords})(?:['’]s?)?)`

/** Each has the period as its first group. */
const terms = [
  `(?:for|has|with) (?:a |an )?(?:initial |fixed |minimum )?(?:term|period|duration) of ${period}`,
  `(?:initial |fixed )?term (?:of this agreement )?(?:is|shall be) ${period}`,
  `(?:shall )?(?:remain|continue)s? in (?:full )?(?:force|effect) for (?:a period of )?${period}`,
  `(?:continue|survive|last|run)s?(?: thereafter)? for (?:a (?:further )?(?:period|term) of )?${period}`,
  `(?:Laufzeit|Vertragsdauer|Mietdauer)(?: von| beträgt|:| des Vertrag(?:e?s)? beträgt)? ${period}`,
  `für die Dauer von ${period}`,
  `(?:auf|für) ${period} (?:ge|abge)schlossen`,
  `(?:pour|d['’])\\s?une? durée (?:déterminée |initiale )?de ${period}`,
  `durée (?:est |du contrat est )?(?:fixée à|de) ${period}`,
  `(?:duración|plazo|vigencia)(?: inicial)?(?: del contrato)?(?: será)? de ${period}`,
  `durata (?:del contratto )?(?:è |iniziale )?(?:di|fissata in) ${period}`,
  `(?:looptijd|duur|periode|tijd) (?:van deze overeenkomst )?(?:is|bedraagt|van) ${period}`,
  `(?:prazo|duração|vigência)(?: do contrato)?(?: será)? de ${period}`,
  `na (?:okres|czas) ${period}`,
]
/** How long it goes on by itself where nobody ends it. */
const renewals = [
  `(?:renew\\p{L}*|extend\\p{L}*)(?: \\p{L}+){0,6}?(?: (?:periods?|terms?) of)? ${period}`,
  `verlängert(?: sich)?(?: \\p{L}+){0,5}? (?:um|für)(?: \\p{L}+){0,3}? ${period}`,
  `(?:reconduction|renouvel\\p{L}*|reconduit\\p{L}*)(?: \\p{L}+){0,5}?,? (?:pour|par|de)(?: \\p{L}+){0,3}? (?:d['’])?${period}`,
  `(?:prorrog\\p{L}*|renov\\p{L}*)(?: \\p{L}+){0,5}?,? por(?: \\p{L}+){0,3}? ${period}`,
  `(?:rinnov\\p{L}*|prorog\\p{L}*)(?: \\p{L}+){0,5}?,? (?:per|di)(?: \\p{L}+){0,3}? ${period}`,
  `(?:verlengd|vernieuwd)(?: \\p{L}+){0,5}? (?:met|voor)(?: \\p{L}+){0,3}? ${period}`,
  `przedłuż\\p{L}*(?: \\p{L}+){0,4}? (?:o|na)(?: \\p{L}+){0,2}? ${period}`,
]
const notices = [
  `(?:upon|with|by giving|giving|on|not less than|at least|minimum of|subject to|by) (?:at least |not less than |a )?${period} (?:prior |advance |previous )?(?:written )?notice`,
  `notice period (?:of|is|shall be) ${period}`,
  `(?:prior |written )?notice of (?:at least |not less than )?${period}`,
  `Frist von ${period}`,
  `Kündigungsfrist (?:von |beträgt |:)?(?:jeweils )?${period}`,
  `préavis (?:écrit )?(?:d['’]au moins |de |d['’])${period}`,
  `(?:preaviso|antelación)(?: mínim[oa])?(?: por escrito)? (?:mínim[oa] )?de ${period}`,
  `preavviso (?:scritto )?(?:di )?(?:almeno )?${period}`,
  `(?:opzegtermijn|termijn) (?:van|is|bedraagt) (?:minimaal )?${period}`,
  `(?:aviso prévio|antecedência)(?: mínim[oa])?(?: por escrito)? (?:mínim[oa] )?de ${period}`,
  `okres(?:u|em)? wypowiedzenia (?:wynosi |wynoszącego |wynoszącym )?${period}`,
  `za ${period} (?:okresem )?wypowiedzeni`,
]
/** Each has the law as its first group. */
const laws = [
  'governed by(?:,)?(?: and (?:construed|interpreted)(?: and enforced)? in accordance with,?)? the (?:internal )?laws? of (?:the )?((?:State of |Commonwealth of |Republic of |Kingdom of |Province of )?\\p{Lu}[\\p{L}]+(?: (?:and )?\\p{Lu}[\\p{L}]+){0,3})',
  'under the laws of (?:the )?((?:State of )?\\p{Lu}[\\p{L}]+(?: \\p{Lu}[\\p{L}]+){0,2})',
  '((?:deutsche[sm]?|österreichische[sm]?|schweizerische[sm]?) Recht)\\b',
  'Recht der ((?:Bundesrepublik|Republik|Schweizerischen) \\p{Lu}\\p{L}+)',
  '(?:soumis|régi)e?s? (?:au|par le|par la|à la) (?:droit|loi) (\\p{L}+)',
  '(?:rige|regirá|sujet[oa]) (?:por|a) (?:la |el )?(?:ley|legislación|derecho|leyes) ((?:de )?\\p{L}+)',
  '(?:regolat|disciplinat)[oa] dall[ae] (?:legge|leggi|legislazione) (\\p{L}+)',
  '(\\p{Lu}\\p{L}+ recht) (?:is )?van toepassing|is (?:uitsluitend )?(?:het )?(\\p{Lu}\\p{L}+ recht) van toepassing',
  '(?:regid[oa]|rege-se) (?:pela|pelas) (?:lei|leis|legislação) (\\p{L}+)',
  '(praw[oua] polskie(?:go|mu)?|prawu polskiemu)',
]

const place =
  "\\p{Lu}[\\p{L}'’-]+(?:(?:,? (?:and|of|County|am|an der|sur|du|de la|del|den))? (?:St\\. )?\\p{Lu}[\\p{L}'’-]+){0,4}"
/** Each has the place, or the courts, as its first group. */
const venues = [
  `(courts of (?:the )?${place})`,
  `courts?(?: \\p{L}+){0,3} (?:of|in|at) (?:the )?(${place})`,
  `(?:venue|arbitration)(?: \\p{L}+){0,5} (?:in|be) (?:the )?(?!the)(${place})`,
  `Gerichtsstand(?: für [^.]{0,100}?)?(?: ist|:)(?: ausschließlich)?(?: der Sitz)?(?: das (?:Amts|Land)gericht)?(?: in)? (${place})`,
  `(?:[Tt]ribuna(?:l|ux)|juridictions?)(?: \\p{Ll}+){0,4} (?:de |d['’]|du )(?:la ville de )?(${place})`,
  `(?:[Jj]uzgados|[Tt]ribunales|[Ff]uero)(?: \\p{L}+){0,4}? de(?: la ciudad de)? (${place})`,
  `[Tt]ribunale di (${place})|[Ff]oro(?: \\p{Ll}+){0,4} di (${place})`,
  `[Rr]echt(?:bank|er)(?: \\p{Ll}+){0,2}? (?:te|in|van) (${place})|[Rr]echtbank (${place})`,
  `[Ff]oro(?: d[ao] [Cc]omarca)?(?: \\p{Ll}+){0,3}? d[aeo] (${place})`,
  `[Ss]ąd\\p{L}*(?: \\p{L}+){0,6}? we? (${place})`,
]

/** Fields `term`, `renewal` and `notice` as ISO 8601 durations, `governingLaw` and `venue` as printed. */
export function clausesOf(running: RunningText): Field[] {
  return [
    ...durationField(running, { name: 'term', patterns: terms }),
    ...durationField(running, { name: 'renewal', patterns: renewals }),
    ...durationField(running, { name: 'notice', patterns: notices }),
    ...printedField(running, { name: 'governingLaw', patterns: laws }),
    ...printedField(running, { name: 'venue', patterns: venues }),
  ]
}

type Wanted = { name: string; patterns: readonly string[] }

function durationField(running: RunningText, { name, patterns }: Wanted): Field[] {
  for (const pattern of patterns) {
    const found = new RegExp(pattern, 'iu').exec(running.text)
    const printed = found?.[1]
    const value = printed === undefined ? null : durationOf(printed)
    if (found === null || value === null) continue
    const spans = running.spansOf(found.index, found.index + found[0].length)
    return [makeField({ name, type: 'text', value, spans, score: 0.9 })]
  }
  return []
}

function printedField(running: RunningText, { name, patterns }: Wanted): Field[] {
  for (const pattern of patterns) {
    const found = new RegExp(pattern, 'u').exec(running.text)
    const value = found?.slice(1).find((group) => group !== undefined)
    if (found === null || value === undefined) continue
    const spans = running.spansOf(found.index, found.index + found[0].length)
    return [makeField({ name, type: 'text', value: value.replace(/[.,]+$/, ''), spans, score: 0.9 })]
  }
  return []
}
