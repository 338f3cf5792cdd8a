import type { Field } from '@countersign/contract/extraction'
import { makeField } from '../../extract/field.ts'
import { plain, type Row, type Sheet, type Span, segmentsOf, textOf } from '../../page/sheet.ts'
import type { ClassDefinition } from '../document-class.ts'
import { businessCardTerms } from './terms.ts'

/** A business card: few lines, each told by what it looks like. */
export const businessCard: ClassDefinition = {
  terms: businessCardTerms,
  fields: {
    name: { type: 'text', about: 'The person' },
    jobTitle: { type: 'text', about: 'What the person does' },
    company: { type: 'text', about: 'The company' },
    email: { type: 'text', about: 'E-mail address' },
    phone: { type: 'text', about: 'Telephone number, as printed' },
    mobile: { type: 'text', about: 'Mobile number, as printed' },
    fax: { type: 'text', about: 'Fax number, as printed' },
    website: { type: 'text', about: 'Web address' },
    address: { type: 'text', about: 'Postal address, its lines joined by commas' },
  },
  required: ['name'],
  threshold: 0.8,
  extract: (sheet) => ({ fields: fieldsOf(sheet), findings: [] }),
}

const titles = new Set(
  `manager director engineer consultant researcher scientist officer president ceo cto cfo coo founder cofounder partner
   attorney architect designer developer analyst specialist coordinator assistant representative head lead chief advisor
   accountant editor professor lawyer technician secretary agent broker planner buyer geschaftsfuhrer geschaftsfuhrerin
   geschaftsleitung vertriebsleiter vertriebsleiterin leiter leiterin berater beraterin ingenieur ingenieurin referent
   referentin architektin rechtsanwalt rechtsanwaltin steuerberater steuerberaterin sachbearbeiter prokurist directeur
   directrice responsable conseiller conseillere ingenieure chef avocat gerant director directora gerente ingeniero
   ingeniera abogado abogada asesor consultor consultora direttore direttrice responsabile ingegnere avvocato consulente
   architetto architecte avocate notaire medecin dentiste bedrijfsleider adviseur directrice hoofd accountmanager engenheiro engenheira advogado diretor diretora
   arquiteto kierownik dyrektor inzynier prezes specjalista doradca architekt handlowiec`.split(/\s+/),
)
const legalForm =
  /\b(?:gmbh|ag|kg|ohg|gbr|ug|se|inc|llc|ltd|plc|corp|co|sarl|sas|sa|sl|srl|spa|bv|nv|s\.r\.l|s\.p\.a|s\.a\.r\.l|s\.a\.s|s\.a|s\.l|b\.v|n\.v|l\.l\.c|lda|ltda|sp\. ?z ?o\. ?o|oy|ab|as|group|company|corporation|consulting|solutions|systems|studio|bank|university|universität|institute)\.?$/i
const phoneShape = /\+?\(?\d[\d\s()./–-]{5,22}\d/g
const street =
  /\d{1,5}[a-z]?\s+\p{L}+.*\b(?:street|st|avenue|ave|road|rd|lane|drive|dr|way|blvd|place|square)\b|(?:straße|strasse|str\.|weg|platz|allee|gasse|rue|avenue|boulevard|calle|avenida|via|viale|piazza|straat|laan|rua|ulica|ul\.)/iu
const town =
  /\b[A-Z]{2} \d{5}(?:-\d{4})?\b|\b\d{4,5}\s+\p{Lu}\p{L}+|\b\d{2}-\d{3}\s+\p{L}+|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b/u

type Line = { span: Span; text: string; height: number; row: Row }

function fieldsOf(sheet: Sheet): Field[] {
  const lines = sheet.rows
    .flatMap((row) => segmentsOf(row))
    .slice(0, 40)
    .map((span): Line => ({ span, text: textOf(span), height: span.bottom - span.top, row: span.row }))
  const taken = new Set<Line>()
  const fields: Field[] = []
  const take = (
    name: string,
    line: Line | undefined,
    { value, score }: { value?: string; score: number },
  ) => {
    if (line === undefined) return
    taken.add(line)
    fields.push(makeField({ name, type: 'text', value: value ?? line.text, spans: [line.span], score }))
  }
  takeContacts(lines, take)
  const free = () => lines.filter((line) => !taken.has(line) && /\p{L}{2}/u.test(line.text))
  takeAddress(free(), (some) => {
    for (const line of some) taken.add(line)
    fields.push(
      makeField({
        name: 'address',
        type: 'text',
        value: some.map(({ text }) => text.replace(/,$/, '')).join(', '),
        spans: some.map(({ span }) => span),
        score: 0.85,
      }),
    )
  })
  take('jobTitle', free().find(isTitle), { score: 0.88 })
  take(
    'company',
    free().find(({ text }) => legalForm.test(text)),
    { score: 0.9 },
  )
  const mail = fields.find((one) => one.name === 'email')?.value
  const person = bestName(free(), typeof mail === 'string' ? mail : '')
  take('name', person?.line, { score: person?.score ?? 0 })
  if (!fields.some((one) => one.name === 'company'))
    take('company', byHeight(free().filter(({ text }) => text.length <= 40))[0], { score: 0.6 })
  return fields
}

type Take = (name: string, line: Line | undefined, found: { value?: string; score: number }) => void

function takeContacts(lines: readonly Line[], take: Take): void {
  const match = (pattern: RegExp) => lines.find(({ text }) => pattern.test(text))
  const mail = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/
  const mailLine = match(mail)
  if (mailLine !== undefined)
    take('email', mailLine, { value: mail.exec(mailLine.text)?.[0] ?? '', score: 0.95 })
  const web =
    /(?:https?:\/\/|www\.)\S+|\b[a-z0-9-]{2,}\.(?:com|org|net|de|fr|es|it|nl|pt|pl|eu|io|co\.uk|at|ch|be)\b(?!@)/i
  const webLine = lines.find((line) => line !== mailLine && web.test(line.text))
  if (webLine !== undefined)
    take('website', webLine, { value: web.exec(webLine.text)?.[0] ?? '', score: 0.93 })
  const used = new Set<string>()
  for (const line of lines) {
    if (town.test(line.text)) continue
    let from = 0
    for (const number of line.text.matchAll(phoneShape)) {
      const label = plain(line.text.slice(from, number.index))
      from = number.index + number[0].length
      const name = kindOfPhone(label)
      if (number[0].replace(/\D/g, '').length < 7 || used.has(name)) continue
      used.add(name)
      take(name, line, { value: number[0].trim(), score: label === '' ? 0.8 : 0.95 })
    }
  }
}

function kindOfPhone(label: string): string {
  if (/^f$|fax/.test(label)) return 'fax'
  if (/^[mc]$|mob|cell|handy|portable|movil|cellulare|telemovel|kom/.test(label)) return 'mobile'
  return 'phone'
}

function takeAddress(lines: readonly Line[], take: (some: Line[]) => void): void {
  const some = lines
    .filter(({ text }) => /\d/.test(text) && (street.test(text) || town.test(text)))
    .slice(0, 3)
  if (some.length > 0) take(some)
}

const isTitle = ({ text }: Line): boolean => {
  const words = text.split(/[\s/,&-]+/).map(plain)
  return words.length <= 8 && words.some((word) => titles.has(word))
}

const byHeight = (lines: readonly Line[]): Line[] => [...lines].sort((a, b) => b.height - a.height)

/** Two to four capitalised words; surest where the e-mail address repeats them. */
function bestName(lines: readonly Line[], mail: string): { line: Line; score: number } | null {
  const local = plain(mail.split('@')[0] ?? '')
  let best: { line: Line; score: number } | null = null
  for (const line of lines) {
    const words = line.text.replace(/,.*$/, '').split(/\s+/)
    if (
      words.length < 2 ||
      words.length > 5 ||
      !words.every((word) => /^\p{Lu}|^(?:van|von|de|da|di|del|der|dos)$/u.test(word))
    )
      continue
    if (/\d/.test(line.text)) continue
    const repeated = words.filter((word) => plain(word).length > 2 && local.includes(plain(word))).length
    const score = Math.min(0.95, 0.7 + 0.15 * repeated)
    if (best === null || score > best.score || (score === best.score && line.height > best.line.height))
      best = { line, score }
  }
  return best
}
