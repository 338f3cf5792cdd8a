// The sheet a new patient fills in: no office prints the same one, so every common way to ask is here.
import { field } from '../../labelled/labelled.ts'
import type { TaughtForm } from './taught.ts'

const day = { type: 'date' } as const
const tick = { type: 'boolean' } as const

export const medicalIntake: TaughtForm = {
  name: 'medical intake',
  title:
    /(?:patient|medical|health)\s+(?:intake|registration|history|information|questionnaire)|new patient|anamnesebogen|patientenaufnahme|patientenfragebogen/i,
  fields: [
    field(
      'patientName',
      'Patient name|Patient’s name|Name of patient|Full name|Name des Patienten|Patient|Name, Vorname',
    ),
    field('lastName', 'Last name|Surname|Nachname|Family name'),
    field('firstName', 'First name|Given name|Vorname'),
    field('dateOfBirth', 'Date of birth|DOB|Birth date|Birthdate|Geburtsdatum|geb. am', day),
    field('date', 'Today’s date|Date of visit|Date completed|Datum', day),
    field('address', 'Street address|Home address|Address|Anschrift|Adresse|Straße'),
    field('city', 'City, state, ZIP|City/State/ZIP|City|Wohnort|PLZ, Ort'),
    field('phone', 'Home phone|Phone number|Telephone|Phone|Telefon'),
    field('mobile', 'Cell phone|Mobile phone|Mobile|Cell|Mobil|Handy'),
    field('email', 'E-mail address|Email address|E-mail|Email'),
    field('occupation', 'Occupation|Beruf'),
    field('employer', 'Employer|Arbeitgeber'),
    field(
      'emergencyContact',
      'Emergency contact|Emergency contact name|In case of emergency contact|In case of emergency, notify|Notfallkontakt|Im Notfall zu benachrichtigen',
    ),
    field('emergencyRelationship', 'Relationship to patient|Relationship|Verhältnis'),
    field('emergencyPhone', 'Emergency phone|Emergency contact phone|Notfalltelefon'),
    field(
      'insurance',
      'Insurance company|Insurance provider|Primary insurance|Insurance carrier|Krankenkasse|Krankenversicherung',
    ),
    field(
      'policyNumber',
      'Policy number|Policy no|Policy #|Member ID|Insurance ID|Versichertennummer|Versicherungsnummer',
    ),
    field('groupNumber', 'Group number|Group no|Group #'),
    field('physician', 'Primary care physician|Referring physician|Family doctor|Physician|Hausarzt'),
    field('allergies', 'Known allergies|Allergies|Drug allergies|Allergien', { lines: 2 }),
    field('medications', 'Current medications|Medications|Medication|Medikamente|Aktuelle Medikamente', {
      lines: 2,
    }),
    field(
      'reason',
      'Reason for visit|Reason for today’s visit|Chief complaint|Grund des Besuchs|Beschwerden',
      { lines: 2 },
    ),
    field('male', 'Male|männlich', tick),
    field('female', 'Female|weiblich', tick),
    field('diabetes', 'Diabetes', tick),
    field('highBloodPressure', 'High blood pressure|Hypertension|Bluthochdruck', tick),
    field('asthma', 'Asthma', tick),
    field('heartDisease', 'Heart disease|Heart problems|Herzerkrankung', tick),
    field('cancer', 'Cancer|Krebs', tick),
    field(null, 'Signature|Unterschrift|Sex|Gender|Geschlecht|Marital status|Familienstand|Age|Alter'),
  ],
}
