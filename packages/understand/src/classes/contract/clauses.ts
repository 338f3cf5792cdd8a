// What a contract says in sentences: who agrees, for how long, how it ends, under which law.
import type { Field } from '@countersign/contract/extraction'
import { makeField } from '../../extract/field.ts'
import { durationOf, numberWords, unitWords } from './duration.ts'
import type { RunningText } from './text.ts'

const amount = `(?:\\d{1,3}|${numberWords})(?: ?\\(\\w+\\))?`
const period = `(${amount} (?:calendar |full |whole |business |volle[nr]? )?(?:${unitWords})(?:['’]s?)?)`

/** Each has the period as its first group. */
const terms = [
  `(?:for|has|with) (?:a |an )?(?:initial |fixed |minimum )?(?:term|period|duration) of ${period}`,
  `(?:initial |fixed )?term (?:of this agreement )?(?:is|shall be) ${period}`,
  `(?:shall )?(?:remain|continue)s? in (?:full )?(?:force|effect) for (?:a period of )?${period}`,
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
const notices = [
  `(?:upon|with|by giving|giving|on|not less than|at least|minimum of|subject to|by) (?:at least |not less than |a )?${period} (?:prior |advance |previous )?(?:written )?notice`,
  `notice period (?:of|is|shall be) ${period}`,
  `(?:prior |written )?notice of (?:at least |not less than )?${period}`,
  `Frist von ${period}`,
  `Kündigungsfrist (?:von |beträgt |:)?(?:jeweils )?${period}`,
  `préavis (?:écrit )?(?:d['’]au moins |de |d['’])${period}`,
  `(?:preaviso|antelación)(?: mínim[oa])?(?: por escrito)? (?:mínim[oa] )?de ${period}`,
  `preavviso (?:scritto )?(?:di )?(?:almeno )?${period}`,
  `(?:opzegtermijn|termijn) van (?:minimaal )?${period}`,
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

/** Fields `term` and `notice` as ISO 8601 durations, and `governingLaw` as printed. */
export function clausesOf(running: RunningText): Field[] {
  return [
    ...durationField(running, { name: 'term', patterns: terms }),
    ...durationField(running, { name: 'notice', patterns: notices }),
    ...lawField(running),
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

function lawField(running: RunningText): Field[] {
  for (const pattern of laws) {
    const found = new RegExp(pattern, 'u').exec(running.text)
    const value = found?.[1] ?? found?.[2]
    if (found === null || value === undefined) continue
    const spans = running.spansOf(found.index, found.index + found[0].length)
    return [makeField({ name: 'governingLaw', type: 'text', value, spans, score: 0.9 })]
  }
  return []
}

const between =
  /(?:by and between|between|zwischen(?: der| dem)?|entre les soussignés ?:?|entre|tra|fra|tussen(?: de| het)?|pomiędzy|między):? /giu
const and =
  /,? (?:and|und|et|y|e|en|a|oraz|sowie) (?=(?:the |der |die |Frau |Herrn? |Mr\.? |Mrs\.? |Ms\.? |M\. |Mme |D\. |Dña\. )?\p{Lu})/u
const partyEnd =
  / ?[("“„]| ?, (?=(?!(?:Inc|LLC|Ltd|Limited|Corp|GmbH|S\.?A|S\.?r\.?l|B\.?V)\b))| - | – |; |\. (?=\p{Lu})| (?:hereinafter|nachfolgend|im Folgenden|ci-après|en adelante|di seguito|hierna|doravante|zwan[aym]+ dalej|represented|vertreten|représentée?|with |having|mit Sitz|dont|con |whose|dated|as of|on \d|collectively)/u

/** Fields `party1` and `party2`: what stands after "between", up to where it is described. */
export function partiesOf(running: RunningText): Field[] {
  for (const opening of running.text.slice(0, 8_000).matchAll(between)) {
    const from = opening.index + opening[0].length
    const rest = running.text.slice(from, from + 700)
    const joint = [...rest.matchAll(new RegExp(and.source, 'gu'))]
    for (const link of joint.slice(0, 6)) {
      const first = nameOf(rest.slice(0, link.index))
      const second = nameOf(rest.slice(link.index + link[0].length))
      if (first === null || second === null || first.name === second.name) continue
      // "between Monday and Friday" names nobody: a party is described, or has a legal form or two names.
      if (!isParty(first.name) || !isParty(second.name)) continue
      const secondAt = from + link.index + link[0].length
      return [
        party(running, 'party1', { ...first, at: from }),
        party(running, 'party2', { ...second, at: secondAt }),
      ]
    }
  }
  return []
}

type Named = { name: string; length: number }

function nameOf(text: string): Named | null {
  const end = text.search(partyEnd)
  const raw = (end < 0 ? text : text.slice(0, end)).slice(0, 120)
  const name = raw
    .replace(/^(?:the |der |die |Firma |Frau |Herrn? |Mr\.? |Mrs\.? |Ms\.? |Mme |M\. |D\. |Dña\. )+/u, '')
    .replace(/[\s,.:]+$/u, '')
  return name.length < 3 || name.length > 100 ? null : { name, length: raw.length }
}

const isParty = (name: string): boolean => /^\p{Lu}[^ ]* \p{L}/u.test(name) && name.split(' ').length <= 10

function party(running: RunningText, field: string, { name, at, length }: Named & { at: number }): Field {
  const spans = running.spansOf(at, at + length)
  return makeField({ name: field, type: 'text', value: name, spans, score: 0.85 })
}
