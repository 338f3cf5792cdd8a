// Who agrees with whom, and what a contract calls them: "(the “Customer”)", "nachfolgend „Vermieter“ genannt".
import type { Field } from '@countersign/contract/extraction'
import { makeField } from '../../extract/field.ts'
import type { RunningText } from '../../page/running-text.ts'

/** Parties stand at the beginning: within so many characters of the text, and each within so many of the last. */
const beginning = 8_000
const reach = 1_500
const mostParties = 4

const openings =
  /(?<!\p{L})(?:by and between|between|zwischen(?: der| dem)?|entre les soussignée?s|entre|tra|fra|tussen(?: de| het)?|pomiędzy|między|PARTIES|Parteien|Vertragspartner|reunidos|de una parte|da una parte|de um lado|ondergetekenden|les soussignés|le parti|zawarta w dniu|zawarta)(?!\p{L}) ?:? ?/giu
const and =
  /[,;]? (?:and|und|et|y|e|en|a|oraz|sowie) (?=(?:the |der |die |Frau |Herrn? |Mr\.? |Mrs\.? |Ms\.? |M\. |Mme |D\. |Dña\. )?\p{Lu})/gu
const legalForm =
  'Inc|LLC|L\\.L\\.C|LLP|LP|Ltd|Limited|Corp|PLC|plc|GmbH|AG|KG|SARL|SAS|S\\.?A|S\\.?L|S\\.?r\\.?l|S\\.?p\\.?A|B\\.?V|N\\.?V|Lda|Sp'
const partyEnd = new RegExp(
  ` ?[("“„«]| ?, (?!(?:${legalForm})\\b)| [-–—] | – |; |\\. (?=\\p{Lu})| (?:hereinafter|nachfolgend|im Folgenden|ci-après|en adelante|di seguito|hierna|doravante|zwan[aąey]\\p{L}* dalej|incorporated|registered|represented|vertreten|représentée?|represented|reprezentowan\\p{L}*|with |having|residing|mit Sitz|wohnhaft|geboren|geb\\. |dont|demeurant|con |mayor de|nat[oa] |residente|gevestigd|wonende|z siedzibą|zamieszkał\\p{L}*|com sede|whose|dated|as of|of \\d|on \\d|collectively|au capital|an? (?:\\p{L}+ ){0,3}(?:corporation|company|partnership|individual))`,
  'u',
)
const quoted = '["“”„«»‘’\']{1,2} ?([^"“”„«»‘’\']{3,40}?) ?["“”„«»‘’\']{1,2}'
const calledSo =
  'hereinafter(?: referred to as| called)?|nachfolgend(?:e[rn]?)?(?: auch)?|nachstehend|im Folgenden|ci-après(?: dénommée?| désignée?)?|(?:en lo sucesivo|en adelante)|di seguito(?: denominat[oa])?|hierna(?: te noemen)?|doravante(?: denominad[oa])?|zwan[aąey]\\p{L}* dalej'
/** The name of a role is the first group that matched. */
const roles = new RegExp(
  `\\((?:[^()"“„«]{0,40} )?(?:the )?${quoted}[^()]{0,30}\\)|(?:${calledSo})[:,]? ["“„« ]{0,3}(?:(?:the|der|die|das|el|la|le|il|lo|de|o|a) )?["“„« ]{0,3}(\\p{L}[\\p{L}-]{2,30})|[-–—] ${quoted} [-–—]`,
  'giu',
)
const noRole =
  /agreement|vertrag|contrat|date|part(?:y|ies|ei|ies|es)$|services|parteien|accordo|overeenkomst|umowa|strony|territory|premises|property/i
const article =
  /^(?:the|der|die|das|el|la|le|l['’]|il|lo|de|o|a|as|als|genannt|dénommée?|denominad[oa]|denominat[oa])\s+/iu

/** `party1` to `party4`, and `party1Role` … where the contract gives them one. */
export function partiesOf(running: RunningText): Field[] {
  const called = byRole(running)
  if (called.length >= 2) return called.flatMap((one, at) => fieldsOf(running, one, at + 1))
  return betweenAnd(running).flatMap((one, at) => fieldsOf(running, one, at + 1))
}

type Named = { name: string; at: number; length: number }
type Party = Named & { role?: { text: string; at: number; length: number } }

function fieldsOf(running: RunningText, { name, at, length, role }: Party, number: number): Field[] {
  const score = role ? 0.9 : 0.85
  const own = makeField({
    name: `party${number}`,
    type: 'text',
    value: name,
    spans: running.spansOf(at, at + length),
    score,
  })
  if (role === undefined) return [own]
  const spans = running.spansOf(role.at, role.at + role.length)
  return [own, makeField({ name: `party${number}Role`, type: 'text', value: role.text, spans, score: 0.9 })]
}

/** Each party stands before what the contract calls it, and behind what it calls the one before. */
function byRole({ text }: RunningText): Party[] {
  const opened = [...text.slice(0, beginning).matchAll(openings)].map(
    ({ index, 0: words }) => index + words.length,
  )
  let from = opened[0] ?? 0
  const parties: Party[] = []
  for (const found of text.slice(0, beginning).matchAll(roles)) {
    const printed = found.slice(1).find((one) => one !== undefined)
    if (printed === undefined || found.index < from || parties.length >= mostParties) continue
    const role = printed.replace(article, '').trim()
    if (noRole.test(role) || !/^\p{Lu}/u.test(role)) continue
    if (found.index - from > reach) break
    // "zawarta w dniu … pomiędzy: …": the last word that opens stands nearest to the name.
    const last = parties.length === 0 ? (opened.findLast((at) => at < found.index) ?? from) : from
    const party =
      nameBefore(text, { from: last, to: found.index }) ?? nameBefore(text, { from, to: found.index })
    const roleAt = found.index + found[0].indexOf(printed)
    from = found.index + found[0].length
    if (party === null || parties.some(({ name }) => name === party.name)) continue
    parties.push({ ...party, role: { text: role, at: roleAt, length: printed.length } })
  }
  return parties
}

const leadIn =
  /^(?:[\s,.;:–—“”"»-]|genannt|d[’']une part|d[’']autre part|par et entre|(?:und|and|et|y|e|en|a|oraz|between|zwischen|entre|tra|tussen)(?!\p{L})(?: (?:der|dem|die|the))?|de una parte|de otra(?: parte)?|da una parte|dall[’']altra(?: parte)?|de um lado|de outro(?: lado)?|\([0-9a-z]{1,3}\)|[0-9]{1,2}[.)]|(?:la |the |der |die |de |het |a )?(?:société|empresa|sociedad|società|company|firma|spółką?|vennootschap)(?!\p{L})|the(?!\p{L})|der(?!\p{L})|die(?!\p{L})|de heer(?!\p{L})|mevrouw(?!\p{L})|dhr\.|mevr\.|Firma(?!\p{L})|Frau(?!\p{L})|Herrn?(?!\p{L})|Mr(?!\p{L})\.?|Mrs(?!\p{L})\.?|Ms(?!\p{L})\.?|Mme(?!\p{L})|M\. |Monsieur(?!\p{L})|Madame(?!\p{L})|D\. |Dña\. |Don(?!\p{L})|Doña(?!\p{L})|Sig\.(?:ra)? |[Pp]an(?:em|ią|i)?(?!\p{L})|Sr(?:a)?\. )+/iu

function nameBefore(text: string, { from, to }: { from: number; to: number }): Named | null {
  const part = text.slice(from, to)
  const lead = leadIn.exec(part)?.[0].length ?? 0
  const named = nameOf(part.slice(lead))
  return named === null || !isParty(named.name) ? null : { ...named, at: from + lead }
}

/** Where a contract calls them nothing: what stands after "between", up to where it is described. */
function betweenAnd({ text }: RunningText): Party[] {
  for (const opening of text.slice(0, beginning).matchAll(openings)) {
    const from = opening.index + opening[0].length
    const rest = text.slice(from, from + 700)
    for (const link of [...rest.matchAll(and)].slice(0, 6)) {
      const second = nameBefore(text, { from: from + link.index + link[0].length, to: from + rest.length })
      const first = nameBefore(text, { from, to: from + link.index })
      // "between Monday and Friday" names nobody: a party is described, or has a legal form or two names.
      if (first !== null && second !== null && first.name !== second.name) return [first, second]
    }
  }
  return []
}

const abbreviated =
  /\b(?:Inc|Ltd|Co|Corp|Jr|Sr|e\.K|e\.V|S\.A|S\.L|S\.A\.S|B\.V|N\.V|S\.r\.l|S\.p\.A|L\.L\.C|L\.P|z ?o\. ?o)\.$/

function nameOf(text: string): Omit<Named, 'at'> | null {
  const end = text.search(partyEnd)
  const raw = (end < 0 ? text : text.slice(0, end)).slice(0, 120)
  const bare = raw.replace(/[\s,:;]+$/u, '')
  const name = abbreviated.test(bare) ? bare : bare.replace(/[\s,.:]+$/u, '')
  return name.length < 3 || name.length > 100 ? null : { name, length: raw.length }
}

const isParty = (name: string): boolean => /^\p{Lu}[^ ]* \p{L}/u.test(name) && name.split(' ').length <= 10
