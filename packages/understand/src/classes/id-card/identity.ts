// What passports, identity cards and residence permits have in common: a person, a number, dates, and often a zone.
import type { Field, Finding } from '@countersign/contract/extraction'
import { makeField } from '../../extract/field.ts'
import { type FieldSpec, field, readLabelled } from '../../labelled/labelled.ts'
import { findZone, zoneFields } from '../../labelled/zone.ts'
import { type Sheet, segmentsOf, textOf } from '../../page/sheet.ts'
import type { ClassDefinition } from '../document-class.ts'

export const identityFields = {
  surname: { type: 'text', about: 'The family name, as printed' },
  givenNames: { type: 'text', about: 'All given names, as printed' },
  number: { type: 'text', about: 'The number of the document' },
  nationality: {
    type: 'text',
    about: 'The nationality; three letters of ISO 3166 where a machine-readable zone says it',
  },
  issuingCountry: { type: 'text', about: 'The country that issued it, three letters of ISO 3166' },
  dateOfBirth: { type: 'date', about: 'The date of birth' },
  placeOfBirth: { type: 'text', about: 'The place of birth, as printed' },
  sex: { type: 'text', about: 'F, M or X' },
  issueDate: { type: 'date', about: 'The day it was issued' },
  expiryDate: { type: 'date', about: 'The last day it is valid' },
  authority: { type: 'text', about: 'The authority that issued it' },
  personalNumber: { type: 'text', about: 'A personal number, where the zone holds one' },
} as const satisfies ClassDefinition['fields']

const name = /^\p{Lu}[\p{L}'’.-]*(?: [\p{L}'’.-]+){0,4}$/u
const day = { type: 'date' } as const

const common: readonly FieldSpec[] = [
  field(
    'surname',
    'Surname|Last name|Family name|Name/Surname|Name / Surname / Nom|Surname / Nom|Surname/Nom|Nom / Surname|Nom|Apellidos|Primer apellido|Cognome|Cognome / Surname|Achternaam|Naam / Surname|Apelido|Apelidos|Nazwisko|Nazwisko / Surname|Familienname|LN',
    { pattern: name },
  ),
  field(
    'givenNames',
    'Given names|Given name|First name|First names|Given names / Prenoms|Given names/Prenoms|Vornamen/Given names|Vornamen / Given names / Prenoms|Vornamen|Vorname|Prenoms|Prenom(s)|Nombre|Nombres|Nome|Nome / Name|Voornamen|Voornamen / Given names|Nome(s) proprio(s)|Imiona|Imiona / Given names|FN',
    { pattern: name },
  ),
  field(
    'dateOfBirth',
    'Date of birth|Birth date|DOB|Date of birth / Date de naissance|Geburtstag|Geburtstag/Date of birth|Geburtsdatum|Date de naissance|Ne(e) le|Fecha de nacimiento|Data di nascita|Geboortedatum|Data de nascimento|Data urodzenia|Place and date of birth|Date and place of birth|Luogo e data di nascita|Fecha y lugar de nacimiento|Date et lieu de naissance|Cardholder date of birth',
    day,
  ),
  field(
    'expiryDate',
    'Date of expiry|Date of expiry / Date d expiration|Expiry date|Expiration date|Expires|Card expires|Valid until|Gültig bis|Gültig bis/Date of expiry|Date d expiration|Valable jusqu au|Fecha de caducidad|Valido hasta|Validez|Scadenza|Data di scadenza|Geldig tot|Data de validade|Validade|Data waznosci|Termin waznosci|EXP',
    day,
  ),
  field(
    'issueDate',
    'Date of issue|Date of issue / Date de delivrance|Issue date|Issued|Resident since|Ausstellungsdatum|Datum/Date|Date de delivrance|Fecha de expedicion|Fecha de emision|Data di rilascio|Datum van afgifte|Data de emissao|Data wydania|ISS',
    day,
  ),
  field(
    'placeOfBirth',
    'Place of birth|Place of birth / Lieu de naissance|Country of birth|Geburtsort|Geburtsort/Place of birth|Lieu de naissance|Lugar de nacimiento|Luogo di nascita|Geboorteplaats|Local de nascimento|Naturalidade|Miejsce urodzenia',
    { pattern: /^\p{L}[\p{L}'’., ()-]{1,60}$/u },
  ),
  field(
    'nationality',
    'Nationality|Nationality / Nationalite|Nationality/Nationalité|Staatsangehörigkeit|Staatsangehörigkeit/Nationality|Nationalite|Nacionalidad|Cittadinanza|Nationaliteit|Nacionalidade|Obywatelstwo',
    { pattern: /^\p{Lu}[\p{L}/ ]{1,40}$/u },
  ),
  field('sex', 'Sex|Sex / Sexe|Sex/Sexe|Gender|Geschlecht|Sexe|Sexo|Sesso|Geslacht|Plec', {
    pattern: /^[MFXWVK]$/,
  }),
  field(
    'authority',
    'Authority|Authority / Autorite|Issuing authority|Behörde|Behörde/Authority|Autorite|Autoridad|Autorita|Autoriteit|Autoridade|Organ wydajacy',
    { pattern: /^\p{L}[\p{L}\p{N}'’., ()-]{1,60}$/u },
  ),
  field(
    null,
    'Type|Code|Country code|Height|Eyes|Category|Signature|Signature of bearer|Signature of holder|Geburtsname|Name at birth|Maiden name|Nom de naissance|Nom d usage|Municipality|Colour of eyes|Address|Anschrift|Adresse|Domicilio',
  ),
]

type Options = { language: string | null; specs: readonly FieldSpec[] }

/** The zone where it reads, labels for the rest; where both say something and differ, that is a finding. */
export function extractIdentity(
  sheet: Sheet,
  { language, specs }: Options,
): { fields: Field[]; findings: Finding[] } {
  const printed = readLabelled(sheet, [...specs, ...common], { language })
  const zone = findZone(sheet)
  if (zone === null) {
    const fields = printed.fields.map(withSex)
    const number = fields.some((one) => one.name === 'number') ? [] : unlabelledNumber(sheet)
    return { fields: [...fields, ...number], findings: printed.findings }
  }
  const read = zoneFields(zone)
  const known = new Map(read.fields.map((one) => [one.name, one]))
  const rest = printed.fields.filter(({ name: of }) => !known.has(of)).map(withSex)
  const doubts = printed.findings.filter((finding) => !known.has(finding.field ?? ''))
  const differences = printed.fields.flatMap((one) => differenceOf(one, known.get(one.name)))
  return { fields: [...read.fields, ...rest], findings: [...read.findings, ...doubts, ...differences] }
}

/** Cards print their number in a corner, without a label: capitals and digits that stand alone, if only one does. */
function unlabelledNumber(sheet: Sheet): Field[] {
  const alone = sheet.rows
    .flatMap((row) => segmentsOf(row))
    .filter(
      (span) => span.from === span.to && /^(?=(?:.*\d){3})(?=.*[A-Z])[A-Z0-9]{8,12}$/.test(textOf(span)),
    )
  const [span] = alone
  if (span === undefined || alone.length > 1) return []
  return [makeField({ name: 'number', type: 'text', value: textOf(span), spans: [span], score: 0.8 })]
}

/** German and Dutch print W or V for women; Polish prints K. */
function withSex(one: Field): Field {
  return one.name === 'sex' && typeof one.value === 'string' && /^[WVK]$/.test(one.value)
    ? { ...one, value: 'F' }
    : one
}

const compared = new Set(['number', 'dateOfBirth', 'expiryDate'])

function differenceOf(printed: Field, zone: Field | undefined): Finding[] {
  if (zone === undefined || !compared.has(printed.name) || printed.value === zone.value) return []
  const message = `"${printed.raw}" is printed, but the machine-readable zone says "${String(zone.value)}". Compare both with the document.`
  return [
    { rule: 'zone.mismatch', severity: 'warning', message, field: printed.name, ...printed.evidence[0] },
  ]
}

/** Expired, or dates that cannot be. */
export function identityRules(fields: readonly Field[], today: string): Finding[] {
  const dateOf = (of: string) => {
    const value = fields.find((one) => one.name === of)?.value
    return typeof value === 'string' ? value : null
  }
  const [birth, expiry, issue] = [dateOf('dateOfBirth'), dateOf('expiryDate'), dateOf('issueDate')]
  const findings: Finding[] = []
  if (expiry !== null && expiry < today)
    findings.push({
      rule: 'id.expired',
      severity: 'warning',
      message: `The document expired on ${expiry}. Ask for one that is valid.`,
      field: 'expiryDate',
    })
  if (birth !== null && (birth > today || (issue !== null && birth > issue)))
    findings.push({
      rule: 'id.impossible_birth',
      severity: 'error',
      message: `The date of birth ${birth} lies after the day of issue or in the future. Correct it.`,
      field: 'dateOfBirth',
    })
  return findings
}
